"""Second derivatives of the discrepancy of one group by its moments (vech Sigma, mu)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from surveysem.moments import Patterns, conditional_covariance, expected
from surveysem.sem.arrays import Array


@dataclass(frozen=True, slots=True)
class Curvature:
    """Per pattern: K = Sigma_oo^-1 (P, p, p), zero where missing, B (P, p, p), s (P, p).

    The second derivative of the summed -2 log-likelihood along (D1, m1), (D2, m2) is the sum over
    patterns of 2 tr(B D1 K D2) + 2 s'(D1 K m2 + D2 K m1) + 2 size m1'K m2.
    """

    K: Array
    B: Array
    s: Array
    size: Array


def observed_curvature(patterns: Patterns, mu: Array, inverse: Array, log_det: float) -> Curvature:
    """Of the cases as they are: B = sum e e' - n K / 2, s = sum e, e = Sigma_oo^-1 (y - mu)."""
    K = pattern_inverses(patterns, inverse)
    E = expected(patterns, mu, inverse, log_det).D @ inverse
    E *= patterns.present[patterns.pattern]
    starts = np.searchsorted(patterns.pattern, np.arange(len(K) + 1))
    B = -0.5 * patterns.size[:, None, None] * K
    for k, (first, last) in enumerate(pairwise(starts)):
        B[k] += E[first:last].T @ E[first:last]
    return Curvature(K, B, np.add.reduceat(patterns.root[:, None] * E, starts[:-1]), patterns.size)


def expected_curvature(patterns: Patterns, inverse: Array) -> Curvature:
    """Its expectation given the patterns: B = n K / 2, s = 0."""
    K = pattern_inverses(patterns, inverse)
    B = 0.5 * patterns.size[:, None, None] * K
    return Curvature(K, B, np.zeros(K.shape[:2]), patterns.size)


def pattern_inverses(patterns: Patterns, inverse: Array) -> Array:
    """Sigma_oo^-1 (P, p, p) = K_oo - K_om K_mm^-1 K_mo of each pattern, zero where missing."""
    both = patterns.present[:, :, None] & patterns.present[:, None, :]
    if not patterns.holes.size:
        return np.where(both, inverse, 0.0)
    to_holes = np.swapaxes(inverse[:, patterns.holes], 0, 1) * patterns.is_hole[:, None, :]
    inner = conditional_covariance(patterns, inverse)
    explained = to_holes @ inner @ np.swapaxes(to_holes, 1, 2)
    return np.where(both, inverse - explained, 0.0)


def moment_hessian(c: Curvature) -> Array:
    """The second derivatives as a matrix over (vech Sigma, mu), one row of Sigma at a time."""
    p = c.K.shape[1]
    i, j = np.tril_indices(p)
    n = i.size
    W = np.empty((n + p, n + p))
    K, B = c.K.reshape(len(c.K), -1), c.B.reshape(len(c.K), -1)
    for row in range(p):
        X = (c.B[:, :, row].T @ K).reshape(p, p, p)
        Y = (c.K[:, :, row].T @ B).reshape(p, p, p)
        Z = X.transpose(1, 0, 2) + Y.transpose(2, 1, 0)
        place = row * (row + 1) // 2
        W[place : place + row + 1, :n] = (Z + Z.transpose(0, 2, 1))[: row + 1, i, j]
    twice = np.where(i == j, 0.5, 1.0)
    W[:n, :n] *= 2.0 * twice[:, None] * twice
    cross = np.einsum("pi,pjm->ijm", c.s, c.K, optimize=True)
    W[:n, n:] = (cross + cross.transpose(1, 0, 2))[i, j] * 2.0 * twice[:, None]
    W[n:, :n] = W[:n, n:].T
    W[n:, n:] = 2.0 * np.einsum("p,pij->ij", c.size, c.K)
    return W
