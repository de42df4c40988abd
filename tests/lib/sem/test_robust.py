"""Robust standard errors and scaled tests."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import MEANS, THREE_FACTORS, fitted, holzinger
from tolerances import ANALYTIC, LAVAAN

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.sem.estimation.scores import fourth_moments, score_products

ESTIMATORS = ("MLM", "MLMV", "MLR")
UNCORRELATED = THREE_FACTORS + "visual ~~ 0*speed\ntextual ~~ 0*speed\n"


def robust(estimator: str, text: str = THREE_FACTORS, **options) -> sem.Fit:
    return sem.fit(text, holzinger(), estimator=estimator, **options)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_estimates_and_chisq_are_those_of_ml(estimator: str) -> None:
    fit, ml = robust(estimator), fitted("factors")
    assert np.allclose(fit.estimates()["est"], ml.estimates()["est"], atol=ANALYTIC)
    assert abs(fit.chisq - ml.chisq) < LAVAAN
    assert not np.allclose(fit.estimates()["se"], ml.estimates()["se"], atol=1e-3)
    assert fit.summary()["estimator"] == estimator


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_normal_data_need_no_scaling(estimator: str) -> None:
    population = "f =~ 0.7*a + 0.8*b + 0.6*c + 0.7*d + 0.5*e\n"
    data = sem.simulate(population, 20_000, 6, std=True)
    fit = sem.fit("f =~ a + b + c + d + e", data, estimator=estimator)
    ml = sem.fit("f =~ a + b + c + d + e", data)
    assert abs(fit.chisq_scaling_factor - 1) < 0.1
    assert np.allclose(fit.estimates()["se"], ml.estimates()["se"], rtol=0.05)


def test_scores_of_complete_cases_by_hand() -> None:
    X = holzinger()[["x1", "x2", "x3"]].to_numpy(float)
    mu, Sigma = X.mean(axis=0) + 0.1, np.cov(X.T) * 1.1
    K, rows = np.linalg.inv(Sigma), []
    for y in X:
        e = K @ (y - mu)
        U = 0.5 * (np.outer(e, e) - K)
        full = U + U.T - np.diag(np.diag(U))
        rows.append(np.concatenate([full[np.tril_indices(3)], e]))
    wanted = np.array(rows).T @ np.array(rows) / len(X)
    assert np.allclose(score_products(X, mu, Sigma, True), wanted, atol=ANALYTIC)


def test_fourth_moments_by_hand() -> None:
    X = holzinger()[["x1", "x2"]].to_numpy(float)
    d = X - X.mean(axis=0)
    z = np.column_stack([d[:, 0] ** 2, d[:, 0] * d[:, 1], d[:, 1] ** 2, d])
    assert np.allclose(fourth_moments(X, True), np.cov(z.T, ddof=0), atol=ANALYTIC)


def test_a_saturated_model_has_no_scaled_test() -> None:
    fit = robust("MLR", "f =~ x1 + x2 + x3")
    assert fit.chisq_scaled is None
    assert "no degrees of freedom" in fit.not_computed["cfi_robust"]
    assert np.isfinite(fit.estimates()["se"]).all()


def test_two_methods_of_the_scaled_difference() -> None:
    general, restricted = robust("MLM"), robust("MLM", UNCORRELATED)
    first = sem.compare(restricted, general)
    second = sem.compare(general, restricted, method="satorra-bentler-2010")
    plain = restricted.chisq - general.chisq
    assert first.df_diff == second.df_diff == 2
    assert abs(first.chisq_diff * first.scaling_factor - plain) < LAVAAN
    assert first.scaling_factor != second.scaling_factor
    assert abs(first.chisq_diff - second.chisq_diff) < 0.2 * plain


def test_what_cannot_be_compared() -> None:
    with pytest.raises(SpecificationError, match="fitted by MLR, the other by MLM"):
        sem.compare(robust("MLR"), robust("MLM", UNCORRELATED))
    with pytest.raises(SpecificationError, match="the tests of MLMV are adjusted in mean and vari"):
        sem.compare(robust("MLMV"), robust("MLMV", UNCORRELATED), method="satorra-bentler-2001")
    with pytest.raises(
        SpecificationError, match="method 'satorra'; expected default, satorra-2000"
    ):
        sem.compare(robust("MLR"), robust("MLR", UNCORRELATED), method="satorra")


def test_ladder_with_scaled_differences() -> None:
    ladder = sem.invariance(THREE_FACTORS, holzinger(), "school", estimator="MLR").table()
    assert (ladder["chisq_diff"].iloc[1:] > 0).all()
    plain = ladder["chisq"].diff().iloc[1:]
    assert not np.allclose(ladder["chisq_diff"].iloc[1:], plain, rtol=1e-3)


def test_means_and_bootstrap_go_with_robust_estimators() -> None:
    fit = robust("MLM", MEANS)
    assert np.isfinite(fit.estimates()["se"]).all()
    boot = robust("MLR").bootstrap(draws=40, seed=1, workers=1)
    assert np.isfinite(boot.ci(level=0.9)["se"]).all()


@pytest.mark.parametrize(
    ("estimator", "options", "message"),
    [
        ("MLM", {"missing": "fiml"}, "estimator MLM needs complete rows; expected ML or MLR"),
        ("MLR", {"convention": "amos"}, "AMOS has no estimator MLR; expected one of ML GLS"),
        ("MLX", {}, r"estimator 'MLX' \(nearest: "),
    ],
)
def test_bad_options_are_named(estimator: str, options: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        robust(estimator, **options)


def test_what_robust_estimators_do_not_have() -> None:
    X = holzinger()[[f"x{i}" for i in range(1, 10)]]
    moments = sem.Moments(pd.DataFrame(X.cov()), len(X), X.mean())
    with pytest.raises(SpecificationError, match="estimator MLR needs the cases"):
        sem.fit(THREE_FACTORS, moments, estimator="MLR")
