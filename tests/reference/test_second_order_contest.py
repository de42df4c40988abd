"""The second-order contest against lavaan, under every estimator and treatment of missing."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN, LOOSE

from surveysem import sem
from surveysem.sem.inference.casewise import chisq_by_case
from surveysem.sem.inference.chisq_slopes import chisq_slopes
from surveysem.survey.second_order.contenders import compare_contenders, fit_contenders
from surveysem.survey.second_order.omega import WITH_LIMITS, omega_limits
from surveysem.survey.second_order.target import _of_cases, _of_moments, target_limits

CASE = cases.expected("second_order_contest")
MODELS = CASE["models"]
METHODS = {
    "MLM": "satorra-bentler-2001",
    "MLR": "satorra-bentler-2001",
    "MLMV": "satorra-2000",
    "WLSMV": "satorra-2000",
    "ULSMV": "satorra-2000",
}
CONTENDERS = {
    "scope": ["alone"] * 3,
    "contender": ["one_factor", "correlated", "second_order"],
    "model": ["one_factor", "correlated", "second_order"],
}


@cache
def data() -> pd.DataFrame:
    return cases.read("data.csv", "second_order_contest")


def estimation(case: str) -> dict[str, Any]:
    """The call of a case from its name: estimator, then what differs from the defaults."""
    found: dict[str, Any] = {}
    for word in case.split("_"):
        if word == "ordered":
            found["ordered"] = True
        elif word == "wishart":
            found["convention"] = word
        else:
            found["estimator" if word.isupper() else "missing"] = word
    return found


@cache
def fitted(case: str) -> dict[str, dict[str, sem.Fit]]:
    return fit_contenders(CONTENDERS, MODELS, data(), estimation(case))


@pytest.mark.parametrize("case", list(CASE["differences"]))
def test_differences_of_chi_squares(case: str) -> None:
    found = compare_contenders(fitted(case))
    expected = CASE["differences"][case]
    assert len(found) == len(expected) == 2
    for pair, theirs in expected.items():
        ours = found[("alone", *pair.split("/"))]
        values = [getattr(ours, name) for name in theirs]
        assert not cases.far(values, theirs.values(), theirs, LAVAAN), pair
        scaled = METHODS.get(estimation(case)["estimator"], "")
        # two-stage tests are scaled whatever the estimator
        assert ours.method == ("satorra-bentler-2001" if "two-stage" in case else scaled)


@pytest.mark.parametrize("case", list(CASE["target"]))
def test_interval_of_the_target_coefficient(case: str) -> None:
    own = fitted(case)["alone"]
    found = target_limits(own["second_order"], own["correlated"])
    assert found == pytest.approx(CASE["target"][case], abs=LAVAAN)


@pytest.mark.parametrize("case", ["ML", "ML_wishart", "MLR", "ML_fiml"])
def test_contributions_of_the_cases_add_up_to_the_chi_square(case: str) -> None:
    solution = fitted(case)["alone"]["second_order"].solution
    parts = chisq_by_case(solution)
    assert parts is not None
    assert parts.sum() == pytest.approx(solution.chisq, rel=ANALYTIC)


@pytest.mark.parametrize("case", list(CASE["target_by_moments"]))
def test_without_a_likelihood_of_the_cases_the_interval_follows_from_the_moments(case: str) -> None:
    own = fitted(case)["alone"]
    assert chisq_by_case(own["correlated"].solution) is None
    found = target_limits(own["one_factor"], own["correlated"])
    assert found == pytest.approx(CASE["target_by_moments"][case], abs=LAVAAN)


@pytest.mark.parametrize("case", ["ML", "ML_wishart", "MLR"])
def test_moments_and_cases_give_one_interval(case: str) -> None:
    pair = fitted(case)["alone"]["second_order"], fitted(case)["alone"]["correlated"]
    weights = (-0.7, 1.3)
    assert _of_moments(*pair, weights) == pytest.approx(_of_cases(*pair, weights), rel=LOOSE)


@pytest.mark.parametrize("estimator", ["ML", "GLS"])
def test_means_have_slopes_too(estimator: str) -> None:
    """A mean that the model fixes: the slope is that of refits with the item moved."""
    whole = data().dropna()
    text = MODELS["correlated"] + "y5 ~ 2.4*1\n"

    def chisq(h: float) -> float:
        return sem.fit(text, whole.assign(y5=whole["y5"] + h), estimator=estimator).chisq

    found = chisq_slopes(sem.fit(text, whole, estimator=estimator).solution)
    assert found is not None
    slope = found.slopes[found.names.index(("y5", "~1"))]
    assert abs(slope) > 1
    assert slope == pytest.approx((chisq(1e-3) - chisq(-1e-3)) / 2e-3, rel=LOOSE)


def test_fiml_several_groups_and_published_moments_have_no_slopes() -> None:
    assert chisq_slopes(fitted("ML_fiml")["alone"]["correlated"].solution) is None
    whole = data().dropna()
    moments = sem.Moments(whole.cov().to_numpy(), len(whole), names=tuple(whole.columns))
    assert chisq_slopes(sem.fit(MODELS["correlated"], moments).solution) is None
    groups = whole.assign(half=np.arange(len(whole)) % 2)
    assert chisq_slopes(sem.fit("a =~ y1 + y2 + y3 + y4", groups, group="half").solution) is None


def test_a_model_of_published_moments_has_no_contributions() -> None:
    whole = data().dropna()
    moments = sem.Moments(whole.cov().to_numpy(), len(whole), names=tuple(whole.columns))
    assert chisq_by_case(sem.fit(MODELS["correlated"], moments).solution) is None


@pytest.mark.parametrize(
    ("case", "estimator"), [("second_order", "ML"), ("second_order_MLR", "MLR")]
)
def test_intervals_of_omega_and_ecv(case: str, estimator: str) -> None:
    fit = sem.fit(MODELS["second_order"], data(), estimator=estimator)
    found = omega_limits({"alone": {"second_order": fit}}, "h")["alone", "second_order"]
    assert found.shape == (5, len(WITH_LIMITS), 2)
    for end, theirs in enumerate((CASE[case]["lower"], CASE[case]["upper"])):
        np.testing.assert_allclose(found[..., end], theirs, atol=LAVAAN)


def test_intervals_of_omega_and_ecv_of_a_bifactor_model() -> None:
    expected = cases.expected("omega_bifactor")
    names = tuple(expected["sample"]["names"])
    sample = sem.Moments(np.array(expected["sample"]["values"]), expected["n_obs"], names=names)
    text = (cases.FOLDER / "omega_bifactor/bifactor.lav").read_text(encoding="utf-8")
    found = omega_limits({"alone": {"bifactor": sem.fit(text, sample)}}, "general")
    for end, name in enumerate(("lower", "upper")):
        ours = found["alone", "bifactor"][..., end]
        np.testing.assert_allclose(ours, expected["intervals"][name], atol=LAVAAN)
