"""Scores of the latent variables, each case by the items that it shows."""

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import expected, single_patterns
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.model.matrices import Matrices

METHODS = ("regression", "bartlett")
_UNDETERMINED = 1e-8


def factor_scores(s: Solution, method: str) -> pd.DataFrame:
    """Scores (n, latent variables) of the cases; see ``Fit.factor_scores``."""
    if method not in METHODS:
        raise SpecificationError(f"method {method!r}; expected {' or '.join(METHODS)}")
    groups = zip(s.samples, s.group_matrices, strict=True)
    frames = [_of_group(sample, M, method, s.table.meanstructure) for sample, M in groups]
    scores = pd.concat(frames).iloc[:, : len(s.table.latent)]
    scores.columns = pd.Index(s.table.latent)
    return scores


def _of_group(sample: Sample, M: Matrices, method: str, meanstructure: bool) -> pd.DataFrame:
    if sample.X is None:
        raise DataError("factor scores need the cases; a published matrix has none")
    mean = M.mean() if meanstructure else sample.moments.mean
    assert mean is not None
    d = sample.X - mean
    scores = _regression(d, M) if method == "regression" else _bartlett(d, M)
    return pd.DataFrame(scores + M.latent_mean() if meanstructure else scores, index=sample.index)


def _regression(d: Array, M: Matrices) -> Array:
    """V Lambda_o' Sigma_oo^-1 d_o (Thurstone, 1935) of deviations ``d`` (n, p)."""
    Sigma = M.covariance()
    if np.isnan(d).any():
        inverse = np.asarray(np.linalg.inv(Sigma), dtype=float)
        nothing = np.zeros(len(Sigma))
        d = expected(single_patterns(d), nothing, inverse, float(np.linalg.slogdet(Sigma)[1])).D
    return np.asarray(np.linalg.solve(Sigma, d.T).T @ (M.Lambda @ M.latent_covariance()))


def _bartlett(d: Array, M: Matrices) -> Array:
    """(Lambda_o' Theta_oo^-1 Lambda_o)^-1 Lambda_o' Theta_oo^-1 d_o (Bartlett, 1937).

    NaN for the factors that what a case shows does not determine.
    """
    if np.linalg.eigvalsh(M.Theta)[0] <= 0 or not M.Lambda.any(axis=0).all():
        raise SpecificationError(
            "Bartlett scores need items with positive residual variances for each latent variable; "
            "use method='regression' for higher-order factors and observed predictors"
        )
    scores = np.empty((len(d), M.Lambda.shape[1]))
    patterns, pattern = np.unique(~np.isnan(d), axis=0, return_inverse=True)
    for k, shown in enumerate(patterns):
        rows = np.flatnonzero(pattern.ravel() == k)
        scores[rows] = d[np.ix_(rows, shown)] @ _bartlett_weights(M, shown).T
    return scores


def _bartlett_weights(M: Matrices, shown: Flags) -> Array:
    """Weights (m, shown); NaN in the rows of factors that these items do not determine."""
    L = M.Lambda[shown]
    Q = np.linalg.solve(M.Theta[np.ix_(shown, shown)], L)
    G = L.T @ Q
    values, vectors = np.linalg.eigh(G)
    null = values <= _UNDETERMINED * values[-1]
    if not null.any():
        return np.asarray(np.linalg.solve(G, Q.T))
    kept = vectors[:, ~null]
    weights = np.asarray((kept / values[~null]) @ kept.T @ Q.T)
    weights[np.abs(vectors[:, null]).max(axis=1) > _UNDETERMINED**0.5] = np.nan
    return weights
