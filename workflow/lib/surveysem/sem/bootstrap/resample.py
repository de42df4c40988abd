"""Resamples of the cases, each from its own seeded stream."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import Moments
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
    """Rows (n, p) in which the model of each group holds, as many as ``X``.

    (X - m) S^-1/2 Sigma^1/2 (Bollen and Stine, 1992); with a mean structure the model's means are
    put back. With missing values m and S are saturated ML estimates and each case is transformed by
    the parts of m, S and Sigma that it shows (Enders, 2002): the model then holds in the limit.
    """
    ends = np.cumsum([sample.n for sample in s.samples])[:-1]
    groups = zip(s.samples, s.group_matrices, np.split(X, ends), strict=True)
    return np.concatenate(
        [_transformed(sample.moments, M, part, s.table.meanstructure) for sample, M, part in groups]
    )


def _transformed(moments: Moments, M: Matrices, X: Array, meanstructure: bool) -> Array:
    assert moments.mean is not None
    S, Sigma = moments.with_divisor("n").S, M.covariance()
    rows = X - moments.mean
    patterns, pattern = np.unique(~np.isnan(X), axis=0, return_inverse=True)
    for k, shown in enumerate(patterns):
        own, here = np.ix_(pattern.ravel() == k, shown), np.ix_(shown, shown)
        rows[own] = rows[own] @ _power(S[here], -0.5) @ _power(Sigma[here], 0.5)
    return np.asarray(rows + M.mean() if meanstructure else rows)


def _power(matrix: Array, exponent: float) -> Array:
    """Symmetric power of a positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)
