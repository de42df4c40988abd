"""Resamples of the cases, each from its own seeded stream."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.solution import Solution


@dataclass(frozen=True, slots=True)
class Resampling:
    """Rows ``X`` (n, p) and a seed; draw r depends on the seed and r alone."""

    X: Array
    seed: int

    def counts(self, first: int, last: int) -> Array:
        """How often each case enters the draws first .. last-1: (last - first, n)."""
        n = len(self.X)
        counts = np.empty((last - first, n))
        for row, draw in enumerate(range(first, last)):
            stream = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(draw,)))
            counts[row] = np.bincount(stream.integers(0, n, n), minlength=n)
        return counts


@dataclass(frozen=True, slots=True)
class Jackknife:
    """Samples that leave out one case each."""

    X: Array

    def counts(self, first: int, last: int) -> Array:
        """Ones, with a zero for the case left out: (last - first, n)."""
        counts = np.ones((last - first, len(self.X)))
        counts[np.arange(last - first), np.arange(first, last)] = 0.0
        return counts


def bollen_stine_rows(s: Solution, X: Array) -> Array:
    """Rows in which the model holds exactly: (X - xbar) S^-1/2 Sigma^1/2 (Bollen and Stine, 1992).

    With a mean structure the model's means are put back.
    """
    centred = X - X.mean(axis=0)
    S = centred.T @ centred / len(X)
    M = s.matrices
    rows = centred @ _power(S, -0.5) @ _power(M.covariance(), 0.5)
    return np.asarray(rows + M.mean() if s.table.meanstructure else rows)


def _power(matrix: Array, exponent: float) -> Array:
    """Symmetric power of a positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)
