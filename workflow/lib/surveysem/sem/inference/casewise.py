"""What each case adds to the chi-square of a model."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.model.matrices import Matrices


def chisq_by_case(s: Solution) -> Array | None:
    """Contributions (n,) of the cases to the unscaled chi-square; None where it has none.

    Twice the log-likelihood of a case in the saturated model less that in the model (lavaan's
    ``lavInspect(fit, "loglik.casewise")`` of both), in the units of the convention: they add up to
    ``fit.chisq``. Their spread is that of the chi-square where the model does not hold (Vuong,
    1989, Econometrica 57, eq. 4.2). Least squares and moments of other than all cases have none.
    """
    if not s.has_likelihood or s.missing not in ("listwise", "fiml"):
        return None
    if any(sample.X is None or not sample.bounded for sample in s.samples):
        return None
    parts = zip(s.objective.blocks, s.samples, s.group_matrices, strict=True)
    found = [_of_group(block, sample, M, s) for block, sample, M in parts]
    return np.concatenate(found) * (s.scale / s.n)


def _of_group(block: Block, sample: Sample, M: Matrices, s: Solution) -> Array:
    assert sample.X is not None
    assert sample.moments.mean is not None
    unbiased = sample.n / (sample.n - 1) if s.convention.name == "wishart" else 1.0
    mean = M.mean() if s.table.meanstructure else sample.moments.mean
    implied = _deviance(sample.X, mean, M.covariance(), unbiased)
    return implied - _deviance(sample.X, sample.moments.mean, block.S, unbiased)


def _deviance(X: Array, mean: Array, Sigma: Array, unbiased: float) -> Array:
    """ln|Sigma| + (x - mean)' Sigma^-1 (x - mean) (n,) of what each row of X (n, p) shows."""
    found = np.empty(len(X))
    patterns, pattern = np.unique(~np.isnan(X), axis=0, return_inverse=True)
    for k, shown in enumerate(patterns):
        rows = pattern.ravel() == k
        factor = cho_factor(Sigma[np.ix_(shown, shown)], lower=True)
        d = (X[rows][:, shown] - mean[shown]).T
        distance = np.einsum("ij,ij->j", d, cho_solve(factor, d))
        found[rows] = 2.0 * np.log(factor[0].diagonal()).sum() + unbiased * distance
    return found
