"""Verdicts on what was published of cases: from a few rows of each table."""

import numpy as np
import pandas as pd
import pytest

from surveysem import cases
from surveysem.cases import published

LABELS = {
    "friends": {"fr": "Amis", "en": "Friends"},
    "licence": {"fr": "Licence", "en": "Licence"},
    "tie": {"fr": "Lien", "en": "Tie"},
}
NAN = np.nan
TABLES = {
    "placements": pd.DataFrame(
        [
            ("A", "friends", 0.9, True, "tie"),
            ("A", "rivals", 0.1, False, "tie"),
            ("B", "", 0.0, True, ""),
            ("B", "friends", 0.5, False, ""),
            ("D", "friends", NAN, True, "tie stakes"),
        ],
        columns=["case", "type", "share", "placed", "alike"],
    ),
    "ladder": pd.DataFrame(
        [
            *(("north", rung) for rung in ("market", "licence", "licence", "")),
            *(("south", "market"), ("south", "licence"), ("west", "")),
            *(("east", rung) for rung in ("a", "a", "b", "c", "")),
            *(("mid", rung) for rung in ("a", "a", "b", "c", "c")),
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
        ("D", "friends", "friends", NAN, "yes"),
        ("ladder:north", "licence", "licence|market", 0.5, "no"),
        ("ladder:north", "market|licence", "licence|market", 0.75, "yes"),
        ("ladder:north", "market", "licence|market", 0.25, "no"),
        ("ladder:east", "a", "a|b|c", 0.4, "no"),
        ("ladder:mid", "a|b", "a|b", 0.6, "yes"),
        ("ladder:mid", "c", "a|c", 0.4, "no"),
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
    assert row.reason_en.endswith("On Tie all resamples are alike: this share says nothing there.")


def test_a_type_of_which_resamples_show_nothing_is_said_to_be_so() -> None:
    found = published.placed(TABLES["placements"], "D", "friends", LABELS)
    assert found.reason.en == "Here: Friends. Resamples do not show how sure this type is."


def test_labels_are_those_of_types_and_rungs() -> None:
    label = {"fr": "x", "en": "y"}
    choices = {
        "types": [{"name": "friends", "label": label, "tie": "social"}],
        "ladder": {"rungs": [{"name": "market", "label": label, "when": {}}]},
        "axes": {"tie": {"label": label, "poles": {}}},
    }
    assert set(published.labels_of(choices)) == {"friends", "market", "tie"}
    assert published.labels_of({"types": None, "ladder": None, "axes": None}) == {}
