"""Resamples of the cases, each from its own seeded stream."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.model.matrices import Matrices


@dataclass(frozen=True, slots=True)
class Resampling:
    """Rows ``X`` (n, p) and a seed; draw r depends on the seed and r alone.

    With several groups, whose rows follow one another, each is resampled within itself; ``sizes``
    are their numbers of rows, empty for one group.
    """

    X: Array
    seed: int
    sizes: tuple[int, ...] = ()

    def counts(self, first: int, last: int) -> Array:
        """How often each case enters the draws first .. last-1: (last - first, n)."""
        counts = np.empty((last - first, len(self.X)))
        for row, draw in enumerate(range(first, last)):
            stream = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(draw,)))
            start = 0
            for n in self.sizes or (len(self.X),):
                found = np.bincount(stream.integers(0, n, n), minlength=n)
                counts[row, start : start + n] = found
                start += n
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
    """Rows (n, p) in which the model of each group holds exactly, as many as ``X``.

    (X - xbar) S^-1/2 Sigma^1/2 (Bollen and Stine, 1992); with a mean structure the model's means
    are put back.
    """
    ends = np.cumsum([sample.n for sample in s.samples])[:-1]
    parts = zip(s.group_matrices, np.split(X, ends), strict=True)
    return np.concatenate([_transformed(M, part, s.table.meanstructure) for M, part in parts])


def _transformed(M: Matrices, X: Array, meanstructure: bool) -> Array:
    centred = X - X.mean(axis=0)
    S = centred.T @ centred / len(X)
    rows = centred @ _power(S, -0.5) @ _power(M.covariance(), 0.5)
    return np.asarray(rows + M.mean() if meanstructure else rows)


def _power(matrix: Array, exponent: float) -> Array:
    """Symmetric power of a positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)
