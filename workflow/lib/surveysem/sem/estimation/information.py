"""Hessians of the discrepancy for cases with missing values, and observed ones in general."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.curvature import (
    Curvature,
    expected_curvature,
    moment_hessian,
    observed_curvature,
)
from surveysem.sem.estimation.directions import Directions, columns_of
from surveysem.sem.estimation.discrepancy import Block, Objective, local_geometry, slopes_at
from surveysem.sem.estimation.jacobians import derivatives, normal_information
from surveysem.sem.estimation.second_order import second_order


def observed_hessian(objective: Objective, theta: Array) -> Array:
    """Second derivatives (q, q) of the discrepancy at theta, exact."""
    H = np.zeros((theta.size, theta.size))
    for b in objective.blocks:
        H += b.weight * _collected(b, observed_entries(b, theta))
    return 0.5 * (H + H.T)


def expected_hessian(objective: Objective, theta: Array) -> Array:
    """Their expectation (q, q) given which values are missing."""
    H = np.zeros((theta.size, theta.size))
    for b in objective.blocks:
        W = expected_moment_hessian(b, theta)
        D = entry_derivatives(b, theta, b.directions)
        H += b.share * _collected(b, D.T @ W @ D)
    return 0.5 * (H + H.T)


def observed_entries(b: Block, theta: Array) -> Array:
    """Second derivatives (K, K) by the free entries of one group."""
    M = b.pattern.matrices(theta)
    here = local_geometry(b, theta)
    D = entry_derivatives(b, theta, b.directions)
    bent = second_order(M, here, slopes_at(b, theta), b.directions, b.directions)
    return np.asarray(D.T @ observed_moment_hessian(b, theta) @ D + bent)


def entry_derivatives(b: Block, theta: Array, d: Directions) -> Array:
    """Derivatives of (vech Sigma, mu) by entries of the matrices."""
    here = columns_of(b.pattern.matrices(theta))
    return derivatives(here, d, len(b.S), b.pattern.meanstructure)


def observed_moment_hessian(b: Block, theta: Array) -> Array:
    """Second derivatives by (vech Sigma [, mu]), per case, at the model's moments."""
    M = b.pattern.matrices(theta)
    return observed_moment_hessian_at(b, M.covariance(), M.mean())


def observed_moment_hessian_at(b: Block, Sigma: Array, mu: Array) -> Array:
    """The same at any moments."""
    inverse = np.asarray(np.linalg.inv(Sigma), dtype=float)
    if b.cases is None:
        return moment_hessian(_complete(b, mu, inverse))[: b.n_moments, : b.n_moments]
    curvature = observed_curvature(
        b.cases.patterns, mu, inverse, float(np.linalg.slogdet(Sigma)[1])
    )
    return moment_hessian(curvature) / b.cases.patterns.n


def expected_moment_hessian(b: Block, theta: Array) -> Array:
    """Their expectation, per case; of least squares where the model fits."""
    if b.squares is not None:
        return 2.0 * b.squares.matrix
    inverse = np.asarray(np.linalg.inv(b.pattern.matrices(theta).covariance()), dtype=float)
    if b.cases is None:
        return 2.0 * normal_information(inverse, b.pattern.meanstructure)
    patterns = b.cases.patterns
    return moment_hessian(expected_curvature(patterns, inverse)) / patterns.n


def _complete(b: Block, mu: Array, inverse: Array) -> Curvature:
    """One pattern with nothing missing, by its moments."""
    d = np.zeros(len(b.S)) if b.mean is None else b.mean - mu
    e = inverse @ d
    B = inverse @ b.S @ inverse + np.outer(e, e) - 0.5 * inverse
    return Curvature(inverse[None], B[None], e[None], np.ones(1))


def _collected(b: Block, entries: Array) -> Array:
    by_column = b.pattern.collect(entries)
    return b.pattern.collect(by_column.T)
