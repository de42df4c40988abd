"""Inverses of the information, along what constraints leave free."""

import numpy as np
from scipy.linalg import lapack

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Objective
from surveysem.sem.estimation.tangent import tangent


def inverse_information(objective: Objective, theta: Array) -> Array:
    """Inverse of the expected Hessian (q, q) along the constraints."""
    return inverse_along(objective.information(theta), tangent(objective.constraints, theta))


def inverse_along(H: Array, basis: Array | None) -> Array:
    """Z (Z'HZ)^-1 Z' (q, q) for a basis Z (q, r) of what constraints leave free; None: H^-1."""
    if basis is None:
        return inverse_of(H)
    return np.asarray(basis @ inverse_of(basis.T @ H @ basis) @ basis.T)


def inverse_of(H: Array) -> Array:
    """Inverse of a Hessian (q, q); a ridge is added where it is singular."""
    if not H.size:
        return H
    scale = np.sqrt(np.maximum(np.abs(H.diagonal()), 1e-300))
    R = H / scale / scale[:, None]
    ridge = 0.0
    while True:
        factor, failed = lapack.dpotrf(R + ridge * np.eye(len(R)), lower=True)
        if not failed:
            break
        ridge = max(10.0 * ridge, 1e-8)
    inverse, _ = lapack.dpotri(factor, lower=True)
    strict = np.tril(inverse, -1)
    return np.asarray((strict + strict.T + np.diag(inverse.diagonal())) / scale / scale[:, None])
