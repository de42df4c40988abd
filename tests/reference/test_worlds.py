"""surveysem.survey's worlds against lavaan: choices, parcels, Wald intervals, Holm by family."""

from typing import Any

import pandas as pd
import pytest
from reference import cases
from tolerances import LAVAAN, LOOSE

from surveysem.survey import Material, run_specifications

CASE = "worlds_democracy"
EXPECTED = cases.expected(CASE)
COMPARED = ("std", "se", "ci_lower", "ci_upper", "pvalue", "pvalue_adjusted")
ROWS = (
    ("H1", "direct", "dem60", "~", "ind60", "one"),
    ("H2", "direct", "dem65", "~", "ind60", "one"),
    ("H3", "direct", "dem65", "~", "dem60", "one"),
    ("H4", "indirect", "through", ":=", "", "two"),
)


def hypotheses() -> pd.DataFrame:
    table = pd.DataFrame(ROWS, columns=["id", "kind", "lhs", "op", "rhs", "family"])
    return table.assign(
        model="paths", expect="+", bound="", alpha="", statement_fr="", statement_en=""
    )


@pytest.fixture(scope="module")
def found() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = hypotheses()
    data = cases.data(CASE).reset_index(drop=True)
    material = Material(
        data.assign(row=range(1, len(data) + 1)),
        {"paths": cases.model(CASE)},
        flagged=EXPECTED["out"],
    )
    made = run_specifications(
        rows,
        rows.assign(verdict="supported", std=0.5),
        material,
        {"estimator": "ML", "missing": "listwise"},
        {
            "estimator": ["MLR", "GLS"],
            "indicators": ["parcels"],
            "respondents": ["unflagged"],
        },
        workers=1,
    )
    return made.specifications, made.worlds


def chosen(table: pd.DataFrame, world: dict[str, Any]) -> pd.DataFrame:
    names = ("estimator", "indicators", "respondents")
    return table[(table[list(names)] == [world[name] for name in names]).all(axis=1)]


def title(world: dict[str, Any]) -> str:
    return " ".join(world[name] for name in ("estimator", "indicators", "respondents"))


@pytest.mark.parametrize("world", EXPECTED["worlds"], ids=title)
def test_world(found: tuple[pd.DataFrame, pd.DataFrame], world: dict[str, Any]) -> None:
    specifications, worlds = found
    ours = chosen(specifications, world)
    assert ours["id"].tolist() == ["H1", "H2", "H3", "H4"]
    for name in COMPARED:
        assert ours[name].tolist() == pytest.approx(world[name], abs=LAVAAN)
    (one,) = chosen(worlds, world).to_dict("records")
    assert one["n"] == world["n"]
    tolerance = LOOSE if world["estimator"] == "GLS" else LAVAAN
    for name, value in world["fit"].items():
        assert one[name] == pytest.approx(value, rel=tolerance), name
