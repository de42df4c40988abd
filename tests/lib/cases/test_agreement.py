"""Where a coefficient exists, and where a reason stands in its place."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.cases.example import choices, segments, talk
from pandas.testing import assert_frame_equal
from tolerances import ANALYTIC

from surveysem.cases import compare_coders, compare_sources
from surveysem.cases.agreement import Resampling, alpha, kappa
from surveysem.cases.sources import judge_sources


def how(draws: int = 500) -> Resampling:
    return Resampling(draws, 0.95, 1, ())


@pytest.mark.parametrize(
    ("table", "value", "reason"),
    [
        ([[0, 0], [0, 0]], None, "No unit has two values."),
        ([[9, 0], [0, 0]], None, "Only one value occurs"),
        ([[9, 4], [0, 0]], 0.0, "One of the two uses a single value"),
        ([[9, 0], [0, 4]], 1.0, "Agreement is perfect"),
    ],
)
def test_kappa_without_an_interval(
    table: list[list[int]], value: float | None, reason: str
) -> None:
    found = kappa(table, 0.95)
    assert found.reason.en.startswith(reason)
    assert found.reason.fr
    assert np.isnan(found.ci_lower)
    assert np.isnan(found.value) if value is None else found.value == value


@pytest.mark.parametrize(
    ("counts", "value", "reason"),
    [
        ([[1, 0], [0, 1]], None, "No unit has two values."),
        ([[2, 0], [2, 0]], None, "Only one value occurs"),
        ([[2, 0], [0, 2]], 1.0, "Agreement is perfect"),
        ([[2, 0], [1, 1]], 0.0, "More than one resample in twenty"),
    ],
)
def test_alpha_without_an_interval(
    counts: list[list[int]], value: float | None, reason: str
) -> None:
    found = alpha(counts, how())
    assert found.reason.en.startswith(reason)
    assert np.isnan(found.ci_upper)
    assert np.isnan(found.value) if value is None else found.value == value


def test_the_interval_of_alpha_narrows_with_twice_the_units() -> None:
    counts = np.array([[2, 0]] * 12 + [[0, 2]] * 9 + [[1, 1]] * 4)
    once, twice = (alpha(np.tile(counts, (n, 1)), how()) for n in (1, 2))
    assert twice.ci_upper - twice.ci_lower < once.ci_upper - once.ci_lower
    assert twice.value == pytest.approx(once.value, abs=0.02)


@pytest.mark.parametrize(
    ("n", "poles", "finding"),
    [
        ((0, 0), ({}, {}), "neither"),
        ((2, 0), ({"tie": "social"}, {}), "a alone"),
        ((0, 2), ({}, {"tie": "social"}), "b alone"),
        ((2, 2), ({"tie": "social"}, {"tie": "economic"}), "contradict"),
        ((2, 2), ({"tie": "social"}, {"tie": "social"}), "both"),
        ((2, 2), ({"tie": "social"}, {}), "both"),
        ((2, 2), ({"tie": "social"}, {"interest": "symmetric"}), "both"),
        ((2, 2), ({"tie": "s", "interest": "a"}, {"tie": "s", "interest": "b"}), "contradict"),
    ],
)
def test_double_source(
    n: tuple[int, int], poles: tuple[dict[str, str], dict[str, str]], finding: str
) -> None:
    assert judge_sources(*n, *poles) == finding
    mirror = {"a alone": "b alone", "b alone": "a alone"}.get(finding, finding)
    assert judge_sources(*n[::-1], *poles[::-1]) == mirror


def test_the_heavier_pole_dominates() -> None:
    said = segments(
        ("ann", "one", "equal", 0, 10),
        ("ann", "one", "unequal", 20, 30),
        ("bob", "one", "equal", 0, 10),
        ("bob", "one", "equal", 20, 30),
        ("bob", "one", "unequal", 40, 50),
        ("cid", "one", "learns", 0, 10),
    )
    found = compare_sources(said, choices())
    themes = found.themes.set_index(["case", "theme"])
    assert themes.loc[("north", "stakes"), ["pole_a", "pole_b"]].tolist() == ["asymmetric", ""]
    assert themes["finding"].tolist() == [
        *("neither", "both", "neither"),
        *("neither", "neither", "a alone"),
    ]
    pooled = found.agreement[found.agreement["case"] == ""].set_index("coefficient")
    assert np.isnan(pooled.loc["kappa", "value"])
    assert "only alpha" in pooled.loc["kappa", "reason_en"]


def test_agreement_of_partners_does_not_hang_on_who_comes_first() -> None:
    table, usual = talk(), choices()
    turned = choices(cases=usual["cases"][::-1])
    first, second = (
        compare_sources(table, one).agreement.set_index(["case", "coefficient"]).sort_index()
        for one in (usual, turned)
    )
    assert_frame_equal(first[["units", "value"]], second[["units", "value"]])


def test_kappa_and_alpha_of_coders_by_hand() -> None:
    said = segments(
        ("ann", "one", "trusts", 0, 10),
        ("ann", "two", "trusts", 2, 12),
        ("ann", "one", "trusts", 20, 30),
        ("ann", "two", "equal", 20, 30),
        ("ann", "one", "equal", 40, 50),
        ("ann", "two", "equal", 40, 50),
        ("ann", "two", "equal", 60, 70),
        ("bob", "one", "learns", 0, 10),
    )
    found = compare_coders(said, choices())
    values = found.agreement.set_index(["coefficient", "code"])
    # Four passages; trusts: both, one, neither, neither; bob's interview has one coder.
    assert (values["units"] == 4).all()
    assert values.loc[("kappa", "trusts"), "value"] == pytest.approx((0.75 - 0.5) / 0.5)
    assert values.loc[("alpha", "trusts"), "value"] == pytest.approx(1 - 0.25 / (15 * 2 / 56))
    # Pooled: observed disagreements 1/4 and 2/4, expected 1/2 and 1/2 (equal: 1/4 and 3/4).
    expected = 0.5 + (0.25 * 0.25 + 0.75 * 0.75)
    assert values.loc[("kappa", ""), "value"] == pytest.approx(1 - 0.75 / expected)
    rows = found.discussions.values.tolist()
    assert rows == [
        ["ann.txt", "north", "ann", 20, 30, "trusts", "one", "two", "3"],
        ["ann.txt", "north", "ann", 20, 30, "equal", "two", "one", "4"],
        ["ann.txt", "north", "ann", 60, 70, "equal", "two", "one", "7"],
    ]


def test_one_code_pooled_is_the_coefficient_of_that_code() -> None:
    said = talk().query("code == 'trusts'")
    found = compare_coders(said, choices()).agreement.set_index(["coefficient", "code"])["value"]
    for name in ("kappa", "alpha"):
        assert found[name, ""] == pytest.approx(found[name, "trusts"], abs=ANALYTIC)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("ann", "one", "trusts", 0, 9)], "A single coder"),
        (
            [("ann", "one", "trusts", 0, 9), ("bob", "two", "trusts", 0, 9)],
            "No interview was coded by several",
        ),
    ],
)
def test_nothing_to_compare(rows: list[tuple[str, str, str, int, int]], reason: str) -> None:
    found = compare_coders(segments(*rows), choices())
    assert found.discussions.empty
    (row,) = found.agreement.to_dict("records")
    assert np.isnan(row["value"])
    assert row["units"] == 0
    assert row["reason_en"].startswith(reason)


def test_three_coders_have_a_kappa_for_each_two_and_one_alpha() -> None:
    said = talk()
    third = said[said["coder"] == "one"].assign(coder="three").iloc[::2]
    both = pd.concat([said, third]).assign(segment=range(len(said) + len(third)))
    found = compare_coders(both, choices()).agreement
    pairs = found[["coder_a", "coder_b", "coefficient"]].drop_duplicates().values.tolist()
    assert pairs == [
        ["one", "three", "kappa"],
        ["one", "two", "kappa"],
        ["three", "two", "kappa"],
        ["", "", "alpha"],
    ]


def test_swapped_coders_agree_as_much() -> None:
    said = talk()
    swapped = said.assign(coder=said["coder"].map({"one": "two", "two": "one"}))
    first, second = (
        compare_coders(table.sample(frac=1, random_state=seed), choices()).agreement
        for seed, table in enumerate((said, swapped))
    )
    numbers = ["units", "value"]
    assert_frame_equal(first[numbers], second[numbers])
    kappas = first["coefficient"].eq("kappa") & first["code"].ne("")
    assert_frame_equal(first[kappas], second[kappas])


@pytest.mark.parametrize("coefficient", ["alpha", "kappa"])
def test_a_further_code_changes_no_interval_of_another(coefficient: str) -> None:
    said = talk()
    extra = segments(
        ("ann", "one", "learns", 5000, 5020),
        ("ann", "two", "learns", 5000, 5020),
        ("bob", "two", "learns", 5000, 5020),
    ).assign(code="added", theme="learning")
    added = {"code": "added", "theme": "learning"}
    codes = [choices()["codes"][-1] | added, *choices()["codes"]]
    # The further passages are units of every code: only the draws are compared, not the values.
    before = drawn_for(compare_coders(pd.concat([said, extra]), choices(codes=codes)), coefficient)
    renamed = extra.assign(code="learns")
    after = drawn_for(compare_coders(pd.concat([said, renamed]), choices()), coefficient)
    shared = [code for code in after.index if code not in ("", "learns")]
    assert len(shared) == 4
    assert_frame_equal(before.loc[shared], after.loc[shared])


def drawn_for(found: Any, coefficient: str) -> pd.DataFrame:
    own = found.agreement.query("coefficient == @coefficient").set_index("code")
    return own[["value", "ci_lower", "ci_upper"]]


def test_another_alliance_changes_no_agreement_of_its_own() -> None:
    both = compare_sources(talk(), choices()).agreement.set_index("case")
    own = ["value", "ci_lower", "ci_upper"]
    alone = compare_sources(
        talk().query("case == 'south'"), choices(cases=choices()["cases"][2:])
    ).agreement.set_index("case")
    assert_frame_equal(both.loc[["south"], own], alone.loc[["south"], own])
