"""Asymptotic covariance of thresholds, means, variances and two-step correlations.

Muthen (1984, Psychometrika 49, appendix) and Joreskog (1994, Psychometrika 59): the estimates
solve two stacked sets of score equations, whose sandwich B^-1 M B^-T is their covariance. M are
the cross-products of the scores of all rows, B the blocks of each step; B's lower left block makes
up for the thresholds that the second step takes as known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveysem.errors import DataError
from surveysem.moments.binormal import normal_density
from surveysem.moments.ordered import OrderedSample
from surveysem.moments.polychoric import Scores, scores
from surveysem.moments.polyserial import RowScores, row_scores, rows_of
from surveysem.moments.stacked import Stack, stack_of

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_ENTRIES = 1 << 21


@dataclass(slots=True)
class _Sums:
    """Sums over rows: ``M`` (k, k) cross-products of scores, ``cross`` (pairs, first step)."""

    M: Array
    cross: Array


def asymptotic_covariance(sample: OrderedSample) -> Array:
    """Gamma (k, k): n times the covariance of the moments, in the order of ``stacked``.

    lavaan's ``lavInspect(fit, "gamma")``, except that a mean has its own sign (lavaan's is that of
    a threshold: rows and columns of means times -1). Raises DataError where it does not exist.
    """
    _refuse_two_values(sample)
    stack = stack_of(sample)
    rho = sample.R[sample.pairs.first, sample.pairs.second]
    sums = _sums(sample, stack, rho)
    first = slice(stack.n_first)
    own = stack.variable[:, None] == stack.variable
    A11 = np.where(own, sums.M[first, first], 0.0)
    A22 = np.diag(sums.M)[stack.n_first :]
    if (A22 <= 0).any():
        raise DataError("a pair of items says nothing about its correlation: no weight matrix")
    half = _solve(A11, sums.cross, A22, sums.M)
    Gamma = sample.n * _solve(A11, sums.cross, A22, half.T)
    return _rescaled(sample, stack, rho, 0.5 * (Gamma + Gamma.T))


def _refuse_two_values(sample: OrderedSample) -> None:
    """Of two values the mean gives the variance: their covariance is singular."""
    for name, z in zip(np.array(sample.names)[sample.pairs.numeric], sample.z.T, strict=True):
        if np.unique(z).size == 2:
            raise DataError(
                f"variable {name}: two different values beside ordered items; name it among them"
            )


def _solve(A11: Array, A21: Array, A22: Array, right: Array) -> Array:
    """B^-1 times ``right`` (k, k), B = [[A11, 0], [A21, diag A22]]."""
    upper = np.linalg.solve(A11, right[: len(A11)])
    lower = (right[len(A11) :] - A21 @ upper) / A22[:, None]
    return np.vstack([upper, lower])


def _sums(sample: OrderedSample, stack: Stack, rho: Array) -> _Sums:
    k = stack.n_first + sample.pairs.n
    sums = _Sums(np.zeros((k, k)), np.zeros((sample.pairs.n, stack.n_first)))
    of_tables = scores(sample.tables, rho[sample.pairs.both_ordered.at])
    _add_tables(sums.cross, sample, stack, of_tables)
    tables = _univariate_table(sample)
    for rows in _batches(sample.n, k):
        by_row = np.empty((k, rows.stop - rows.start))
        _univariate(by_row, sample, stack, tables, rows)
        pairs = by_row[stack.n_first :]
        _both_ordered(pairs, sample, of_tables.by_rho, rows)
        _mixed(pairs, sums.cross, sample, stack, rho, rows)
        _both_numeric(pairs, sums.cross, sample, stack, rho, rows)
        sums.M += by_row @ by_row.T
    return sums


def _batches(n: int, k: int) -> Iterator[slice]:
    size = max(64, _ENTRIES // k)
    for start in range(0, n, size):
        yield slice(start, min(n, start + size))


def _univariate_table(sample: OrderedSample) -> Array:
    """Derivatives (ordered, K + 1, K - 1) of the log-probability of a category by the thresholds.

    The last row, of zeros, is that of a missing answer.
    """
    tau = sample.categories.tau
    K = tau.shape[1] + 1
    change = np.eye(K, K - 1) - np.eye(K, K - 1, -1)
    counts = sample.categories.counts
    share = counts / counts.sum(axis=1)[:, None]
    inverse = np.where(share > 0, 1 / np.where(share > 0, share, 1.0), 0.0)
    known = inverse[:, :, None] * change * normal_density(tau)[:, None, :]
    return np.pad(known, ((0, 0), (0, 1), (0, 0)))


def _univariate(
    by_row: Array, sample: OrderedSample, stack: Stack, tables: Array, rows: slice
) -> None:
    """Scores of thresholds, means and variances."""
    codes = sample.categories.codes[rows].T
    for item, places in enumerate(stack.threshold):
        some = places[places >= 0]
        by_row[some] = tables[item].T[: some.size, codes[item]]
    z, variance = sample.z[rows].T, sample.variance[:, None]
    by_row[stack.mean] = z / np.sqrt(variance)
    by_row[stack.variance] = (z * z - 1) / (2 * variance)


def _both_ordered(pairs: Array, sample: OrderedSample, by_rho: Array, rows: slice) -> None:
    kind, K = sample.pairs.both_ordered, by_rho.shape[1] + 1
    codes = np.ascontiguousarray(sample.categories.codes[rows].T) % K
    place = codes[kind.first] * K + codes[kind.second]
    place += (np.arange(kind.at.size) * K * K)[:, None]
    pairs[kind.at] = np.take(np.pad(by_rho, ((0, 0), (0, 1), (0, 1))), place)


def _add_tables(cross: Array, sample: OrderedSample, stack: Stack, found: Scores) -> None:
    kind = sample.pairs.both_ordered
    for items, values in ((kind.first, found.with_first), (kind.second, found.with_second)):
        places = stack.threshold[items]
        pair, threshold = np.nonzero(places >= 0)
        cross[kind.at[pair], places[pair, threshold]] = values[pair, threshold]


def _mixed(
    pairs: Array, cross: Array, sample: OrderedSample, stack: Stack, rho: Array, rows: slice
) -> None:
    kind = sample.pairs.mixed
    if not kind.at.size:
        return
    codes, bounds = sample.categories.codes[rows], sample.categories.bounds()
    found = row_scores(
        rows_of(sample.z[rows], bounds, codes, (kind.first, kind.second)), rho[kind.at]
    )
    pairs[kind.at] = found.by_rho
    variance = sample.variance[kind.first]
    by_mean = np.einsum("pn,pn->p", found.by_rho, found.by_mean)
    by_variance = np.einsum("pn,pn->p", found.by_rho, found.by_variance)
    cross[kind.at, stack.mean[kind.first]] += by_mean / np.sqrt(variance)
    cross[kind.at, stack.variance[kind.first]] += by_variance / variance
    _add_thresholds(cross, sample, stack, found, codes)


def _add_thresholds(
    cross: Array, sample: OrderedSample, stack: Stack, found: RowScores, codes: Indices
) -> None:
    """Products of the scores by rho and by each threshold: one of the two around each answer."""
    kind, K = sample.pairs.mixed, sample.categories.counts.shape[1]
    place = np.arange(kind.at.size)[:, None] * K + codes[:, kind.second].T
    size = kind.at.size * K
    upper = np.bincount(place.ravel(), (found.by_rho * found.by_upper).ravel(), size)
    lower = np.bincount(place.ravel(), (found.by_rho * found.by_lower).ravel(), size)
    values = upper.reshape(-1, K)[:, :-1] - lower.reshape(-1, K)[:, 1:]
    places = stack.threshold[kind.second]
    pair, threshold = np.nonzero(places >= 0)
    cross[kind.at[pair], places[pair, threshold]] += values[pair, threshold]


def _both_numeric(
    pairs: Array, cross: Array, sample: OrderedSample, stack: Stack, rho: Array, rows: slice
) -> None:
    kind = sample.pairs.both_numeric
    if not kind.at.size:
        return
    r, z = rho[kind.at][:, None], sample.z[rows].T
    rest = (1 - r) * (1 + r)
    x, y = z[kind.first], z[kind.second]
    by_rho = r / rest + x * y / rest - (x * x - 2 * r * x * y + y * y) * r / rest**2
    pairs[kind.at] = by_rho
    for side, u, v in ((kind.first, x, y), (kind.second, y, x)):
        variance = sample.variance[side]
        speed = (u - r * v) / rest
        cross[kind.at, stack.mean[side]] += (by_rho * speed).sum(axis=1) / np.sqrt(variance)
        half = (by_rho * (u * speed - 1)).sum(axis=1) / (2 * variance)
        cross[kind.at, stack.variance[side]] += half


def _rescaled(sample: OrderedSample, stack: Stack, rho: Array, Gamma: Array) -> Array:
    """From correlations to covariances of the pairs with a numeric variable (delta method)."""
    if not stack.mean.size:
        return Gamma
    sd = np.ones(len(sample.names))
    sd[sample.pairs.numeric] = np.sqrt(sample.variance)
    first, second = sample.pairs.first, sample.pairs.second
    scale = sd[first] * sd[second]
    H = np.eye(len(Gamma))
    H[stack.n_first :, stack.n_first :] = np.diag(scale)
    variance = np.full(len(sample.names), -1)
    variance[sample.pairs.numeric] = stack.variance
    for side in (first, second):
        has = np.flatnonzero(variance[side] >= 0)
        slope = rho[has] * scale[has] / (2 * sd[side[has]] ** 2)
        H[stack.n_first + has, variance[side[has]]] = slope
    return np.asarray(H @ Gamma @ H.T)
