"""Casewise likelihood of cases with missing values."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import MEANS, THREE_FACTORS, holzinger
from tolerances import ANALYTIC, LAVAAN, LOOSE, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import DataError, SpecificationError
from surveysem.moments import patterns_of, saturated, single_patterns
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.estimation.information import observed_hessian

TESTS = [f"x{i}" for i in range(1, 10)]
MODELS = {
    "factors": THREE_FACTORS,
    "covariates": THREE_FACTORS + "visual ~ ageyr + sex\n",
    "means": MEANS,
}


@cache
def pupils(share: float = 0.1) -> pd.DataFrame:
    """The nine tests with holes, ages and sexes without."""
    data = holzinger()[[*TESTS, "ageyr", "sex"]].copy()
    holes = np.random.default_rng(4).uniform(size=(len(data), 9)) < share
    data[TESTS] = data[TESTS].mask(holes)
    return data


@cache
def fitted(kind: str) -> sem.Fit:
    return sem.fit(MODELS[kind], pupils(), missing="fiml")


@pytest.mark.parametrize("kind", ["factors", "covariates", "means"])
def test_gradient_and_hessian_agree_with_differences(kind: str) -> None:
    objective = fitted(kind).solution.objective
    theta = fitted(kind).solution.theta * 1.02
    point, H = objective.at(theta), observed_hessian(objective, theta)
    for k, step in enumerate(1e-6 * np.eye(theta.size)):
        up, down = objective.at(theta + step), objective.at(theta - step)
        slope = (up.value - down.value) / 2e-6
        assert abs(slope - point.gradient[k]) < NUMERIC_GRADIENT * max(1, abs(slope))
        bend = (up.gradient - down.gradient) / 2e-6
        assert np.abs(bend - H[k]).max() < NUMERIC_GRADIENT * max(1, np.abs(H[k]).max())


def test_observed_hessian_of_complete_cases() -> None:
    s = sem.fit(MEANS, holzinger()).solution
    theta = s.theta * 1.02
    H = observed_hessian(s.objective, theta)
    for k, step in enumerate(1e-6 * np.eye(theta.size)):
        bend = s.objective.at(theta + step).gradient - s.objective.at(theta - step).gradient
        assert np.abs(bend / 2e-6 - H[k]).max() < NUMERIC_GRADIENT * max(1, np.abs(H[k]).max())


def test_without_missing_values_the_estimates_are_those_of_ml() -> None:
    fiml = sem.fit(THREE_FACTORS, holzinger(), missing="fiml")
    ml = sem.fit(THREE_FACTORS, holzinger())
    assert abs(fiml.chisq - ml.chisq) < LAVAAN
    assert fiml.df == ml.df
    ours = fiml.estimates()
    kept = ours[ours["op"] != "~1"].reset_index(drop=True)
    assert np.allclose(kept["est"], ml.estimates()["est"], atol=LAVAAN)


def test_compressed_patterns_have_the_likelihood_of_their_cases() -> None:
    few = holzinger()[TESTS].copy()
    few.loc[few.index[:120], ["x1", "x2"]] = np.nan
    few.loc[few.index[100:200], "x9"] = np.nan
    X = few.to_numpy(float)
    compressed, single = patterns_of(X), single_patterns(X)
    assert len(compressed.Z) < 50 < len(single.Z)
    a, b = saturated(compressed), saturated(single)
    assert abs(a.value - b.value) < ANALYTIC * abs(b.value)
    assert np.allclose(a.S, b.S, atol=ANALYTIC)


def test_means_of_the_patterns_are_those_of_their_cases() -> None:
    X = pupils()[TESTS]
    patterns = patterns_of(X.to_numpy(float))
    kind = X.isna().astype(int).astype(str).agg("".join, axis=1)
    wanted = X.groupby(kind).mean()
    for present, size, mean in zip(patterns.present, patterns.size, patterns.means(), strict=True):
        key = "".join("0" if shown else "1" for shown in present)
        assert size == (kind == key).sum()
        assert np.allclose(mean, wanted.loc[key], atol=ANALYTIC, equal_nan=True)


def test_order_of_the_rows_does_not_matter() -> None:
    again = sem.fit(THREE_FACTORS, pupils().sample(frac=1, random_state=2), missing="fiml")
    assert abs(again.chisq - fitted("factors").chisq) < LAVAAN
    assert np.allclose(again.solution.theta, fitted("factors").solution.theta, atol=LAVAAN)


def test_a_likelihood_without_maximum_is_said_not_guessed() -> None:
    data = pupils(0.25).iloc[:80]
    fit = sem.fit(THREE_FACTORS, data, missing="fiml")
    assert fit.converged
    assert fit.chisq is None
    assert fit.cfi_robust is None
    assert "no maximum likelihood" in fit.not_computed["chisq"]
    assert any("no chi-square" in warning for warning in fit.warnings)
    assert np.isfinite([fit.logl, fit.aic, fit.srmr]).all()
    assert np.isfinite(fit.estimates()["est"]).all()


def test_models_are_compared_by_their_likelihoods() -> None:
    data = pupils(0.25).iloc[:80]
    general = sem.fit(THREE_FACTORS, data, missing="fiml")
    restricted = sem.fit(THREE_FACTORS + "visual ~~ 0*speed\n", data, missing="fiml")
    found = sem.compare(restricted, general)
    assert found.df_diff == 1
    assert abs(found.chisq_diff - 2 * (general.logl - restricted.logl)) < LAVAAN
    with pytest.raises(SpecificationError, match="listwise, the other with missing fiml"):
        sem.compare(fitted("factors"), sem.fit(THREE_FACTORS, pupils()))


def test_rows_without_a_value_and_without_predictors_leave() -> None:
    data = pupils().copy()
    data.iloc[3, :9] = np.nan
    assert sem.fit(THREE_FACTORS, data, missing="fiml").n_obs == 300
    data.iloc[5:9, data.columns.get_loc("ageyr")] = np.nan
    fit = sem.fit(MODELS["covariates"], data, missing="fiml")
    assert fit.n_obs == 297
    assert "4 rows were left out" in fit.warnings[0]


def test_scores_of_complete_rows_are_the_usual_ones() -> None:
    s = fitted("factors")
    scores = s.factor_scores()
    assert len(scores) == s.n_obs
    assert np.isfinite(scores.to_numpy()).all()
    M = s.solution.matrices
    row = pupils()[TESTS].dropna().index[0]
    d = pupils().loc[row, TESTS].to_numpy(float) - M.mean()
    wanted = M.latent_covariance() @ M.Lambda.T @ np.linalg.solve(M.covariance(), d)
    assert np.allclose(scores.loc[row], wanted, atol=ANALYTIC)


def test_bartlett_scores_need_an_item_of_the_factor() -> None:
    data = pupils().copy()
    data.iloc[4, :3] = np.nan
    data.iloc[4, 3:9] = 4.0
    fit = sem.fit(THREE_FACTORS, data, missing="fiml")
    scores = fit.factor_scores("bartlett")
    assert scores.iloc[4].isna().tolist() == [True, False, False]
    M = fit.solution.matrices
    d = 4.0 - M.mean()[3:]
    L, theta = M.Lambda[3:, 1:], M.Theta.diagonal()[3:]
    wanted = np.linalg.solve((L.T / theta) @ L, (L.T / theta) @ d)
    assert np.allclose(scores.iloc[4, 1:], wanted, atol=ANALYTIC)
    assert fit.factor_scores().notna().all(axis=None)


def test_a_factor_seen_through_crossed_items_alone_has_no_bartlett_score() -> None:
    data = pupils().copy()
    data.iloc[4, 1:6] = np.nan
    fit = sem.fit(THREE_FACTORS + "textual =~ x1\n", data, missing="fiml")
    assert fit.factor_scores("bartlett").iloc[4].isna().tolist() == [True, True, False]


def test_bootstrap_draws_are_fits_to_the_resamples() -> None:
    fit = fitted("factors")
    boot = fit.bootstrap(draws=4, seed=8, workers=1)
    counts = Resampling(fit.solution.sample.X, 8).counts(0, 4).astype(int)
    for r in range(2):
        data = pupils().iloc[np.repeat(np.arange(301), counts[r])]
        again = sem.fit(THREE_FACTORS, data, missing="fiml")
        assert np.allclose(boot.draws[r], again.solution.theta, rtol=LOOSE, atol=LOOSE)
    assert np.array_equal(boot.draws, fit.bootstrap(draws=4, seed=8, workers=2).draws)
    assert boot.converged.all()
    assert np.isnan(boot.chisq).all()


def test_intervals_with_observed_predictors() -> None:
    boot = fitted("covariates").bootstrap(draws=60, seed=2, workers=1)
    found = boot.ci(level=0.9)
    effects = found[found["quantity"] == "effect"]
    assert np.isfinite(effects[["est", "ci_lower", "ci_upper"]].to_numpy()).all()


def test_published_moments_have_no_missing_values() -> None:
    X = holzinger()[TESTS]
    moments = sem.Moments(X.cov(), len(X), X.mean())
    with pytest.raises(SpecificationError, match="needs the cases, not published moments"):
        sem.fit(THREE_FACTORS, moments, missing="fiml")


def test_bad_data_are_named() -> None:
    apart = pupils().copy()
    apart.loc[apart.index[:150], "x1"] = np.nan
    apart.loc[apart.index[150:], "x2"] = np.nan
    with pytest.raises(DataError, match="x1 and x2: no case shows both"):
        sem.fit(THREE_FACTORS, apart, missing="fiml")
    with pytest.raises(DataError, match="item x3: no case has a value"):
        sem.fit(THREE_FACTORS, pupils().assign(x3=np.nan), missing="fiml")
    constant = pupils().assign(x3=pupils()["x3"].where(pupils()["x3"].isna(), 2.0))
    with pytest.raises(DataError, match="item x3: all observed values are one and the same"):
        sem.fit(THREE_FACTORS, constant, missing="fiml")
