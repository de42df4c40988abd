"""Bootstraps of incomplete cases: every draw is the fit of its resample."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import THREE_FACTORS, holzinger
from lib.sem.test_incomplete import TESTS, fitted, pupils
from tolerances import ANALYTIC, LOOSE

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.moments import patterns_of, saturated
from surveysem.sem.bootstrap.resample import Resampling, bollen_stine_rows

CONVERGED = 1e-3


@pytest.mark.parametrize("missing", ["pairwise", "two-stage"])
def test_draws_are_fits_to_the_resamples(missing: str) -> None:
    fit = fitted("ML", missing)
    boot = fit.bootstrap(draws=3, seed=8, workers=1)
    counts = Resampling(fit.solution.sample.X, 8).counts(0, 3).astype(int)
    for r in range(3):
        data = pupils().iloc[np.repeat(np.arange(301), counts[r])]
        again = sem.fit(THREE_FACTORS, data, missing=missing)
        assert np.allclose(boot.draws[r], again.solution.theta, rtol=LOOSE, atol=LOOSE)
        assert abs(boot.chisq[r] - again.chisq) < CONVERGED
    assert np.array_equal(boot.draws, fit.bootstrap(draws=3, seed=8, workers=2).draws)


def test_two_stage_draws_of_groups() -> None:
    options = {"missing": "two-stage", "group": "school", "equal": ("loadings", "intercepts")}
    fit = sem.fit(THREE_FACTORS, pupils(), **options)
    boot = fit.bootstrap(draws=40, seed=3, workers=1)
    found = boot.ci(level=0.9).query("quantity == 'parameter'")
    assert boot.converged.all()
    wald = fit.estimates()["se"].to_numpy()
    free = wald > 0
    ratio = found["se"].to_numpy()[free] / wald[free]
    assert 0.7 < np.median(ratio) < 1.4


@pytest.mark.parametrize("missing", ["fiml", "two-stage"])
def test_rows_in_which_the_model_holds(missing: str) -> None:
    """Their saturated moments are the model's but for what patterns differ by chance."""
    s = fitted("ML", missing).solution
    X = s.sample.X
    assert X is not None
    rows = bollen_stine_rows(s, X)
    assert np.array_equal(np.isnan(rows), np.isnan(X))
    again = sem.fit(THREE_FACTORS, pd.DataFrame(rows, columns=TESTS), missing=missing)
    assert again.chisq < 0.1 * fitted("ML", missing).chisq
    moments, M = saturated(patterns_of(rows)), s.matrices
    sd = np.sqrt(M.covariance().diagonal())
    assert np.abs((moments.S - M.covariance()) / sd / sd[:, None]).max() < 0.03
    assert np.abs((moments.mean - M.mean()) / sd).max() < 0.03


def test_complete_rows_are_those_of_bollen_and_stine() -> None:
    s = sem.fit(THREE_FACTORS, holzinger(), missing="fiml").solution
    X = s.sample.X
    assert X is not None
    S = np.cov(bollen_stine_rows(s, X).T, ddof=0)
    assert np.allclose(S, s.matrices.covariance(), atol=ANALYTIC)


@pytest.mark.parametrize("missing", ["fiml", "two-stage"])
def test_p_value_of_a_model_that_does_not_fit(missing: str) -> None:
    boot = fitted("ML", missing).bootstrap(draws=30, seed=1, kind="bollen-stine", workers=1)
    assert boot.converged.all()
    df = fitted("ML", missing).df
    assert 0.7 * df < np.mean(boot.chisq) < 1.6 * df
    assert boot.pvalue == 0.0


def test_chi_squares_of_fiml_draws_are_those_of_their_resamples() -> None:
    fit = fitted("ML", "fiml")
    X = fit.solution.sample.X
    assert X is not None
    rows = bollen_stine_rows(fit.solution, X)
    boot = fit.bootstrap(draws=2, seed=4, kind="bollen-stine", workers=1)
    counts = Resampling(rows, 4).counts(0, 2).astype(int)
    for r in range(2):
        data = pd.DataFrame(np.repeat(rows, counts[r], axis=0), columns=TESTS)
        again = sem.fit(THREE_FACTORS, data, missing="fiml")
        assert abs(boot.chisq[r] - again.chisq) < CONVERGED
    assert np.isnan(fit.bootstrap(draws=2, seed=4, workers=1).chisq).all()


def test_pairwise_has_no_bollen_stine_bootstrap() -> None:
    with pytest.raises(SpecificationError, match="Bollen-Stine bootstrap with missing pairwise"):
        fitted("ML", "pairwise").bootstrap(draws=9, seed=1, kind="bollen-stine")
