"""Hessians of the discrepancy for cases with missing values, and observed ones in general."""

import numpy as np

from surveysem.moments import Patterns
from surveysem.sem.arrays import Array
from surveysem.sem.curvature import expected_curvature, moment_hessian, observed_curvature
from surveysem.sem.directions import Directions
from surveysem.sem.discrepancy import Block, Objective, local_geometry, slopes_at
from surveysem.sem.jacobians import derivatives
from surveysem.sem.second_order import second_order


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
        H += b.weight * _collected(b, D.T @ W @ D)
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
    return derivatives(local_geometry(b, theta), d, len(b.S), b.pattern.meanstructure)


def observed_moment_hessian(b: Block, theta: Array) -> Array:
    """Second derivatives by (vech Sigma, mu), per case, at the model's moments."""
    M = b.pattern.matrices(theta)
    Sigma = M.covariance()
    patterns = _patterns(b)
    at = (M.mean(), np.linalg.inv(Sigma), float(np.linalg.slogdet(Sigma)[1]))
    return moment_hessian(observed_curvature(patterns, *at)) / patterns.n


def expected_moment_hessian(b: Block, theta: Array) -> Array:
    """Their expectation, per case."""
    patterns = _patterns(b)
    inverse = np.asarray(np.linalg.inv(b.pattern.matrices(theta).covariance()))
    return moment_hessian(expected_curvature(patterns, inverse)) / patterns.n


def _patterns(b: Block) -> Patterns:
    assert b.cases is not None
    return b.cases.patterns


def _collected(b: Block, entries: Array) -> Array:
    by_column = b.pattern.collect(entries)
    return b.pattern.collect(by_column.T)
