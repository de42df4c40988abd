"""Indices from residual moments: SRMR, RMR, GFI and kin."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.information import expected_moment_hessian
from surveysem.sem.estimation.jacobians import is_given
from surveysem.sem.estimation.solution import Solution


def rmr(s: Solution) -> float:
    """Root mean square residual, groups weighted by their cases."""
    return sum(b.weight * _root_mean_square(b, s.theta, False) for b in s.objective.blocks)


def srmr(s: Solution) -> float:
    """The same of residuals in units of the observed sds (Bentler, 1995)."""
    return sum(b.weight * _root_mean_square(b, s.theta, True) for b in s.objective.blocks)


def gfi(s: Solution) -> float:
    """GFI (Joreskog and Sorbom, 1981); moments that are given count as in lavaan."""
    return sum(b.weight * _gfi(b, s.theta) for b in s.objective.blocks)


def _root_mean_square(b: Block, theta: Array, standardised: bool) -> float:
    M = b.pattern.matrices(theta)
    sd = np.sqrt(b.S.diagonal()) if standardised else np.ones(len(b.S))
    residual = ((b.S - M.covariance()) / sd / sd[:, None])[np.tril_indices(len(b.S))]
    if b.mean is not None:
        residual = np.concatenate([residual, (b.mean - M.mean()) / sd])
    return float(np.sqrt(np.mean(residual**2)))


def _gfi(b: Block, theta: Array) -> float:
    M, p = b.pattern.matrices(theta), len(b.S)
    Sigma, mean = M.covariance(), b.mean
    if b.cases is not None and mean is not None:
        return _gfi_of_moments(b, theta)
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
    return 1.0 - float(error / total)


def _gfi_of_moments(b: Block, theta: Array) -> float:
    """With missing values, weighted by the information that the patterns leave."""
    M, lower = b.pattern.matrices(theta), np.tril_indices(len(b.S))
    assert b.mean is not None
    W = expected_moment_hessian(b, theta)
    observed = np.concatenate([b.S[lower], b.mean])
    residual = observed - np.concatenate([M.covariance()[lower], M.mean()])
    observed[is_given(b.pattern.source, len(b.S), True)] = 0.0
    return 1.0 - float(residual @ W @ residual) / float(observed @ W @ observed)
