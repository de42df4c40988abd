"""What a model implies, leaves over and explains."""

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.directions import Directions, Geometry
from surveysem.sem.discrepancy import local_geometry
from surveysem.sem.estimates import if_converged
from surveysem.sem.minimise import inverse_information
from surveysem.sem.solution import Solution

_NOTHING = 1e-5


def implied(s: Solution, kind: str) -> pd.DataFrame | pd.Series:
    """Model-implied covariances (p, p) or means (p,); see ``Fit.implied``."""
    names = list(s.table.observed)
    if kind == "covariance":
        return pd.DataFrame(s.matrices.covariance(), index=names, columns=names)
    if kind != "mean":
        raise SpecificationError(f"kind {kind!r}; expected covariance or mean")
    if not s.table.meanstructure:
        raise SpecificationError("the model has no means: no intercept (~1) in its text")
    return pd.Series(s.matrices.mean(), index=names, name="mean")


def residuals(s: Solution, kind: str) -> pd.DataFrame:
    """Residual covariances (p, p), raw or by their standard errors; see ``Fit.residuals``."""
    if kind not in ("raw", "standardized"):
        raise SpecificationError(f"kind {kind!r}; expected raw or standardized")
    names = list(s.table.observed)
    raw = s.sample.moments.S - s.matrices.covariance()
    if kind == "standardized":
        errors = _standard_errors(s)
        raw = raw / np.where(np.abs(raw) < _NOTHING, 1.0, errors)
    return pd.DataFrame(raw, index=names, columns=names)


def r_squared(s: Solution) -> pd.DataFrame:
    """Explained share of each dependent variable; see ``Fit.r_squared``."""
    M, pattern = s.matrices, s.quantities.pattern
    m = len(s.table.latent)
    total = dict(zip(pattern.observed, M.covariance().diagonal(), strict=True))
    total |= dict(zip(pattern.latent[:m], M.latent_covariance().diagonal()[:m], strict=True))
    rows = s.table.parameters
    residual = dict(zip((p.key for p in rows), s.quantities.raw(s.theta), strict=False))
    explained = dict.fromkeys(
        [p.rhs for p in rows if p.op == "=~"] + [p.lhs for p in rows if p.op == "~"]
    )
    shares = [1.0 - residual[n, "~~", n] / total[n] for n in explained]
    found = if_converged(s, np.array(shares, dtype=float))
    return pd.DataFrame({"variable": list(explained), "r_squared": found})


def factor_scores(s: Solution, method: str) -> pd.DataFrame:
    """Scores (n, latent variables) of the cases; see ``Fit.factor_scores``."""
    if s.sample.X is None:
        raise DataError("factor scores need the cases; a published matrix has none")
    weights = _regression_weights(s) if method == "regression" else _bartlett_weights(s, method)
    M, m = s.matrices, len(s.table.latent)
    mean = M.mean() if s.table.meanstructure else s.sample.X.mean(axis=0)
    scores = (s.sample.X - mean) @ weights.T
    if s.table.meanstructure:
        scores = scores + M.latent_mean()
    return pd.DataFrame(scores[:, :m], index=s.sample.index, columns=list(s.table.latent))


def _regression_weights(s: Solution) -> Array:
    """V Lambda' Sigma^-1 (m, p) (Thurstone, 1935)."""
    M = s.matrices
    return np.asarray(np.linalg.solve(M.covariance(), M.Lambda @ M.latent_covariance()).T)


def _bartlett_weights(s: Solution, method: str) -> Array:
    """(Lambda' Theta^-1 Lambda)^-1 Lambda' Theta^-1 (m, p) (Bartlett, 1937)."""
    if method != "bartlett":
        raise SpecificationError(f"method {method!r}; expected regression or bartlett")
    M = s.matrices
    if np.linalg.eigvalsh(M.Theta)[0] <= 0 or not M.Lambda.any(axis=0).all():
        raise SpecificationError(
            "Bartlett scores need items with positive residual variances for each latent variable; "
            "use method='regression' for higher-order factors and observed predictors"
        )
    Q = np.linalg.solve(M.Theta, M.Lambda)
    return np.asarray(np.linalg.solve(M.Lambda.T @ Q, Q.T))


def _standard_errors(s: Solution) -> Array:
    """Standard errors (p, p) of residual covariances (Hausman, 1978; lavaan's "standardized").

    With D the derivatives of the moments, W their information at the model and Gamma their
    covariances in the sample: Q Gamma Q' / N, Q = I - D (D'WD)^-1 D'W. Exogenous moments are
    given: they have no error and the others are conditional on them.
    """
    b = s.objective.blocks[0]
    here, p = local_geometry(b, s.theta), len(b.S)
    D = b.pattern.collect(_derivatives(here, b.directions, p))
    inverse = np.asarray(np.linalg.inv(s.matrices.covariance()))
    S_inverse = np.asarray(np.linalg.inv(b.S), dtype=float)
    W, at_sample = _information_of_moments(inverse), _information_of_moments(S_inverse)
    if b.mean is not None:
        moved = here.columns[:, b.directions.u] * here.eta[b.directions.c]
        D = np.vstack([D, b.pattern.collect(moved)])
        W, at_sample = _stack(W, inverse), _stack(at_sample, S_inverse)
    free = np.flatnonzero(~_is_given(b.pattern.source, p)[: len(W)])
    D, W, at_sample = D[free], W[np.ix_(free, free)], at_sample[np.ix_(free, free)]
    hat = D @ (2.0 * inverse_information(s.objective, s.theta)) @ (D.T @ W)
    Q = np.eye(len(W)) - hat
    variance = np.zeros(p * (p + 1) // 2 + p)
    variance[free] = np.einsum("ij,ji->i", Q, np.linalg.solve(at_sample, Q.T)) / s.sample.n
    errors = np.zeros((p, p))
    errors[np.tril_indices(p)] = np.sqrt(np.maximum(variance[: p * (p + 1) // 2], 0.0))
    return np.maximum(errors, errors.T)


def _is_given(source: Indices, p: int) -> Flags:
    """Which of the moments (vech S, mean) the sample gives."""
    flat = np.zeros(p * p + p, dtype=bool)
    flat[source] = True
    return np.concatenate([flat[: p * p].reshape(p, p)[np.tril_indices(p)], flat[p * p :]])


def _derivatives(here: Geometry, d: Directions, p: int) -> Array:
    """dvech(Sigma) (p(p+1)/2, K) of every free entry."""
    i, j = np.tril_indices(p)
    U, V = here.columns[:, d.u], here.columns[:, d.v]
    return np.asarray(d.w * (U[i] * V[j] + V[i] * U[j]))


def _information_of_moments(inverse: Array) -> Array:
    """Information per case of vech(S): D'(Sigma^-1 x Sigma^-1) D / 2, D the duplication matrix."""
    i, j = np.tril_indices(len(inverse))
    product = inverse[np.ix_(i, i)] * inverse[np.ix_(j, j)]
    product += inverse[np.ix_(i, j)] * inverse[np.ix_(j, i)]
    twice = np.where(i == j, 0.5, 1.0)
    return np.asarray(product * twice[:, None] * twice)


def _stack(first: Array, second: Array) -> Array:
    """Block-diagonal matrix of two."""
    n, k = len(first), len(second)
    joined = np.zeros((n + k, n + k))
    joined[:n, :n] = first
    joined[n:, n:] = second
    return joined
