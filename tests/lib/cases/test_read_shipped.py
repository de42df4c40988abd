"""The shipped collections: both forms of each are one and the same."""

import sys
from functools import cache
from pathlib import Path

import pytest

from surveysem.cases import read
from surveysem.study import configuration, study

ROOT = Path(__file__).parents[3]
TABLES = {"start_ups": "start_ups.csv", "governance": "governance.xlsx"}


@cache
def reading(collection: str, path: Path | None = None) -> read.Reading:
    config = configuration.read(ROOT)
    cases = study.load(config, ROOT, ROOT / "workflow/schemas", checked=True).cases
    assert cases is not None
    frame = read.Frame(**cases.frame(collection))
    pseudonyms = read.pseudonyms_of([ROOT / one for one in cases.pseudonyms])
    return read.read_sound(path or ROOT / cases.path(collection), frame, pseudonyms)


@pytest.mark.parametrize("collection", TABLES)
def test_project_and_table_give_the_same(collection: str) -> None:
    project = reading(collection)
    table = reading(collection, ROOT / "tests/cases" / TABLES[collection])
    assert project.interviews.equals(table.interviews)
    assert project.segments.equals(table.segments)
    assert not project.notes


def test_what_is_published_of_the_start_ups_is_there() -> None:
    found = reading("start_ups").interviews
    assert list(found.date) == sorted(found.date)
    assert list(found.partner[:3]) == ["Internet conseil", "CDCOM", "Palanautic"]
    assert dict(found.groupby("case").size()) == dict.fromkeys(found.case, 2)


@pytest.mark.parametrize("collection", TABLES)
def test_text_is_there_only_where_it_may_be_printed_and_without_names(collection: str) -> None:
    found = reading(collection).segments
    assert found.quote.any()
    assert (found.text[~found.quote] == "").all()
    assert found.text[found.quote].str.len().min() > 10
    printed = " ".join(found.text)
    assert "M. B." in printed
    assert "Maufroy" not in printed
    assert "Sarrazenne" not in printed


def test_the_collections_are_those_that_the_script_makes(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "data/synthetic"))
    try:
        import make_cases
    finally:
        sys.path.pop(0)
    made = make_cases.collections()
    for name, content in made.items():
        assert (ROOT / f"data/raw/cases/{name}.qdpx").read_bytes() == content
