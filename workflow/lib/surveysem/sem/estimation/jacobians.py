"""Derivatives and weights in the space of the moments (vech Sigma, then mu)."""

import numpy as np

from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.estimation.directions import Columns, Directions


def derivatives(here: Columns, d: Directions, p: int, meanstructure: bool) -> Array:
    """dvech(Sigma) and, below it, dmu of every entry: (p(p+1)/2 [+ p], K)."""
    i, j = np.tril_indices(p)
    U, V = here.columns[:, d.u], here.columns[:, d.v]
    moved = d.w * (U[i] * V[j] + V[i] * U[j])
    return np.asarray(np.vstack([moved, U * here.eta[d.c]]) if meanstructure else moved)


def normal_information(inverse: Array, meanstructure: bool) -> Array:
    """Information per case of (vech S, mean) at Sigma^-1: D'(Sigma^-1 x Sigma^-1) D / 2, Sigma^-1.

    D is the duplication matrix.
    """
    i, j = np.tril_indices(len(inverse))
    product = inverse[np.ix_(i, i)] * inverse[np.ix_(j, j)]
    product += inverse[np.ix_(i, j)] * inverse[np.ix_(j, i)]
    twice = np.where(i == j, 0.5, 1.0)
    W = np.asarray(product * twice[:, None] * twice)
    return stack(W, inverse) if meanstructure else W


def is_given(source: Indices, p: int, meanstructure: bool) -> Flags:
    """Which of the moments (vech S, mean) the sample gives."""
    flat = np.zeros(p * p + p, dtype=bool)
    flat[source] = True
    covariances = flat[: p * p].reshape(p, p)[np.tril_indices(p)]
    return np.concatenate([covariances, flat[p * p :]]) if meanstructure else covariances


def stack(first: Array, second: Array) -> Array:
    """Block-diagonal matrix of two."""
    n, k = len(first), len(second)
    joined = np.zeros((n + k, n + k))
    joined[:n, :n] = first
    joined[n:, n:] = second
    return joined
