"""Names that nobody may read: whole words, in every spelling, and never the other way round."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lib.cases.projects import FRAME, SUD, TEXT, project, qde, reading, selection, source

from surveysem.cases import read
from surveysem.errors import DataError

TABLE = {
    "Hélène": "Mme A.",
    "Hélène Roux": "Mme A. R.",
    "Cristal": "Firme C",
    "Jean-Paul": "M. J.",
    "B+B": "Duo",
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
        (b"", "pseudonyms.tsv: found no line as its header; expected name and pseudonym"),
        (b"name;pseudonym\n", "found `name;pseudonym` as its header"),
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
