"""Effects add up, and are what the path rules say."""

import numpy as np
import pytest
from lib.sem.models import DEMOCRACY, SECOND_ORDER, democracy, fitted, holzinger
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError

COLUMNS = [
    "kind",
    "outcome",
    "predictor",
    "path",
    "est",
    "se",
    "pvalue",
    "ci_lower",
    "ci_upper",
    "std",
    "std_se",
    "std_ci_lower",
    "std_ci_upper",
]


@pytest.mark.parametrize("kind", ["paths", "mimic", "indicator as outcome"])
@pytest.mark.parametrize("column", ["est", "std"])
def test_total_is_direct_plus_specific_indirect(kind: str, column: str) -> None:
    effects = fitted(kind).effects()
    assert list(effects.columns) == COLUMNS
    for _, pair in effects.groupby(["outcome", "predictor"]):
        by_kind = pair.groupby("kind")[column].sum()
        assert by_kind.get("total indirect", 0.0) == pytest.approx(
            by_kind.get("specific indirect", 0.0), abs=ANALYTIC
        )
        assert by_kind["total"] == pytest.approx(
            by_kind.get("direct", 0.0) + by_kind.get("specific indirect", 0.0), abs=ANALYTIC
        )


def test_effects_agree_with_defined_parameters() -> None:
    fit = sem.fit(DEMOCRACY, democracy())
    effects = fit.effects().set_index(["kind", "outcome", "predictor"])
    estimates = fit.estimates().set_index("lhs")
    standardized = fit.standardized().set_index("lhs")
    for label, kind in (("ind", "specific indirect"), ("total", "total")):
        row = effects.loc[(kind, "dem65", "ind60")].squeeze()
        assert np.allclose(row[["est", "se"]].astype(float), estimates.loc[label, ["est", "se"]])
        assert np.isclose(row["std"], standardized.loc[label, "est"], atol=ANALYTIC)
        assert np.isclose(row["std_se"], standardized.loc[label, "se"], atol=ANALYTIC)
        assert np.isclose(row["std_ci_upper"], standardized.loc[label, "ci_upper"], atol=ANALYTIC)
    assert effects.loc[("specific indirect", "dem65", "ind60"), "path"] == (
        "ind60 -> dem60 -> dem65"
    )


def test_every_path_is_found() -> None:
    effects = fitted("paths").effects()
    paths = set(effects.path[effects.kind == "specific indirect"])
    assert paths == {
        "x1 -> x4 -> x5",
        "x2 -> x4 -> x5",
        "x1 -> x4 -> x6",
        "x1 -> x5 -> x6",
        "x1 -> x4 -> x5 -> x6",
        "x2 -> x4 -> x6",
        "x2 -> x4 -> x5 -> x6",
        "x4 -> x5 -> x6",
    }


def test_a_feedback_loop_multiplies_its_effects() -> None:
    fit = fitted("loop")
    direct = fit.effects().query("kind == 'direct'").set_index(["outcome", "predictor"])["est"]
    total = fit.effects().query("kind == 'total'").set_index(["outcome", "predictor"])["est"]
    loop = direct["x1", "x2"] * direct["x2", "x1"]
    assert total["x1", "x4"] == pytest.approx(direct["x1", "x4"] / (1 - loop), rel=ANALYTIC)
    assert total["x1", "x2"] == pytest.approx(direct["x1", "x2"] / (1 - loop), rel=ANALYTIC)


def test_higher_order_loadings_are_no_effects() -> None:
    assert fitted("second order").effects().empty
    text = SECOND_ORDER + "g ~ ageyr"
    effects = sem.fit(text, holzinger()).effects()
    assert set(effects.outcome) == {"g"}


def test_effects_have_a_limit() -> None:
    names = [f"x{i}" for i in range(16)]
    text = "\n".join(f"{y} ~ {' + '.join(names[:i])}" for i, y in enumerate(names) if i)
    population = "\n".join(
        f"{y} ~ {' + '.join(f'0.1*{x}' for x in names[:i])}" for i, y in enumerate(names) if i
    )
    data = sem.simulate(population, 200, seed=1)
    with pytest.raises(SpecificationError, match="more than 10000 paths"):
        sem.fit(text, data).effects()
