"""Polyserial correlations of a numeric variable and an ordered item, in two steps.

Mean, variance and thresholds are those of each variable alone; given them, the correlation
maximises the likelihood (Olsson, Drasgow and Dorans, 1982, Psychometrika 47, eq. 12).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from surveysem.moments.binormal import normal_density
from surveysem.moments.roots import maximise

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_LEAST = float(np.finfo(float).eps)
_ENTRIES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Answers of n rows to pairs of a numeric and an ordered variable.

    ``z`` (pairs, n) the numeric one, standardised; ``lower`` and ``upper`` (pairs, n) the
    thresholds around the answer to the ordered one.
    """

    z: Array
    lower: Array
    upper: Array


@dataclass(frozen=True, slots=True, eq=False)
class RowScores:
    """Derivatives (pairs, n) of the log-likelihood of each row.

    By the correlation, by mean and variance of the standardised variable, and by the upper and
    (less) by the lower threshold of the row's answer.
    """

    by_rho: Array
    by_mean: Array
    by_variance: Array
    by_upper: Array
    by_lower: Array


def polyserial(z: Array, bounds: Array, codes: Indices, pairs: tuple[Indices, Indices]) -> Array:
    """Correlations of pairs of columns of ``z`` (n, a) and items with ``codes`` (n, b).

    ``bounds`` (b, K + 1) are the thresholds with both ends. A correlation of .999 lies at the
    bound of what is looked for.
    """
    numeric, item = pairs
    rho = np.empty(numeric.size)
    size = max(1, _ENTRIES // len(z))
    for start in range(0, numeric.size, size):
        batch = slice(start, start + size)
        rows = rows_of(z, bounds, codes, (numeric[batch], item[batch]))
        rho[batch] = _correlations(rows)
    return rho


def rows_of(z: Array, bounds: Array, codes: Indices, pairs: tuple[Indices, Indices]) -> Rows:
    """What pairs of a column of ``z`` and an item say of each row."""
    numeric, item = pairs
    answers = codes[:, item].T
    at = item[:, None]
    return Rows(np.ascontiguousarray(z[:, numeric].T), bounds[at, answers], bounds[at, answers + 1])


def row_scores(rows: Rows, rho: Array) -> RowScores:
    """Derivatives of each row's log-likelihood at the correlations ``rho`` (pairs,)."""
    r = rho[:, None]
    root = np.sqrt((1 - r) * (1 + r))
    lower, upper = (rows.lower - r * rows.z) / root, (rows.upper - r * rows.z) / root
    inverse = 1 / _probability(lower, upper)
    f_lower, f_upper = normal_density(lower) * inverse, normal_density(upper) * inverse
    difference = f_upper - f_lower
    slopes = f_upper * (r * rows.upper - rows.z) - f_lower * (r * rows.lower - rows.z)
    return RowScores(
        by_rho=slopes / root**3,
        by_mean=rows.z + r / root * difference,
        by_variance=0.5 * (rows.z * rows.z - 1 + r / root * rows.z * difference),
        by_upper=f_upper / root,
        by_lower=f_lower / root,
    )


def _correlations(rows: Rows) -> Array:
    def derivatives(rho: Array, some: Indices) -> tuple[Array, Array]:
        return _derivatives(Rows(rows.z[some], rows.lower[some], rows.upper[some]), rho)

    return maximise(derivatives, np.zeros(len(rows.z)))


def _derivatives(rows: Rows, rho: Array) -> tuple[Array, Array]:
    """First and second derivative of the log-likelihoods by rho."""
    r = rho[:, None]
    rest = (1 - r) * (1 + r)
    root = np.sqrt(rest)
    first, second = np.zeros(rows.z.shape), np.zeros(rows.z.shape)
    ends = [(limit - r * rows.z) / root for limit in (rows.lower, rows.upper)]
    for sign, end, limit in zip((-1, 1), ends, (rows.lower, rows.upper), strict=True):
        density = sign * normal_density(end)
        speed = (r * limit - rows.z) / root**3
        first += density * speed
        second += density * (limit / root**3 + 3 * r / rest * speed - end * speed * speed)
    inverse = 1 / _probability(ends[0], ends[1])
    score = first * inverse
    return score.sum(axis=1), (second * inverse - score * score).sum(axis=1)


def _probability(lower: Array, upper: Array) -> Array:
    """Of the interval, from the tail that is nearer; at least 2e-16, as in lavaan."""
    flip = lower > 0
    return np.maximum(
        np.where(flip, ndtr(-lower) - ndtr(-upper), ndtr(upper) - ndtr(lower)), _LEAST
    )
