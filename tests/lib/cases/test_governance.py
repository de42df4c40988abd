"""The ladder, its display, and groups of cases compared."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.cases.example import choices, interviews, label, segments, talk
from pandas.testing import assert_frame_equal
from tolerances import ANALYTIC

from surveysem.cases import compare_groups, order_cases
from surveysem.cases.conditions import all_hold, holds
from surveysem.cases.exact import (
    compare_numbers,
    compare_shares,
    exact_place,
    exact_pvalue,
    normal_place,
    normal_pvalue,
)
from surveysem.cases.ladder import judge_rung

RUNGS = [
    {"name": "market", "label": label("market"), "when": {}},
    {"name": "contract", "label": label("contract"), "when": {"months": {"min": 6}}},
    {
        "name": "venture",
        "label": {"fr": "coentreprise", "en": "joint venture"},
        "when": {"months": {"min": 6}, "equity": True, "form": {"in": ["a", "b"]}},
    },
]
LABELS = {
    "months": {"fr": "Durée", "en": "Duration"},
    "equity": {"fr": "Capital", "en": "Equity"},
    "form": {"fr": "Forme", "en": "Form"},
}


@pytest.mark.parametrize(
    ("value", "condition", "answer"),
    [
        (None, {"min": 3}, None),
        (3.0, {"min": 3}, True),
        (2.9, {"min": 3}, False),
        (3.0, {"min": 1, "max": 2}, False),
        (True, {"is": True}, True),
        (False, {"is": True}, False),
        (1.0, {"is": True}, False),
        ("a", {"is": "a"}, True),
        ("c", {"in": ["a", "b"]}, False),
        (2.0, {"in": [1, 2]}, True),
    ],
)
def test_conditions(value: Any, condition: dict[str, Any], answer: bool | None) -> None:
    assert holds(value, condition) is answer


@pytest.mark.parametrize(
    ("answers", "answer"),
    [([], True), ([True, True], True), ([True, None], None), ([None, False], False)],
)
def test_a_missing_answer_decides_nothing_that_another_has_not(
    answers: list[bool | None], answer: bool | None
) -> None:
    assert all_hold(answers) is answer


@pytest.mark.parametrize(
    ("values", "differ", "rung", "reason"),
    [
        (
            {"months": 12.0, "equity": True, "form": "a"},
            [],
            "venture",
            "Conditions that hold: Duration 12 (≥\xa06); Equity yes; Form a (among a, b).",
        ),
        (
            {"months": 12.0, "equity": False, "form": None},
            [],
            "contract",
            "Conditions that hold: Duration 12 (≥\xa06).",
        ),
        (
            {"months": 2.0, "equity": None, "form": None},
            [],
            "market",
            "Of no higher rung all conditions hold.",
        ),
        (
            {"months": 12.0, "equity": None, "form": "a"},
            [],
            "",
            "Not placed: the rung “joint venture” hangs on Equity (missing).",
        ),
        (
            {"months": None, "equity": None, "form": "a"},
            ["equity"],
            "",
            "Not placed: the rung “joint venture” hangs on Duration (missing), "
            "Equity (the partners differ).",
        ),
    ],
)
def test_rungs(values: dict[str, Any], differ: list[str], rung: str, reason: str) -> None:
    found = judge_rung(values, differ, RUNGS, LABELS)
    assert found.name == rung
    assert found.position == ({"market": 1, "contract": 2, "venture": 3}.get(rung))
    assert found.reason.en == reason


def test_reasons_are_french_too() -> None:
    placed = judge_rung({"months": 12.5, "equity": True, "form": "a"}, [], RUNGS, LABELS)
    assert placed.reason.fr == (
        "Conditions remplies : Durée 12,5 (≥\xa06) ; Capital oui ; Forme a (parmi a, b)."
    )
    not_placed = judge_rung({"months": None, "equity": True, "form": "a"}, [], RUNGS, LABELS)
    assert not_placed.reason.fr == (
        "Non placée : l'échelon « coentreprise » dépend de Durée (manquant)."
    )


def test_no_rung_at_all() -> None:
    found = judge_rung({"months": 1.0, "equity": False, "form": "a"}, [], RUNGS[1:], LABELS)
    assert (found.name, found.position) == ("", None)
    assert found.reason.en == "Not placed: of no rung all conditions hold."


LADDER = {"rungs": [RUNGS[0], {"name": "equity", "label": label("e"), "when": {"equity": True}}]}


def test_the_display_is_in_the_order_of_the_rungs() -> None:
    cases = [
        case | {"equity": "yes" if case["case"] == "north" else ""} for case in choices()["cases"]
    ]
    turned = [case | {"equity": "no" if case["case"] == "south" else "yes"} for case in cases]
    found = order_cases(talk(), choices(ladder=LADDER, cases=turned, group="equity"))
    assert found.ladder["case"].tolist() == ["south", "north"]
    assert found.ladder["group"].tolist() == ["no", "yes"]
    assert found.ladder["position"].tolist() == [1, 2]
    assert list(dict.fromkeys(found.display["column"])) == ["safeguards", "conditions"]
    missing = order_cases(talk(), choices(ladder=LADDER, cases=cases)).ladder
    assert missing["case"].tolist() == ["north", "south"]
    assert missing["position"].isna().tolist() == [False, True]
    assert missing["group"].tolist() == ["", ""]


def test_the_display_counts_segments_that_count() -> None:
    said = segments(
        ("ann", "one", "trusts", 0, 10),
        ("ann", "two", "trusts", 0, 12),
        ("bob", "one", "learns", 0, 10),
    )
    display = order_cases(said, choices(ladder=LADDER)).display
    rows = display[["case", "column", "theme", "n", "present"]].values.tolist()
    assert rows == [
        ["north", "safeguards", "trust", 1, True],
        ["north", "conditions", "stakes", 0, False],
        ["south", "safeguards", "trust", 0, False],
        ["south", "conditions", "stakes", 0, False],
    ]


def test_ranks_with_ties_by_counting_every_division() -> None:
    a, b = np.array([1.0, 2.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0, 4.0, 5.0])
    ranks = pd.Series([*a, *b]).rank().to_numpy()
    sums = np.array([ranks[list(one)].sum() for one in combinations(range(9), 4)])
    mean = 4 * ranks.mean()
    far = np.abs(sums - mean) >= abs(ranks[:4].sum() - mean) - ANALYTIC
    assert exact_pvalue(a, b) == pytest.approx(far.mean(), abs=ANALYTIC)
    assert exact_pvalue(b, a) == pytest.approx(far.mean(), abs=ANALYTIC)


@pytest.mark.parametrize(("m", "n"), [(50, 50), (20, 80)])
def test_beyond_the_exact_the_normal_is_as_good(m: int, n: int) -> None:
    for tail in (0.025, 0.05, 0.1):
        assert abs(exact_place(m, n, tail) - normal_place(m, n, tail)) <= 1
    rng = np.random.default_rng(m)
    a, b = rng.integers(9, size=m).astype(float), rng.integers(1, 10, size=n).astype(float)
    assert normal_pvalue(a, b) == pytest.approx(exact_pvalue(a, b), abs=2e-3)
    assert normal_pvalue(np.ones(m), np.ones(n)) == exact_pvalue(np.ones(m), np.ones(n)) == 1


def test_many_cases_are_compared_at_once() -> None:
    a, b = np.arange(200.0), np.arange(50.0, 250.0)
    found = compare_numbers(a, b, 0.95)
    assert found.difference == 50.0
    assert 35 < found.ci_lower < 50 < found.ci_upper < 65


def test_turning_the_groups_turns_the_differences() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=6), rng.normal(1, size=7)
    for there, back in (
        (compare_numbers(a, b, 0.95), compare_numbers(b, a, 0.95)),
        (compare_shares((2, 6), (5, 7), 0.95), compare_shares((5, 7), (2, 6), 0.95)),
    ):
        assert there.difference == pytest.approx(-back.difference)
        assert there.ci_lower == pytest.approx(-back.ci_upper)
        assert there.pvalue == pytest.approx(back.pvalue)


def many(n: int = 10) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """``n`` alliances in two groups; trust is said in the second alone."""
    cases = [
        {
            "case": f"k{i}",
            "partner": f"{side}{i}",
            "sector": "b" if i % 2 else "a",
            "equity": "yes" if i % 3 else "no",
            "months": str(3 * i),
            "region": "r",
        }
        for i in range(n)
        for side in ("x", "y")
    ]
    said = pd.DataFrame(
        [
            (one["partner"], one["case"], code, place)
            for one in cases
            for place, code in enumerate(["equal", "trusts"] if one["sector"] == "b" else ["equal"])
        ],
        columns=["partner", "case", "code", "place"],
    )
    themes = {code["code"]: code["theme"] for code in choices()["codes"]}
    said = said.assign(
        segment=range(len(said)),
        coder="one",
        source=said["partner"],
        start=20 * said["place"],
        end=20 * said["place"] + 10,
        words=2,
        theme=said["code"].map(themes),
    )
    held = pd.DataFrame(
        [(one["partner"], one["case"], 500 + 10 * i) for i, one in enumerate(cases)],
        columns=["source", "case", "words"],
    )
    names = ("sector", "equity", "months", "region")
    attributes = {name: label(name) for name in names}
    return said, held, choices(cases=cases, attributes=attributes, group="sector")


def test_groups() -> None:
    found = compare_groups(*many())
    assert found["name"].tolist() == [
        *("trust", "stakes", "learning"),
        *("trust", "stakes", "learning"),
        *("equity", "months"),
    ]
    trust = found.iloc[0]
    assert (trust["group_a"], trust["group_b"], trust["value_a"], trust["value_b"]) == (
        *("a", "b"),
        *(0.0, 1.0),
    )
    assert trust["pvalue"] == pytest.approx(2 / 252)
    assert trust["pvalue_holm"] == pytest.approx(3 * 2 / 252)
    assert 0 < trust["ci_lower"] < trust["difference"] == 1.0 == trust["ci_upper"]
    months = found.iloc[-1]
    assert months["method"] == "mann_whitney"
    assert months["difference"] == 3.0
    assert (months["n_a"], months["n_b"]) == (5, 5)


def test_more_groups_are_more_comparisons_to_adjust_for() -> None:
    said, held, how = many(15)
    for place, one in enumerate(how["cases"]):
        one["sector"] = "abc"[place // 2 % 3]
    found = compare_groups(said, held, how).query("kind == 'attribute'")
    least = found.loc[found["pvalue"].idxmin()]
    assert found[["group_a", "group_b"]].drop_duplicates().values.tolist() == [
        *(["a", "b"], ["a", "c"], ["b", "c"]),
    ]
    assert len(found) == 6
    assert least["pvalue_holm"] == pytest.approx(min(6 * least["pvalue"], 1))


def test_mentions_are_by_length_of_the_interviews() -> None:
    said, held, how = many()
    found = compare_groups(said, held, how).set_index(["kind", "name"])
    words = held.groupby("case")["words"].sum()
    rates = 1000 * 2 / words[[f"k{i}" for i in (1, 3, 5, 7, 9)]]
    assert found.loc[("mentions", "trust"), "value_b"] == pytest.approx(rates.median())


def test_a_group_of_one_case_is_not_compared() -> None:
    found = compare_groups(*many(3))
    assert found["pvalue"].isna().all()
    assert found["value_b"].notna().all()
    assert set(found["reason_en"]) == {
        "Fewer than two cases in one of the groups: nothing is compared."
    }


def test_the_order_of_rows_does_not_matter() -> None:
    said, held, how = many()
    first = compare_groups(said, held, how)
    assert_frame_equal(first, compare_groups(said.sample(frac=1), held.sample(frac=1), how))


def test_interviews_without_words_have_no_rate() -> None:
    found = compare_groups(talk(), interviews().assign(words=0), choices(group="equity"))
    assert found.query("kind == 'mentions'")["value_a"].isna().all()
