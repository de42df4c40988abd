"""Whatever is written as a project and as a table is read as one and the same."""

import csv
import sys
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lib.cases.projects import FRAME, reading

from surveysem.cases import read

sys.path.insert(0, str(Path(__file__).parents[3] / "data/synthetic"))
try:
    import qdpx
finally:
    sys.path.pop(0)

NAMES = ("Duo - Nord", "Duo - Sud - 2004-02-25")
PSEUDONYMS = read.Pseudonyms({"Ann": "Coder A", "été": "season"})
HEADER = "case partner source coder code start end text quote date source_characters source_words"
TEXTS = st.text(st.sampled_from("abé🙂 ,;\"'\t\n.-Aétn"), min_size=12, max_size=60)
PLACES = st.tuples(
    st.integers(0, 50),
    st.integers(1, 12),
    st.sampled_from(["friendship", "market", "quote"]),
    st.sampled_from(["Ann", "Bob"]),
)


def coded(text: str, places: list[tuple[int, int, str, str]]) -> list[qdpx.Coded]:
    """The places that lie in the text, hold words, and do not code the same words twice."""
    made: list[qdpx.Coded] = []
    for start, length, code, coder in places:
        one = qdpx.Coded(start, start + length, code, coder)
        alike = [old for old in made if (old.code, old.coder) == (code, coder)]
        apart = all(old.end <= one.start or one.end <= old.start for old in alike)
        if one.end <= len(text) and text[one.start : one.end].strip() and apart:
            made.append(one)
    return made


def as_table(sources: list[qdpx.Source]) -> bytes:
    written = StringIO(newline="")
    table = csv.writer(written, delimiter=";")
    table.writerow(HEADER.split())
    for source in sources:
        partner, _, day = source.name.removeprefix("Duo - ").partition(" - ")
        for one in source.coded:
            text = source.text[one.start : one.end]
            span = (one.code, one.start, one.end, text)
            row = ("Duo", partner, source.name, one.coder, *span, "")
            table.writerow([*row, day, len(source.text), len(source.text.split())])
    return written.getvalue().encode()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TEXTS, st.lists(PLACES, max_size=8)), min_size=2, max_size=2))
def test_both_forms_are_read_alike(
    tmp_path: Path, drawn: list[tuple[str, list[tuple[int, int, str, str]]]]
) -> None:
    sources = [
        qdpx.Source(name, f"{text}end", [*coded(text, places), last(text)])
        for name, (text, places) in zip(NAMES, drawn, strict=True)
    ]
    codes = [*FRAME.themes, "quote"]
    project = reading(tmp_path, qdpx.project("p", "", codes, sources), pseudonyms=PSEUDONYMS)
    table = reading(tmp_path, as_table(sources), "duo.csv", pseudonyms=PSEUDONYMS)
    assert project.faults == table.faults == ()
    pd.testing.assert_frame_equal(project.interviews, table.interviews)
    pd.testing.assert_frame_equal(project.segments, table.segments)


def last(text: str) -> qdpx.Coded:
    """A segment in every source, so that the table knows of it."""
    return qdpx.Coded(len(text), len(text) + 3, "Tie/weak", "Ann")


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tmp_path: Path, line_end: str) -> None:
    text = f"one{line_end}two three"
    sources = [
        qdpx.Source(name, text, [qdpx.Coded(0, 8, "market", "Ann"), last("abc")]) for name in NAMES
    ]
    project = reading(tmp_path, qdpx.project("p", "", [*FRAME.themes], sources))
    table = reading(tmp_path, as_table(sources), "duo.csv")
    pd.testing.assert_frame_equal(project.segments, table.segments)
