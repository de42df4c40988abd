"""Casewise scores of the moments, and what their spread says about the sample."""

import numpy as np

from surveysem.moments import expected, single_patterns
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.curvature import pattern_inverses

_ROWS = 256


def score_products(X: Array, mu: Array, Sigma: Array, meanstructure: bool) -> Array:
    """Mean product of the scores of (vech Sigma [, mu]): the first-order information per case.

    Rows of ``X`` (n, p) may have missing values. A case has the scores (e e' - K) / 2, twice that
    off the diagonal, and e, with e = K (y - mu) and K = Sigma_oo^-1 of what it shows.
    """
    p = len(mu)
    i, j = np.tril_indices(p)
    twice = np.where(i == j, 0.5, 1.0)
    inverse = np.asarray(np.linalg.inv(Sigma), dtype=float)
    log_det = float(np.linalg.slogdet(Sigma)[1])
    size = i.size + p * meanstructure
    total = np.zeros((size, size))
    for start in range(0, len(X), _ROWS):
        cases = single_patterns(X[start : start + _ROWS])
        e = expected(cases, mu, inverse, log_det).D @ inverse * cases.present
        K = pattern_inverses(cases, inverse) if cases.holes.size else inverse[None]
        scores = twice * (e[:, i] * e[:, j] - K[:, i, j])
        if meanstructure:
            scores = np.hstack([scores, e])
        total += scores.T @ scores
    return total / len(X)


def fourth_moments(X: Array, meanstructure: bool, x: Flags | None = None) -> Array:
    """Gamma: covariances (divisor n) of the products behind (vech S [, mean]) (Browne, 1984).

    Given the predictors ``x`` (p,), the products of what they predict are taken off, so that
    their own rows are 0 (as in lavaan).
    """
    i, j = np.tril_indices(X.shape[1])
    d = X - X.mean(axis=0)
    fitted = _fitted(d, x)
    mean = ((d.T @ d - fitted.T @ fitted) / len(X))[i, j]
    size = i.size + X.shape[1] * meanstructure
    total = np.zeros((size, size))
    for start in range(0, len(X), _ROWS):
        z, z_fitted = d[start : start + _ROWS], fitted[start : start + _ROWS]
        moved = z[:, i] * z[:, j] - z_fitted[:, i] * z_fitted[:, j] - mean
        if meanstructure:
            moved = np.hstack([moved, z - z_fitted])
        total += moved.T @ moved
    return total / len(X)


def _fitted(d: Array, x: Flags | None) -> Array:
    """Centred values (n, p) that the variables ``x`` (p,) predict; their own for themselves."""
    fitted = np.zeros_like(d)
    if x is None or not x.any():
        return fitted
    slopes, *_ = np.linalg.lstsq(d[:, x], d[:, ~x], rcond=None)
    fitted[:, ~x] = d[:, x] @ slopes
    fitted[:, x] = d[:, x]
    return fitted
