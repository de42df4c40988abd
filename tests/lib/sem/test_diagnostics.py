"""Corrections for small samples and condition numbers."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import MEANS, MIMIC, SECOND_ORDER, THREE_FACTORS, holzinger
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError


def test_the_uncorrected_test_stands_beside_the_corrected_ones() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger())
    found = fit.corrected_tests().set_index("correction")
    assert list(found.columns) == ["chisq", "df", "pvalue", "n", "factor", "source"]
    assert found.loc["none", "chisq"] == pytest.approx(fit.chisq)
    assert found.loc["none", "pvalue"] == pytest.approx(fit.pvalue)
    assert (found["factor"].iloc[1:] < 1).all()
    assert (found["n"] == 301).all()


def test_corrections_of_uncorrelated_variables_by_hand() -> None:
    """No factor, p = 4, d = 6: t (t + 1) / 2 = 4 free parameters."""
    text = "x1 ~~ x1\nx2 ~~ x2\nx3 ~~ x3\nx4 ~~ x4\n"
    fit = sem.fit(text, holzinger())
    t = (np.sqrt(1 + 4 * 4 * 5 - 8 * 6) - 1) / 2
    by_hand = 1 - (4 * 43 - t * (2 * t**2 + 3 * t - 1)) / (12 * 6 * 301)
    found = fit.corrected_tests().set_index("correction")["factor"]
    assert abs(found["swain"] - by_hand) <= ANALYTIC
    assert abs(found["bartlett"] - (1 - 13 / (6 * 301))) <= ANALYTIC


def test_higher_order_factors_do_not_count() -> None:
    first, second = (
        sem.fit(text, holzinger()).corrected_tests().set_index("correction")
        for text in (THREE_FACTORS, SECOND_ORDER)
    )
    assert second.loc["bartlett", "factor"] == first.loc["bartlett", "factor"]
    assert "k = 3 factors measured by items" in second.loc["bartlett", "source"]


def test_free_means_and_observed_predictors_change_nothing() -> None:
    plain, with_means = (
        sem.fit(text, holzinger()).corrected_tests()["factor"] for text in (THREE_FACTORS, MEANS)
    )
    assert np.allclose(plain, with_means)
    given, free = (
        sem.fit(MIMIC, holzinger(), convention=c).corrected_tests().iloc[1]
        for c in ("lavaan", "amos")
    )
    assert given["factor"] == pytest.approx(1 - (1 - free["factor"]) * 300 / 301)


@pytest.mark.parametrize(
    ("text", "options", "what"),
    [
        (THREE_FACTORS, {"estimator": "MLR"}, "estimator MLR"),
        (THREE_FACTORS, {"estimator": "GLS"}, "estimator GLS"),
        (THREE_FACTORS, {"missing": "fiml"}, "missing fiml"),
        (THREE_FACTORS, {"group": "school"}, "2 groups"),
        (THREE_FACTORS + "x1 ~ m*1\nx2 ~ m*1\n", {}, "constrained means"),
        ("x1 ~ x2\n", {}, "no degrees of freedom"),
    ],
)
def test_where_there_is_no_correction(text: str, options: dict, what: str) -> None:
    fit = sem.fit(text, holzinger(), **options)
    with pytest.raises(SpecificationError, match=f"corrected tests with {what}"):
        fit.corrected_tests()


def test_condition_numbers_are_ratios_of_eigenvalues() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger(), convention="amos")
    found = fit.condition_numbers().set_index("matrix")
    S = np.cov(holzinger()[[f"x{i}" for i in range(1, 10)]].T, ddof=0)
    values = np.linalg.eigvalsh(S)
    assert found.loc["sample covariances", "condition"] == pytest.approx(values[-1] / values[0])
    assert found.loc["sample covariances", "condition"] == pytest.approx(np.linalg.cond(S))
    vcov = fit.solution.vcov
    assert found.loc["information", "condition"] == pytest.approx(np.linalg.cond(vcov))


def test_units_change_covariances_not_correlations() -> None:
    changed = holzinger().assign(x1=100 * holzinger()["x1"])
    one, other = (
        sem.fit(THREE_FACTORS, data, std_lv=True).condition_numbers().set_index("matrix")
        for data in (holzinger(), pd.DataFrame(changed))
    )
    stable = ["sample correlations", "information, unit diagonal"]
    assert np.allclose(one.loc[stable, "condition"], other.loc[stable, "condition"])
    assert (
        other.loc["sample covariances", "condition"]
        > 100 * one.loc["sample covariances", "condition"]
    )


def test_each_group_has_condition_numbers() -> None:
    found = sem.fit(THREE_FACTORS, holzinger(), group="school").condition_numbers()
    assert list(found["group"]) == ["Pasteur", "Pasteur", "Grant-White", "Grant-White", "", ""]
    assert (found["condition"] >= 1).all()
