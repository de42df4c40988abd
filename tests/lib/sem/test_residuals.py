"""Implied moments, residuals, explained variance and scores."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import KINDS, THREE_FACTORS, fitted, holzinger, wheaton
from tolerances import ANALYTIC, LAVAAN

from surveysem import sem
from surveysem.errors import DataError, SpecificationError
from surveysem.sem.bootstrap.resample import bollen_stine_rows
from surveysem.sem.inference.residual_errors import residual_errors


@pytest.mark.parametrize("kind", KINDS)
def test_residuals_are_observed_less_implied(kind: str) -> None:
    fit = fitted(kind)
    implied, residuals = fit.implied(), fit.residuals()
    names = list(implied.columns)
    S = np.cov(holzinger()[names].T, ddof=0)
    assert np.allclose(implied + residuals, S, atol=ANALYTIC)
    large = residuals.abs() > 1e-5
    signs = np.sign(fit.residuals(kind="standardized"))
    assert (signs[large] == np.sign(residuals[large])).to_numpy()[large].all()


def test_errors_of_one_group_count_what_the_other_pulls() -> None:
    """Two copies of one sample, all equal: a residual is half a difference and the pooled one."""
    X = holzinger()[[f"x{i}" for i in range(1, 10)]]
    both = pd.concat([X.assign(copy=1), X.assign(copy=2)])
    classes = ("loadings", "intercepts", "means", "residuals", "lv_variances", "lv_covariances")
    held = sem.fit(THREE_FACTORS, both, group="copy", equal=classes).solution
    pooled = sem.fit(THREE_FACTORS + "x1 ~ 1\n", both).solution
    S, n = held.samples[0].moments.S, held.samples[0].n
    spread = np.outer(S.diagonal(), S.diagonal()) + S**2
    wanted = spread / (2 * n) + residual_errors(pooled)[0] ** 2
    for found in residual_errors(held):
        assert np.allclose(found**2, wanted, atol=ANALYTIC)


@pytest.mark.parametrize("missing", ["fiml", "two-stage"])
def test_errors_without_missing_values_are_those_of_complete_rows(missing: str) -> None:
    """Where the model holds exactly, so that observed and expected information are one."""
    once = sem.fit(THREE_FACTORS + "x1 ~ 1\n", holzinger()).solution
    X = once.sample.X
    assert X is not None
    exact = pd.DataFrame(bollen_stine_rows(once, X), columns=list(once.table.observed))
    own = residual_errors(sem.fit(THREE_FACTORS, exact, missing=missing).solution)[0]
    wanted = residual_errors(sem.fit(THREE_FACTORS + "x1 ~ 1\n", exact).solution)[0]
    assert np.allclose(own, wanted, atol=LAVAAN)


def test_means_are_implied_where_there_are_any() -> None:
    found = fitted("means").implied("mean")
    assert np.allclose(found, holzinger()[found.index].mean(), atol=ANALYTIC)
    with pytest.raises(SpecificationError, match="the model has no means"):
        fitted("factors").implied("mean")


def test_kinds_are_checked() -> None:
    with pytest.raises(SpecificationError, match="kind 'cor'; expected raw or standardized"):
        fitted("factors").residuals(kind="cor")
    with pytest.raises(SpecificationError, match="kind 'cor'; expected covariance, latent"):
        fitted("factors").implied("cor")
    with pytest.raises(SpecificationError, match="expected regression or bartlett"):
        fitted("factors").factor_scores(method="sum")


def test_explained_variance_is_a_squared_loading() -> None:
    fit = fitted("factors")
    explained = fit.r_squared().set_index("variable")["r_squared"]
    loadings = fit.standardized().query("op == '=~'").set_index("rhs")["est"]
    assert np.allclose(explained[loadings.index], loadings**2, atol=ANALYTIC)


def test_explained_variance_of_a_regression_is_that_of_least_squares() -> None:
    data = holzinger()
    X = np.column_stack([np.ones(len(data)), data.x1, data.x2])
    residual = data.x4 - X @ np.linalg.lstsq(X, data.x4, rcond=None)[0]
    found = fitted("paths").r_squared().set_index("variable")["r_squared"]
    assert np.isclose(found["x4"], 1 - residual.var() / data.x4.var())


def test_regression_scores_have_the_model_covariances_with_the_factors() -> None:
    fit = fitted("factors")
    scores = fit.factor_scores()
    assert scores.index.equals(holzinger().index)
    assert np.allclose(scores.mean(), 0.0, atol=ANALYTIC)
    V = fit.solution.matrices.latent_covariance()
    assert (scores.var(ddof=0) < np.diag(V)).all()


def test_bartlett_scores_are_unbiased_for_the_factors() -> None:
    fit = fitted("factors")
    M = fit.solution.matrices
    X = pd.DataFrame(M.Lambda @ np.eye(3)[0] + holzinger().iloc[:, -9:].mean().to_numpy())
    assert len(X) == 9
    scores = fit.factor_scores(method="bartlett")
    S = scores.cov(ddof=0)
    V = M.latent_covariance()
    error = np.linalg.inv(M.Lambda.T @ np.linalg.solve(M.Theta, M.Lambda))
    assert np.allclose(np.diag(S), np.diag(V + error), rtol=0.15)


def test_scores_need_cases_and_bartlett_needs_items() -> None:
    with pytest.raises(DataError, match="factor scores need the cases"):
        sem.fit("f =~ anomia67 + power67 + anomia71 + power71", wheaton()).factor_scores()
    with pytest.raises(SpecificationError, match="use method='regression'"):
        fitted("second order").factor_scores(method="bartlett")


def test_scores_keep_the_means_of_a_model_with_means() -> None:
    scores = fitted("means").factor_scores()
    visual = fitted("means").estimates().query("lhs == 'visual' and op == '~1'")["est"].item()
    assert np.isclose(scores.visual.mean(), visual)


def test_missing_cases_have_no_score() -> None:
    data = holzinger().copy()
    data.loc[data.index[5], "x1"] = np.nan
    scores = sem.fit(THREE_FACTORS, data).factor_scores()
    assert data.index[5] not in scores.index
    assert len(scores) == 300
