"""Names that nobody may read: whole words, in every spelling, and never the other way round."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lib.cases.projects import (
    CODES,
    FRAME,
    SUD,
    TEXT,
    archive,
    project,
    qde,
    reading,
    selection,
    source,
)

from surveysem.cases import read
from surveysem.errors import DataError

TABLE = {
    "Hélène": "Mme A.",
    "Hélène Roux": "Mme A. R.",
    "Cristal": "Firme C",
    "Jean-Paul": "M. J.",
    "B+B": "Duo",
    "R2": "Robot",
}
PSEUDONYMS = read.Pseudonyms(TABLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hélène est venue.", "Mme A. est venue."),
        ("Hélène Roux est venue", "Mme A. R. est venue"),
        ("Hélène\n  Roux", "Mme A. R."),
        ("Hélène\xa0Roux", "Mme A. R."),
        (unicodedata.normalize("NFD", "Hélène Roux"), "Mme A. R."),
        ("l'atelier d'Cristal", "l'atelier d'Firme C"),
        ("l’atelier d’Hélène,", "l’atelier d’Mme A.,"),
        ("HÉLÈNE ROUX", "MME A. R."),
        ("hélène roux", "Mme A. R."),
        ("cristallin, Cristaux, Cristal.", "cristallin, Cristaux, Firme C."),
        ("(Cristal)", "(Firme C)"),
        ("Cristal-Ferazur", "Firme C-Ferazur"),
        ("Jean-Paul et Jean", "M. J. et Jean"),
        ("chez B+B", "chez Duo"),
        ("talk_Hélène_Roux_2004.docx", "talk_Mme A. R._2004.docx"),
        ("Cristal2", "Firme C2"),
        ("crıstal", "Firme C"),
        ("chez R2 et R22", "chez Robot et R22"),
        ("Nobody", "Nobody"),
        ("", ""),
    ],
)
def test_names_are_replaced(text: str, expected: str) -> None:
    assert PSEUDONYMS(text) == expected


@given(st.lists(st.sampled_from([*TABLE, "et", "ou", ",", "l'", "-", "\n"]), max_size=12))
def test_no_name_is_left_and_nothing_is_replaced_twice(words: list[str]) -> None:
    once = PSEUDONYMS(" ".join(words))
    assert PSEUDONYMS.named_in([once]) == []
    assert PSEUDONYMS(once) == once


def test_names_are_found_in_texts() -> None:
    found = PSEUDONYMS.named_in(["chez cristal", "Cristal et Hélène Roux"])
    assert found == ["cristal", "Cristal", "Hélène Roux"]
    assert read.Pseudonyms().named_in(["Cristal"]) == []


def table(folder: Path, content: bytes) -> read.Pseudonyms:
    path = folder / "pseudonyms.tsv"
    path.write_bytes(content)
    return read.pseudonyms_of([path])


def test_the_table(tmp_path: Path) -> None:
    content = "\ufeffname\tpseudonym\r\nHélène\tMme A.\r\n\r\n  Cristal \t C \r\n".encode()
    assert table(tmp_path, content).table == {"Hélène": "Mme A.", "Cristal": "C"}
    assert read.pseudonyms_of([]).table == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "pseudonyms.tsv: found no line; expected name and pseudonym, separated by a tab"),
        (b"Anna;Ms X\n", "pseudonyms.tsv: found another header; expected name and pseudonym"),
        (b"name\tpseudonym\nA\t\n", "line 2: expected a name, a tab and its pseudonym"),
        (b"name\tpseudonym\nA\tB\tC\n", "line 2: expected a name"),
        (b"name\tpseudonym\nAnna\tB\nANNA\tC\n", "line 3: the name has two pseudonyms"),
        (b"name\tpseudonym\nAnna\tMs X\nXaver\tAnna B\n", "a pseudonym holds a name of the table"),
        ("name\tpseudonym\nÉric\tE\n".encode("latin-1"), "which is not UTF-8"),
    ],
)
def test_a_table_at_fault(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(DataError) as caught:
        table(tmp_path, content)
    assert says in str(caught.value)
    assert "Anna" not in str(caught.value)


def test_everything_that_is_read_has_pseudonyms(tmp_path: Path) -> None:
    inner = selection(0, 16, "C1") + selection(0, 16, "C5")
    xml = qde(source("Duo - Nordine", inner, "internal://Duo - Nord.txt") + SUD)
    names = read.Pseudonyms({"Nordine": "Nord", "Ann": "Coder 1", "amis": "A."})
    found = reading(tmp_path, project(xml), pseudonyms=names)
    assert found.faults == ()
    assert found.interviews.loc[0, ["source", "partner"]].tolist() == ["Duo - Nord", "Nord"]
    assert found.segments.loc[0, ["source", "coder", "text"]].tolist() == [
        *("Duo - Nord", "Coder 1", "Nous étions A.")
    ]
    assert "Nordine" not in found.interviews.to_string() + found.segments.to_string()


def test_positions_are_those_of_the_original(tmp_path: Path) -> None:
    start = TEXT.index("Le")
    inner = selection(start, start + 2, "C1", "C5")
    names = read.Pseudonyms({"Nous": "A very long pseudonym"})
    found = reading(
        tmp_path, project(qde(source("Duo - Nord", inner) + SUD)), frame=FRAME, pseudonyms=names
    )
    assert found.segments.text[0] == "Le"


NAME = "Zoé Maufroy"
HIDDEN = re.compile("zoé|maufroy", re.IGNORECASE)
NAMES = read.Pseudonyms({NAME: "M. B.", "Maufroy": "M."})
NAMED = source("Zoé Maufroy_1", selection(0, 4, "C1"), "internal://Duo - Nord.txt")
ROW = "Duo,Nord,talk,Ann,friendship,0,16,x"


def named(old: str) -> bytes:
    """A table in which the name stands where ``old`` stood, in a row or in the header."""
    header = "case,partner,source,coder,code,start,end,text"
    new = f",{NAME}" if old == ",x" else NAME
    return f"{header}\n{ROW}".replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (project(qde(NAMED)), "duo.qdpx"),
        (project(qde(NAMED.replace("C1", NAME))), "duo.qdpx"),
        (project(qde(NAMED.replace("Duo - Nord.txt", f"{NAME}.txt"))), "duo.qdpx"),
        (project(qde(NAMED.replace('"0"', f'"{NAME}"'))), "duo.qdpx"),
        (project(qde(codes=CODES.replace("friendship", NAME))), "duo.qdpx"),
        (project(qde(more=f"<Cases><Case guid='k' name='{NAME}'/></Cases>")), "duo.qdpx"),
        (project().replace(b"Duo - Nord.txt", b"Maufroy - 1.tx"), "duo.qdpx"),
        (archive({f"../{NAME}": b""}), "duo.qdpx"),
        (archive({f"{NAME}.qde": b"<Project"}), "duo.qdpx"),
        (b"", f"{NAME}.qdpx"),
        (b"", f"{NAME}.ods"),
        *((named(old), "duo.csv") for old in (*ROW.split(",")[:-1], ",x")),
        (named("text"), "duo.csv"),
        (named(",x").replace(b"16", b"a place where Zo\xc3\xa9 Maufroy was"), "duo.csv"),
        (named("Nord"), f"{NAME}.csv"),
    ],
)
def test_no_name_is_told_wherever_it_stands(tmp_path: Path, content: bytes, file: str) -> None:
    told = everything_told(tmp_path, content, file)
    assert told
    assert not HIDDEN.search(told)


def everything_told(folder: Path, content: bytes, file: str) -> str:
    """What is said of a collection, and what is kept of it where it is without fault."""
    try:
        found = reading(folder, content, file, pseudonyms=NAMES)
    except DataError as error:
        return str(error)
    kept = "" if found.faults else found.interviews.to_csv() + found.segments.to_csv()
    return " ".join([kept, *found.faults, *found.notes])
