"""Verdicts on what was published of cases: from a few rows of each table."""

import numpy as np
import pandas as pd
import pytest

from surveysem import cases
from surveysem.cases import published

LABELS = {
    "friends": {"fr": "Amis", "en": "Friends"},
    "licence": {"fr": "Licence", "en": "Licence"},
}
NAN = np.nan
TABLES = {
    "placements": pd.DataFrame(
        [
            ("A", "friends", 0.9, True),
            ("A", "rivals", 0.1, False),
            ("B", "", 0.0, True),
            ("B", "friends", 0.5, False),
        ],
        columns=["case", "type", "share", "placed"],
    ),
    "ladder": pd.DataFrame(
        [
            *(("north", rung) for rung in ("market", "licence", "licence", "")),
            *(("south", "market"), ("south", "licence"), ("west", "")),
        ],
        columns=["group", "rung"],
    ),
    "case_groups": pd.DataFrame(
        [
            ("size", "attribute", "north", "south", 2.0, 0.5, 3.5),
            ("age", "attribute", "north", "south", -2.0, -3.5, -0.5),
            ("scope", "attribute", "north", "south", 2.0, -0.5, 3.5),
            ("contact", "attribute", "north", "south", 2.0, NAN, NAN),
            ("trust", "theme", "north", "south", -0.5, -0.9, -0.1),
            ("trust", "mentions", "north", "south", 4.0, 1.0, 6.0),
            ("staff", "attribute", "north", "south", 2.0, 1.0, 3.0),
            ("staff", "attribute", "north", "west", 1.0, -1.0, 3.0),
            ("staff", "attribute", "south", "west", -2.0, -3.0, -1.0),
        ],
        columns=["name", "kind", "group_a", "group_b", "difference", "ci_lower", "ci_upper"],
    ),
    "chain": pd.DataFrame(
        [("A", "learning", True), ("B", "learning", False), ("A", "crossing", False)],
        columns=["case", "element", "evidence"],
    ),
}


@pytest.mark.parametrize(
    ("about", "finding", "found", "share", "recovered"),
    [
        ("A", "friends", "friends", 0.9, "yes"),
        ("A", "rivals", "friends", 0.1, "no"),
        ("B", "friends", "", 0.5, "not testable"),
        ("C", "friends", "", NAN, "not testable"),
        ("ladder:north", "licence", "licence", 0.5, "yes"),
        ("ladder:north", "market", "licence", 0.25, "no"),
        ("ladder:south", "licence", "licence|market", 0.5, "no"),
        ("ladder:south", "market|licence", "licence|market", 1.0, "yes"),
        ("ladder:west", "market", "", NAN, "not testable"),
        ("groups:size", "south", "south", NAN, "yes"),
        ("groups:size", "north", "south", NAN, "no"),
        ("groups:age", "north", "north", NAN, "yes"),
        ("groups:scope", "south", "none", NAN, "no"),
        ("groups:contact", "south", "", NAN, "not testable"),
        ("groups:trust", "south", "south", NAN, "yes"),
        ("groups:staff", "south", "south", NAN, "yes"),
        ("chain:learning", "+", "+", 0.5, "yes"),
        ("chain:crossing", "+", "none", 0.0, "no"),
        ("chain:nothing", "+", "", NAN, "not testable"),
    ],
)
def test_what_is_found(about: str, finding: str, found: str, share: float, recovered: str) -> None:
    claim = {"id": "K", "statement_fr": "f", "statement_en": "e", "about": about}
    (row,) = cases.judge_published(
        [claim | {"finding": finding}], TABLES, LABELS, synthetic=True
    ).itertuples()
    assert (row.found, row.recovered) == (found, recovered)
    assert row.share == pytest.approx(share, nan_ok=True)


def test_reasons_say_what_where_and_how_often() -> None:
    claim = {"id": "K", "statement_fr": "f", "statement_en": "e", "about": "A"}
    (row,) = cases.judge_published(
        [claim | {"finding": "rivals"}], TABLES, LABELS, synthetic=False
    ).itertuples()
    assert row.reason_en.startswith("Not found again in these interviews. Here: Friends. 10")
    assert row.reason_fr.startswith("Non retrouvé dans ces entretiens. Ici : Amis. 10")


def test_labels_are_those_of_types_and_rungs() -> None:
    label = {"fr": "x", "en": "y"}
    choices = {
        "types": [{"name": "friends", "label": label, "tie": "social"}],
        "ladder": {"rungs": [{"name": "market", "label": label, "when": {}}]},
    }
    assert set(published.labels_of(choices)) == {"friends", "market"}
    assert published.labels_of({"types": None, "ladder": None}) == {}
