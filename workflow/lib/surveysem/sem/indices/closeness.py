"""Indices from residual moments: SRMR, RMR, GFI and kin."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.information import expected_moment_hessian
from surveysem.sem.estimation.jacobians import is_given
from surveysem.sem.estimation.solution import Solution


@dataclass(frozen=True, slots=True)
class _Explained:
    """Weighted squares of the residual moments (``error``) and of the moments of one group."""

    error: float
    total: float


def rmr(s: Solution) -> float:
    """Root mean square residual; groups weighted by their cases, under ``amos`` by moments."""
    if s.convention.name == "amos":
        squares = [_squares(b, s.theta, False) for b in s.objective.blocks]
        return float(np.sqrt(np.concatenate(squares).mean()))
    return _by_share(s, standardised=False)


def srmr(s: Solution) -> float:
    """The same of residuals in units of the observed sds (Bentler, 1995)."""
    return _by_share(s, standardised=True)


def gfi(s: Solution) -> float:
    """GFI (Joreskog and Sorbom, 1981; Tanaka and Huba, 1985, for least squares).

    1 - e'We / s'Ws with the residuals e of the moments s. Moments that are given count as in
    lavaan, which averages over groups; AMOS divides the sums over groups (manual, appendix C).
    """
    blocks = s.objective.blocks
    parts = [_explained(b, s.theta) for b in blocks]
    if s.convention.name == "amos":
        error = sum(b.share * part.error for b, part in zip(blocks, parts, strict=True))
        return 1.0 - error / sum(b.share * p.total for b, p in zip(blocks, parts, strict=True))
    return sum(b.share * (1.0 - p.error / p.total) for b, p in zip(blocks, parts, strict=True))


def _by_share(s: Solution, *, standardised: bool) -> float:
    return sum(
        b.share * float(np.sqrt(np.mean(_squares(b, s.theta, standardised))))
        for b in s.objective.blocks
    )


def _squares(b: Block, theta: Array, standardised: bool) -> Array:
    M = b.pattern.matrices(theta)
    sd = np.sqrt(b.S.diagonal()) if standardised else np.ones(len(b.S))
    residual = ((b.S - M.covariance()) / sd / sd[:, None])[np.tril_indices(len(b.S))]
    if b.mean is not None:
        residual = np.concatenate([residual, (b.mean - M.mean()) / sd])
    return np.asarray(residual**2)


def _explained(b: Block, theta: Array) -> _Explained:
    if b.cases is not None or b.squares is not None:
        return _by_moments(b, theta)
    M, p, mean = b.pattern.matrices(theta), len(b.S), b.mean
    Sigma = M.covariance()
    observed = np.concatenate([b.S.ravel(), mean if mean is not None else np.zeros(p)])
    observed[b.pattern.source] = 0.0
    ratio = np.linalg.solve(Sigma, observed[: p**2].reshape(p, p))
    deviation = np.linalg.solve(Sigma, b.S - Sigma)
    error = 0.5 * np.einsum("ij,ji", deviation, deviation)
    total = 0.5 * np.einsum("ij,ji", ratio, ratio)
    if mean is not None:
        d = mean - M.mean()
        error += d @ np.linalg.solve(Sigma, d)
        total += observed[p**2 :] @ np.linalg.solve(Sigma, observed[p**2 :])
    return _Explained(float(error), float(total))


def _by_moments(b: Block, theta: Array) -> _Explained:
    """With the information that missing values leave, or with the W of least squares."""
    M, lower = b.pattern.matrices(theta), np.tril_indices(len(b.S))
    W = expected_moment_hessian(b, theta)
    observed, implied = b.S[lower], M.covariance()[lower]
    if b.mean is not None:
        observed, implied = np.concatenate([observed, b.mean]), np.concatenate([implied, M.mean()])
    residual = observed - implied
    if b.cases is not None:
        observed[is_given(b.pattern.source, len(b.S), True)] = 0.0
    return _Explained(float(residual @ W @ residual), float(observed @ W @ observed))
