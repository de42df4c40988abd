"""Scores on the axes, types, and how stable they are."""

import numpy as np
import pandas as pd
import pytest
from lib.cases.firms.firms import (
    AXES,
    ITEMS,
    POLES,
    TYPES,
    answered,
    codebook,
    places,
    typed_by,
)
from tolerances import ANALYTIC

from surveysem.cases import firms
from surveysem.cases.firms.axes import Axis, measure
from surveysem.cases.firms.stability import share_first
from surveysem.errors import DataError

# Four standard errors of a share of 4,000 firms.
FIRMS = 4 * 0.5 / 4000**0.5
DRAWS = 40_000
# Four standard errors of a share of that many draws.
DRAWN = 4 * 0.5 / DRAWS**0.5
EVERY = [item for items in ITEMS.values() for item in items]


def typed(background: pd.DataFrame, **changes) -> firms.FirmTypes:
    stated = {"cut": "midpoint", "level": 0.95} | changes
    return firms.type_firms(background, codebook(), AXES, TYPES, **stated)


def test_scores_and_errors_of_measurement_by_hand() -> None:
    """S = [[2, 1], [1, 2]] / 3: alpha = 2 (1 - 4 / 6) = 2/3, s^2 = 1/2, error^2 = 1/6."""
    answers = pd.DataFrame({"a": [1.0, 4, 4, 7], "b": [1.0, 4, 7, 4]})
    rows = codebook().head(2).assign(variable=["a", "b"])
    scale = measure(Axis("tie", ("up", "down"), ("a", "b")), answers, rows, 0.95)
    assert scale.score.tolist() == [-1, 0, 0.5, 0.5]
    assert scale.alpha == pytest.approx(2 / 3, abs=ANALYTIC)
    assert scale.error == pytest.approx(np.sqrt(1 / 6), abs=ANALYTIC)
    assert scale.ci_lower < scale.alpha < scale.ci_upper


@pytest.mark.parametrize("error", [0.0, 0.2, 0.5])
def test_known_types_are_recovered_as_often_as_reliability_allows(error: float) -> None:
    """On one axis, a true and an observed score of normal firms are on one side with probability
    1 - arccos(rho) / pi, rho^2 the reliability (Sheppard, 1899); the types multiply both axes."""
    true = places(4000, seed=5)
    found = typed(answered(true, error, seed=6)).types
    right = (found["type"] == typed_by(true)).mean()
    rho = np.sqrt(0.4**2 / (0.4**2 + error**2 / 4))
    assert right == pytest.approx((1 - np.arccos(rho) / np.pi) ** 2, abs=FIRMS)
    assert found["stability"].mean() == pytest.approx(right, abs=0.06)


def test_stability_is_the_share_of_draws_of_items_and_errors() -> None:
    data = answered(places(60, seed=1), 0.4, seed=2)
    scale = measure(AXES[0], data, codebook(), 0.95)
    rng = np.random.default_rng(3)
    firm, k = 7, len(ITEMS["tie"])
    answers = ((data[ITEMS["tie"]] - 4) / 3).to_numpy()[firm]
    left_out = rng.integers(k, size=DRAWS)
    means = np.array([np.delete(answers, item).mean() for item in range(k)])[left_out]
    drawn = means + scale.error * np.sqrt(k / (k - 1)) * rng.normal(size=DRAWS)
    assert share_first(scale, "midpoint")[firm] == pytest.approx((drawn > 0).mean(), abs=DRAWN)


def test_a_type_multiplies_its_sides() -> None:
    data = answered(places(60, seed=1), 0.4, seed=2)
    found = typed(data).types
    shares = [share_first(measure(axis, data, codebook(), 0.95), "midpoint") for axis in AXES]
    for at, name in enumerate(found["type"]):
        sides = [
            share[at] if TYPES[name][axis] == POLES[axis][0] else 1 - share[at]
            for axis, share in zip(ITEMS, shares, strict=True)
        ]
        assert found["stability"][at] == pytest.approx(np.prod(sides), abs=ANALYTIC)
    assert (found.loc[~found["near"], "stability"] > 0.9).mean() > 0.9


def test_items_without_error_leave_no_doubt() -> None:
    data = answered(places(40, seed=4), 0.0, seed=4)
    found = typed(data)
    assert found.reliability["alpha"].tolist() == pytest.approx([1, 1])
    assert found.types["stability"].tolist() == pytest.approx([1.0] * 40)
    assert not found.types["near"].any()


def test_who_has_no_type_and_why() -> None:
    data = answered(places(30, seed=8), 0.3, seed=9)
    data.loc[0, EVERY] = 4.0
    data.loc[1, "tie_2"] = np.nan
    without = {name: poles for name, poles in TYPES.items() if name != "survival"}
    found = firms.type_firms(data, codebook(), AXES, without, cut="midpoint", level=0.95)
    table = found.types.set_index("row")
    assert table.loc[1, ["type", "status", "tie_pole"]].tolist() == ["", "border", ""]
    assert table.loc[2, ["type", "status"]].tolist() == ["", "incomplete"]
    survivors = (table["tie_pole"] == "economic") & (table["interest_pole"] == "symmetric")
    assert set(table.loc[survivors, "status"]) == {"untyped"}
    assert table.loc[table["type"] == "", "stability"].isna().all()
    assert not table.loc[table["type"] == "", "near"].any()
    last = found.summary[found.summary["type"] == ""]
    assert last.set_index("status")["n"].to_dict() == {
        "border": 1,
        "incomplete": 1,
        "untyped": survivors.sum(),
    }
    assert found.summary["n"].sum() == 30
    assert found.summary["share"].sum() == pytest.approx(1)


def test_the_median_cut_follows_the_firms() -> None:
    data = answered(places(101, seed=10) + 0.5, 0.2, seed=11)
    found = typed(data, cut="median")
    tie = found.types["tie"]
    assert found.reliability["cut"][0] == pytest.approx(tie.median())
    assert (found.types["tie_pole"] == "social").sum() == (tie > tie.median()).sum() == 50
    sensitivity = found.sensitivity.set_index(["cut", "type"])
    assert sensitivity.loc["median", "chosen"].all()
    assert not sensitivity.loc["midpoint", "chosen"].any()
    kept = sensitivity.loc["median", "kept"]
    assert kept.equals(sensitivity.loc["median", "n"].rename("kept"))
    moved = sensitivity.loc["midpoint"]
    assert (moved["kept"] <= moved["n"]).all()
    assert moved["kept"].sum() < moved["n"].sum()


def test_reversing_an_axis_mirrors_the_types() -> None:
    data = answered(places(80, seed=12), 0.4, seed=13)
    turned = data.assign(**{item: 8 - data[item] for item in ITEMS["tie"]})
    one, other = typed(data).types, typed(turned).types
    mirror = {
        "mutual_help": "survival",
        "sponsorship": "against_nature",
        "survival": "mutual_help",
        "against_nature": "sponsorship",
        "": "",
    }
    assert other["type"].tolist() == one["type"].map(mirror).tolist()
    np.testing.assert_allclose(other["stability"], one["stability"], atol=ANALYTIC)
    np.testing.assert_allclose(other["tie"], -one["tie"], atol=ANALYTIC)


def test_types_are_counted_by_governance_in_the_order_of_its_codes() -> None:
    data = answered(places(60, seed=14), 0.4, seed=15)
    data["form"] = (["Zulu", "Alpha", None] * 20)[:60]
    dictionary = pd.DataFrame(
        [("form", '{"2": "Alpha", "1": "Zulu", "3": "never"}')],
        columns=["variable", "value_labels"],
    )
    governance = firms.read_governance("form", data, dictionary)
    assert governance is not None
    assert governance.order == ("Zulu", "Alpha")
    table = typed(data, governance=governance).governance
    assert table["governance"].tolist() == ["Zulu", "Alpha"] * 4
    assert table["n"].sum() == data["form"].notna().sum()
    assert table.groupby("type")["share"].sum().tolist() == pytest.approx([1] * 4)
    assert firms.read_governance(None, data, dictionary) is None
    assert typed(data).governance.empty
    with pytest.raises(DataError, match="governance mode: no such variable"):
        firms.read_governance("mode", data, dictionary)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (answered(places(9, seed=1), 0.1, seed=1).drop(columns="tie_3"), "axis tie: item tie_3"),
        (answered(places(2, seed=1), 0.1, seed=1), "axis tie: 2 firms answered all of its items"),
        (
            answered(places(9, seed=1), 0.1, seed=1).assign(**dict.fromkeys(ITEMS["tie"], 3.0)),
            "axis tie: all firms have the same score",
        ),
    ],
)
def test_answers_that_place_nobody(data: pd.DataFrame, says: str) -> None:
    with pytest.raises(DataError, match=says):
        typed(data)
