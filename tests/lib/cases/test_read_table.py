"""Tables of coded segments, as spreadsheets and programs write them."""

import datetime
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from lib.cases.projects import archive, faults, project, reading

from surveysem.errors import DataError

HEADER = "case,partner,source,coder,code,start,end,text"
NORD = "Duo,Nord,talk 1,Ann,friendship,0,16,Nous étions amis"
SUD = "Duo,Sud,talk 2,Bob,market,18,39,Le marché est calme 🙂."
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *(rows or (NORD, SUD))]).encode()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_table_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, table(), "duo.csv")
    assert found.faults == ()
    assert found.interviews.values.tolist() == [
        ["talk 1", "Duo", "Nord", 1, "", 16, 3, 1],
        ["talk 2", "Duo", "Sud", 2, "", 39, 5, 1],
    ]
    assert found.segments.words.tolist() == [3, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiters_encodings_and_line_ends(
    tmp_path: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    plain = reading(tmp_path, table(), "duo.csv")
    text = table().decode().replace(",", delimiter).replace("\n", line_end)
    found = reading(tmp_path, text.encode(encoding), "duo.csv")
    assert found.faults == ()
    assert found.segments.equals(plain.segments)


def test_cells_in_quotes_hold_delimiters_and_lines(tmp_path: Path) -> None:
    row = 'Duo,Nord,talk 1,Ann,friendship,0,16,"Nous, ""vraiment"",\nétions amis"'
    found = reading(tmp_path, table(f"{row},yes", f"{SUD},", header=f"{HEADER},quote"), "duo.csv")
    assert found.segments.text.tolist() == ['Nous, "vraiment",\nétions amis', ""]


def test_what_a_table_may_say_of_a_source(tmp_path: Path) -> None:
    header = f"{HEADER},date,source_characters,source_words"
    content = table(f"{NORD},2004-02-25,999,120", f"{SUD},2003-01-01,,", header=header)
    found = reading(tmp_path, content, "duo.csv").interviews
    columns = ["source", "order", "date", "characters", "words"]
    assert found[columns].values.tolist() == [
        ["talk 2", 1, "2003-01-01", 39, 5],
        ["talk 1", 2, "2004-02-25", 999, 120],
    ]


def test_what_a_table_does_not_say_is_said(tmp_path: Path) -> None:
    header = f"{HEADER},source_characters,source_words"
    found = reading(tmp_path, table(f"{NORD},999,", f"{SUD},,", header=header), "duo.csv")
    assert found.notes == (
        "duo.csv: no source_characters of talk 2; each is taken to end with its last segment",
        "duo.csv: no source_words of talk 1, talk 2; their words are those of their coded passages",
    )
    whole = table(f"{NORD},999,120", f"{SUD},999,120", header=header)
    assert reading(tmp_path, whole, "duo.csv").notes == ()


def test_words_of_passages_count_once(tmp_path: Path) -> None:
    again = "Duo,Nord,talk 1,Bob,market,5,16,étions amis"
    later = "Duo,Nord,talk 1,Bob,market,17,25,et alliés"
    found = reading(tmp_path, table(NORD, again, later, SUD), "duo.csv").interviews
    assert found.words.tolist() == [5, 5]


def test_a_row_with_the_code_of_quotes(tmp_path: Path) -> None:
    quote = NORD.replace("friendship", "quote")
    found = reading(tmp_path, table(NORD, quote, SUD), "duo.csv").segments
    assert found.code.tolist() == ["friendship", "market"]
    assert found.quote.tolist() == [True, False]


def test_a_workbook_with_its_types(tmp_path: Path) -> None:
    header = (*HEADER.split(","), "quote", "date", None)
    day = datetime.datetime(2004, 2, 25)
    content = workbook(
        header,
        ("Duo", "Nord", "talk 1", "Ann", "friendship", 0, 16.0, "Nous étions amis", True, day),
        (None,) * 9,
        ("Duo", "Sud", "talk 2", "Bob", "market", "18", 39, "Le marché est calme", False, None),
    )
    found = reading(tmp_path, content, "duo.xlsx")
    assert found.faults == ()
    assert found.interviews.date.tolist() == ["2004-02-25", ""]
    assert found.segments.text.tolist() == ["Nous étions amis", ""]


def test_a_workbook_that_says_it_is_endless(tmp_path: Path) -> None:
    rows = [HEADER.split(","), [*NORD.split(",")], [*SUD.split(",")]]
    with zipfile.ZipFile(BytesIO(workbook(*map(tuple, rows)))) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:H3"' in files[sheet]
    files[sheet] = files[sheet].replace(b'ref="A1:H3"', b'ref="A1:XFD1048576"')
    assert reading(tmp_path, archive(files), "duo.xlsx").faults == ()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "duo.csv", "duo.csv: found no row; expected a header"),
        (b"a,b\n1,2\n", "duo.csv", "header: found no column `case`, no column `partner`,"),
        (table(header=HEADER.replace("coder", "codr")), "duo.csv", "the unknown column `codr`"),
        (table(header=f"{HEADER},code"), "duo.csv", "the column `code` twice"),
        (table(header=f"{HEADER},date,date"), "duo.csv", "the column `date` twice"),
        (HEADER.encode() + b'\na,"b', "duo.csv", "its quotes do not close as in CSV"),
        (table().decode().encode("cp1252", "replace"), "duo.csv", "which is not UTF-8; expected"),
        (b"", "duo.xlsx", "the file is empty (0 bytes); expected a workbook"),
        (b"case;partner", "duo.xlsx", "no whole zip archive found"),
        (project(), "duo.xlsx", "no workbook that can be read"),
        (archive({"x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), "duo.xlsx", "a document type"),
        *(
            (archive({"xl/a.bin": DOCTYPE.encode(encoding)}), "duo.xlsx", "a document type")
            for encoding in ("utf-8", "utf-16")
        ),
        (archive({"x.xml": b"+ADw-a/+AD4-"}), "duo.xlsx", "its part x.xml is no XML"),
        (archive({"media.bin": b"\0" * 9_000_000}), "duo.xlsx", "entry media.bin: it expands"),
        (b"", "duo.ods", "duo.ods: expected a file of .qdpx, .csv, .xlsx"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes, name: str, says: str) -> None:
    with pytest.raises(DataError) as caught:
        reading(tmp_path, content, name)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Duo,Nord,talk 1,Ann,,0,16,x", "duo.csv, row 3: found no code; expected every cell"),
        ("Duo,Nord,talk 1,,market,0,16,", "row 3: found no coder, no text;"),
        ("Duo,Nord,talk 1,Ann,market,a,1.5,x", "row 3: found `a` as start, `1.5` as end;"),
        ("Duo,Nord,talk 1,Ann,market,16,16,x", "row 3: found start 16 and end 16;"),
        ("Duo,Nord,talk 1,Ann,markt,0,16,x", "the code `markt` on 1 segment; expected a code of"),
        ("Duo,Nord,talk 1,Ann,friendship,9,18,x", "twice by Ann on the same words, row 2 and row"),
        ("Duo,Sud,talk 1,Ann,market,0,16,x", "source talk 1: found Nord and Sud as partner;"),
        ("Trio,Nord,talk 3,Ann,market,0,16,x", "found case `Trio` and partner `Nord`; expected"),
        (f"{NORD},lost", "duo.csv, row 3: found 1 cell more than the 8 columns of the header; exp"),
        (f"{NORD},,and,lost", "row 3: found 2 cells more than the 8 columns of the header;"),
        ("Duo,,talk 3,Ann,market,0,16,x", "row 3: found no partner; expected every cell"),
    ],
)
def test_a_row_at_fault(tmp_path: Path, row: str, says: str) -> None:
    assert says in faults(tmp_path, table(NORD, row, SUD), "duo.csv")


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("quote", "perhaps", "duo.csv, row 2: found `perhaps` as quote; expected every cell"),
        ("date", "25/02/2004", "source talk 1: found the date `25/02/2004`; expected a day as"),
        ("source_characters", "12", "found a segment up to 16; expected at most 12, its source_"),
        ("source_characters", "many", "found `many` as source_characters; expected a whole"),
        ("source_words", "-3", "found `-3` as source_words; expected a whole number"),
    ],
)
def test_a_column_at_fault(tmp_path: Path, column: str, cell: str, says: str) -> None:
    content = table(f"{NORD},{cell}", f"{SUD},", header=f"{HEADER},{column}")
    assert says in faults(tmp_path, content, "duo.csv")
