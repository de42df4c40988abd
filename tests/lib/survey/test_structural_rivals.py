"""Collinearity of predictors and rival models: what they say where the answer is known."""

import numpy as np
import pandas as pd
import pytest
from study.workbench import semopy_example
from tolerances import ANALYTIC

from surveysem import sem, survey
from surveysem.survey.hypotheses.collinearity import inflation
from surveysem.survey.hypotheses.rivals import relate, support, weights

FACTORS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
FULL = FACTORS + "textual ~ visual\nspeed ~ visual + textual\n"
MEDIATED = FACTORS + "textual ~ visual\nspeed ~ textual\n"
TURNED = FACTORS + "visual ~ textual\nspeed ~ visual + textual\n"
CORRELATED = FACTORS + "textual ~ visual\nspeed ~ visual\n"
DIRECT = CORRELATED + "textual ~~ 0*speed\n"
LIMITS = {"as_good": 2, "none": 10}
ESTIMATION = {"estimator": "ML", "convention": "lavaan", "missing": "listwise"}


def holzinger() -> pd.DataFrame:
    return semopy_example("holzinger_swineford39_data.csv")


def test_two_predictors_inflate_each_other_alike() -> None:
    r = 0.8
    vif, index = inflation(np.array([[4.0, 2 * r], [2 * r, 1.0]]))
    assert vif == pytest.approx([1 / (1 - r**2)] * 2, abs=ANALYTIC)
    assert index == pytest.approx(np.sqrt((1 + r) / (1 - r)), abs=ANALYTIC)


def test_uncorrelated_predictors_are_not_inflated() -> None:
    vif, index = inflation(np.diag([3.0, 0.2, 1.0]))
    assert vif == pytest.approx(np.ones(3), abs=ANALYTIC)
    assert index == pytest.approx(1.0, abs=ANALYTIC)


@pytest.mark.parametrize("V", [[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.2], [1.2, 1.0]],
                               [[-1.0, 0.0], [0.0, 1.0]]])  # fmt: skip
def test_impossible_covariances_have_no_inflation(V: list[list[float]]) -> None:
    vif, index = inflation(np.array(V))
    assert np.isnan(vif).all()
    assert np.isnan(index)


def test_an_outcome_with_one_predictor_has_no_row() -> None:
    found = survey.collinearity(sem.fit(MEDIATED, holzinger()))
    assert found.empty
    full = survey.collinearity(sem.fit(FULL, holzinger()))
    assert full.outcome.tolist() == ["speed", "speed"]
    assert full.predictors.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("delta", "says"),
    [(0.0, "best"), (2.0, "as good"), (2.1, "weaker"), (10.0, "weaker"), (10.1, "none"),
     (float("nan"), "not estimable")],
)  # fmt: skip
def test_support(delta: float, says: str) -> None:
    assert support(delta, **LIMITS) == says


def test_weights_add_up_to_one() -> None:
    found = weights(pd.Series([0.0, 2.0, 10.0]))
    assert found.sum() == pytest.approx(1.0, abs=ANALYTIC)
    assert found[0] / found[1] == pytest.approx(np.e, abs=ANALYTIC)


@pytest.mark.parametrize(
    ("restricted", "general", "relation"),
    [
        (MEDIATED, FULL, "nested"),
        (TURNED, FULL, "equivalent"),
        (MEDIATED, DIRECT, "not nested"),
        (DIRECT, MEDIATED, "not nested"),
        # outcomes that predict nothing have correlated residuals by lavaan's defaults
        (MEDIATED, CORRELATED, "nested"),
    ],
)
def test_nesting_is_found_by_the_moments_a_model_reproduces(
    restricted: str, general: str, relation: str
) -> None:
    df = sem.fit(general, holzinger()).solution.df
    assert relate(sem.fit(restricted, holzinger()), general, df) == relation


def test_models_that_are_not_nested_have_no_test() -> None:
    found = survey.compare_rivals(
        {"full": MEDIATED, "rival": DIRECT}, holzinger(), ESTIMATION, **LIMITS
    )
    assert found.tests.relation.tolist() == ["not nested"]
    assert found.tests.chisq_diff.isna().all()
    assert set(found.table.support) == {"best", "none"}


def test_robust_difference_is_scaled() -> None:
    robust = ESTIMATION | {"estimator": "MLR"}
    found = survey.compare_rivals({"full": FULL, "rival": MEDIATED}, holzinger(), robust, **LIMITS)
    general, restricted = (sem.fit(m, holzinger(), estimator="MLR") for m in (FULL, MEDIATED))
    expected = sem.compare(restricted, general)
    assert found.tests.chisq_diff.item() == pytest.approx(expected.chisq_diff, abs=ANALYTIC)
