"""Projects as NVivo, ATLAS.ti, MAXQDA and Quirkos write them: whose, where, which code."""

from pathlib import Path

import pytest
from lib.cases.projects import (
    CODES,
    FRAME,
    NORD,
    PARTNERS,
    SUD,
    TEXT,
    THEMES,
    archive,
    faults,
    project,
    qde,
    reading,
    selection,
    source,
)

from surveysem.cases import read


def test_a_project_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, project())
    assert found.faults == ()
    assert found.interviews.values.tolist() == [
        ["Duo - Nord", "Duo", "Nord", 1, "", len(TEXT), 13, 2],
        ["Duo - Sud", "Duo", "Sud", 2, "", len(TEXT), 13, 1],
    ]
    columns = ["segment", "partner", "coder", "code", "theme", "start", "end", "words", "text"]
    assert found.segments[columns].values.tolist() == [
        [1, "Nord", "Ann", "friendship", "tie", 0, 16, 3, ""],
        [2, "Nord", "Bob", "market", "context", 18, 39, 5, ""],
        [3, "Sud", "Ann", "Tie/weak", "tie", 0, 16, 3, ""],
    ]


def test_positions_count_characters_not_bytes_and_not_utf_16_units(tmp_path: Path) -> None:
    start = TEXT.index("Pas")
    inner = selection(start, start + 15, "C1") + selection(start, start + 15, "C5")
    found = reading(tmp_path, project(qde(source("Duo - Nord", inner) + SUD)))
    assert found.segments.text[0] == "Pas de contrat "


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_encodings_with_a_mark(tmp_path: Path, content: bytes) -> None:
    whole = reading(tmp_path, project())
    found = reading(tmp_path, project(**{"Duo - Nord": content}))
    assert found.segments.equals(whole.segments)
    assert found.interviews.equals(whole.interviews)


def test_a_line_end_of_windows_is_two_characters(tmp_path: Path) -> None:
    inner = selection(5, 8, "C1", "C5")
    found = reading(
        tmp_path, project(qde(source("Duo - Nord", inner) + SUD), **{"Duo - Nord": b"abc\r\ndef"})
    )
    assert found.segments.text[0] == "def"


@pytest.mark.parametrize("stored", ["\n", "\r\n"])
@pytest.mark.parametrize("counted", ["\n", "\r\n"])
def test_line_ends_as_the_positions_count_them(tmp_path: Path, stored: str, counted: str) -> None:
    """Some programs store one kind of line end and count the other; names of selections tell."""
    lines = [f"Line {i} of what was said by somebody" for i in range(20)]
    inner = ""
    for i in (3, 9, 17):
        start = len(counted.join([*lines[:i], ""]))
        one = selection(start, start + len(lines[i]), "C1", "C5")
        inner += one.replace("startPos", f'name="{lines[i][:20]}..." startPos')
    text = stored.join(lines).encode()
    found = reading(
        tmp_path, project(qde(source("Duo - Nord", inner) + SUD), **{"Duo - Nord": text})
    )
    assert found.segments.text.tolist()[:3] == [lines[3], lines[9], lines[17]]


def test_names_that_say_nothing_change_nothing(tmp_path: Path) -> None:
    inner = selection(5, 8, "C1", "C5").replace("startPos", 'name="my favourite" startPos')
    found = reading(
        tmp_path, project(qde(source("Duo - Nord", inner) + SUD), **{"Duo - Nord": b"abc\r\ndef"})
    )
    assert found.segments.text[0] == "def"


def test_a_project_without_the_code_of_quotes_quotes_nothing_and_says_so(tmp_path: Path) -> None:
    codes = CODES.replace('<Code guid="C5" name="quote"/>', "")
    found = reading(tmp_path, project(qde(codes=codes)))
    assert not found.segments.quote.any()
    assert "duo.qdpx: no code `quote`, so that nothing is quoted" in found.notes


def test_text_inside_of_the_xml(tmp_path: Path) -> None:
    inner = f"<PlainTextContent>{TEXT}</PlainTextContent>" + selection(0, 4, "C1", "C5")
    nord = f'<TextSource guid="n" name="Duo - Nord">{inner}</TextSource>'
    assert reading(tmp_path, project(qde(nord + SUD))).segments.text[0] == "Nous"


def test_a_source_may_be_coded_as_a_whole(tmp_path: Path) -> None:
    inner = '<Coding creatingUser="U2"><CodeRef targetGUID="C1"/></Coding>'
    found = reading(tmp_path, project(qde(source("Duo - Nord", inner) + SUD))).segments
    assert found.loc[0, ["start", "end", "coder"]].tolist() == [0, len(TEXT), "Bob"]


def test_the_coder_is_that_of_the_coding_else_of_the_selection_else_of_the_project(
    tmp_path: Path,
) -> None:
    ref = '<Coding><CodeRef targetGUID="C1"/></Coding>'
    inner = (
        f'<PlainTextSelection startPosition="0" endPosition="4" creatingUser="u2">{ref}'
        f'</PlainTextSelection><PlainTextSelection startPosition="5" endPosition="9">{ref}'
        "</PlainTextSelection>"
    )
    xml = qde(source("Duo - Nord", inner) + SUD)
    assert list(reading(tmp_path, project(xml)).segments.coder) == ["Bob", "unnamed", "Ann"]
    named = xml.replace('name="p"', 'name="p" creatingUserGUID="U1"')
    assert list(reading(tmp_path, project(named)).segments.coder) == ["Bob", "Ann", "Ann"]


@pytest.mark.parametrize("folder", ["sources", "SOURCES"])
def test_the_folder_of_the_sources_in_any_case(tmp_path: Path, folder: str) -> None:
    texts = {f"{folder}/{name}.txt": TEXT.encode() for name in ("Duo - Nord", "Duo - Sud")}
    content = archive({"project.qde": qde().encode(), **texts})
    assert faults(tmp_path, content) == ""


def value(name: str, text: str, element: str = "TextValue") -> str:
    inner = f'<VariableRef targetGUID="v-{name}"/><{element}>{text}</{element}>'
    return f"<VariableValue>{inner}</VariableValue>"


VARIABLES = "".join(
    f'<Variable guid="V-{name}" name="{name.title()}"/>' for name in ("case", "partner", "date")
)


def test_variables_of_the_unit_say_whose_an_interview_is(tmp_path: Path) -> None:
    inner = value("case", "Duo") + value("partner", "Nord") + value("date", "2004-02-25")
    unit = f'<Case guid="k" name="Anna">{inner}<SourceRef targetGUID="x1"/></Case>'
    more = f"<Variables>{VARIABLES}</Variables><Cases>{unit}</Cases>"
    nord = source("x1", selection(0, 4, "C1"), "internal://Duo - Nord.txt")
    found = reading(tmp_path, project(qde(nord + SUD, more=more)))
    assert found.faults == ()
    assert found.interviews.loc[0, ["source", "partner", "date"]].tolist() == [
        *("x1", "Nord", "2004-02-25")
    ]


def test_variables_of_the_source_do_so_too(tmp_path: Path) -> None:
    inner = value("case", "Duo") + value("partner", "Nord")
    inner += value("date", "2004-02-25T10:00:00Z", "DateTimeValue") + selection(0, 4, "C1")
    nord = source("x1", inner, "internal://Duo - Nord.txt")
    more = f"<Variables>{VARIABLES}</Variables>"
    found = reading(tmp_path, project(qde(nord + SUD, more=more)))
    assert found.interviews.loc[0, ["partner", "date"]].tolist() == ["Nord", "2004-02-25"]


def test_a_code_that_is_a_case_says_whose_and_is_no_theme(tmp_path: Path) -> None:
    codes = CODES + '<Code guid="k1" name="Duo - Nord"/>'
    more = '<Cases><Case guid="k1" name="Duo - Nord"/></Cases>'
    nord = source("x1", selection(0, 60, "k1") + selection(0, 4, "C1"), "internal://Duo - Nord.txt")
    found = reading(tmp_path, project(qde(nord + SUD, codes, more)))
    assert found.faults == ()
    assert list(found.interviews.partner) == ["Nord", "Sud"]
    assert list(found.segments.code) == ["friendship", "Tie/weak"]


@pytest.mark.parametrize(
    ("name", "case", "partner", "day"),
    [
        ("Duo - Nord", "Duo", "Nord", ""),
        ("Duo – Nord.docx", "Duo", "Nord", ""),
        ("Duo - Nord - 2004-02-25", "Duo", "Nord", "2004-02-25"),
        ("Duo - Nord - second interview - 2004-02-25.txt", "Duo", "Nord", "2004-02-25"),
        ("A - B - A", "A - B", "A", ""),
        ("A-B - C", "A-B", "C", ""),
        ("Nord", "", "", ""),
        ("Duo - Nord - 2004-02-30", "Duo", "Nord", ""),
    ],
)
def test_whose_by_the_name(name: str, case: str, partner: str, day: str) -> None:
    from surveysem.cases.read.naming import whose

    partners = [*PARTNERS, ("A - B", "A")]
    assert whose(name, partners) == (case, partner, day)


def test_interviews_stand_in_the_order_of_dates_then_of_the_file(tmp_path: Path) -> None:
    names = ("Duo - Nord", "Duo - Sud - 2005-01-01", "Duo - Nord - 2004-01-01 - b", "Duo - Sud - c")
    sources = "".join(
        source(name.replace("2004-01-01 - b", "2004-01-01"), selection(0, 4, "C1"), PLACE)
        for name in names
    )
    found = reading(tmp_path, project(qde(sources)))
    assert list(found.interviews.source) == [
        *("Duo - Nord - 2004-01-01", "Duo - Sud - 2005-01-01", "Duo - Nord", "Duo - Sud - c")
    ]


PLACE = "internal://Duo - Nord.txt"


def test_what_lies_within_a_quote_may_be_printed(tmp_path: Path) -> None:
    inner = selection(0, 17, "C5") + selection(0, 16, "C1") + selection(10, 20, "C2")
    found = reading(tmp_path, project(qde(source("Duo - Nord", inner) + SUD))).segments
    assert found.quote.tolist() == [True, False, False]
    assert found.text.tolist() == ["Nous étions amis", "", ""]


def test_uncoded_selections_and_sources_of_nobody_are_left_out_and_said(tmp_path: Path) -> None:
    memo = source("Notes", selection(0, 4), PLACE)
    nord = source("Duo - Nord", selection(0, 4) + selection(0, 4, "C1"))
    found = reading(tmp_path, project(qde(memo + nord + SUD)))
    assert found.faults == ()
    assert found.notes == (
        "duo.qdpx, source Notes: left out, nothing is coded in it",
        "duo.qdpx, source Duo - Nord: 1 selections without a code are left out",
    )


def test_codes_by_path_where_names_repeat(tmp_path: Path) -> None:
    codes = CODES + '<Code guid="C6" name="Trust"><Code guid="C7" name="weak"/></Code>'
    nord = source("Duo - Nord", selection(0, 4, "C7"))
    frame = read.Frame({**THEMES, "Trust/weak": "trust"}, PARTNERS)
    found = reading(tmp_path, project(qde(nord + SUD, codes)), frame=frame)
    assert found.faults == ()
    assert found.segments.code.tolist() == ["Trust/weak", "Tie/weak"]


def test_a_picture_without_a_coding_does_not_matter(tmp_path: Path) -> None:
    picture = '<PictureSource guid="p" name="Photo" path="internal://p.png"/>'
    assert faults(tmp_path, project(qde(picture + NORD + SUD))) == ""


def test_sets_and_graphs_are_passed_over(tmp_path: Path) -> None:
    sets = '<Sets><Set guid="s" name="All"><MemberSource targetGUID="x"/></Set></Sets>'
    found = reading(tmp_path, project(qde().replace("</Project>", f"{sets}</Project>")))
    assert found.faults == ()
    assert len(found.interviews) == len(FRAME.partners)
