"""Polychoric correlations of pairs of ordered items, in two steps.

The thresholds are those of each item alone; given them, the correlation maximises the likelihood
of the pair's two-way table (Olsson, 1979, Psychometrika 44, eq. 3; two-step estimation p. 447).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from surveysem.moments.binormal import (
    binormal_cdf,
    binormal_density,
    binormal_density_slope,
    normal_density,
)
from surveysem.moments.categories import FAR, Categories, Indices, two_way_tables
from surveysem.moments.roots import maximise

Array = npt.NDArray[np.float64]

# Cells less probable than this have no part in the likelihood, as in lavaan.
_LEAST = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Two-way tables of pairs of items: what the likelihood of a correlation is made of.

    ``first`` and ``second`` (pairs,) places of the items; ``observed`` (pairs, K, K) frequencies
    and ``frequency`` those the likelihood counts; ``h`` and ``k`` (pairs, K - 1) thresholds of the
    two items; ``empty`` (pairs,) number of empty cells; ``adjusted`` (pairs,) whether half an
    answer was moved into the empty cell of a 2 x 2 table.
    """

    first: Indices
    second: Indices
    observed: Array
    frequency: Array
    h: Array
    k: Array
    empty: Indices
    adjusted: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Probabilities (pairs, K, K) of the cells, their first and second derivative by rho."""

    probability: Array
    first: Array
    second: Array


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Derivatives of the log-likelihoods of pairs at their correlations.

    ``by_rho`` (pairs, K, K) of one answer in each cell; ``with_first`` and ``with_second``
    (pairs, K - 1): its products with the derivatives by the thresholds, summed over all answers.
    """

    by_rho: Array
    with_first: Array
    with_second: Array


def tables(found: Categories, first: Indices, second: Indices) -> Tables:
    """Tables of pairs of items; an empty cell of a 2 x 2 table is filled with 1/2.

    As lavaan does by default: 1/2 is added to the empty cell and to the opposite one and taken
    from the two others, so that the margins stay. Empty cells of larger tables stay empty.
    """
    observed = two_way_tables(found, first, second)
    counts = found.n_thresholds + 1
    n_cells = counts[first] * counts[second]
    empty = n_cells - (observed > 0).sum(axis=(1, 2))
    adjusted = (n_cells == 4) & (empty == 1)
    frequency = observed.copy()
    corners = observed[adjusted][:, :2, :2]
    on_diagonal = (corners[:, 0, 0] == 0) | (corners[:, 1, 1] == 0)
    sign = np.where(on_diagonal, 0.5, -0.5)[:, None, None]
    frequency[adjusted, :2, :2] += sign * np.array([[1.0, -1.0], [-1.0, 1.0]])
    h, k = found.tau[first], found.tau[second]
    return Tables(first, second, observed, frequency, h, k, empty, adjusted)


def polychoric(pairs: Tables, start: Array) -> Array:
    """Correlations (pairs,); .999 where the likelihood has no maximum below.

    ``start`` (pairs,) is where the search begins.
    """

    def derivatives(rho: Array, some: Indices) -> tuple[Array, Array]:
        return _derivatives(pairs, rho, some)

    return maximise(derivatives, start)


def cells(h: Array, k: Array, rho: Array) -> Cells:
    """Cells of the bivariate normal distribution cut at ``h`` and ``k`` (pairs, K - 1)."""
    x, y, r = h[:, :, None], k[:, None, :], rho[:, None, None]
    inner = (x < FAR) & (y < FAR)
    marginal = np.minimum(ndtr(x), ndtr(y))
    cumulative = np.where(inner, binormal_cdf(x, y, r), marginal)
    density = np.where(inner, binormal_density(x, y, r), 0.0)
    slope = density * binormal_density_slope(x, y, r)
    return Cells(_cells(cumulative, ndtr(h), ndtr(k)), _cells(density), _cells(slope))


def scores(pairs: Tables, rho: Array) -> Scores:
    """Derivatives of the log-likelihood of one answer to a pair of items, and their products."""
    here = cells(pairs.h, pairs.k, rho)
    inverse = _inverse(here.probability)
    by_rho = here.first * inverse
    weight = pairs.observed * by_rho * inverse
    along_first = _threshold_density(pairs.h, pairs.k, rho)
    along_second = _threshold_density(pairs.k, pairs.h, rho)
    swapped = weight.swapaxes(1, 2)
    return Scores(
        by_rho,
        np.einsum("pab,pab->pa", weight[:, :-1] - weight[:, 1:], along_first),
        np.einsum("pba,pba->pb", swapped[:, :-1] - swapped[:, 1:], along_second),
    )


def _derivatives(pairs: Tables, rho: Array, some: Indices) -> tuple[Array, Array]:
    here = cells(pairs.h[some], pairs.k[some], rho)
    inverse = _inverse(here.probability)
    score = here.first * inverse
    frequency = pairs.frequency[some]
    slope = np.einsum("pab,pab->p", frequency, score)
    curvature = np.einsum("pab,pab->p", frequency, here.second * inverse - score * score)
    return slope, curvature


def _inverse(probability: Array) -> Array:
    """1 / probability, 0 for cells that have no part."""
    possible = probability > _LEAST
    return np.where(possible, 1.0 / np.where(possible, probability, 1.0), 0.0)


def _cells(corner: Array, rows: Array | None = None, columns: Array | None = None) -> Array:
    """Differences (pairs, K, K) of a function of two thresholds (pairs, K - 1, K - 1).

    ``rows`` and ``columns`` (pairs, K - 1) are its values where the other threshold is infinite.
    """
    n, a, b = corner.shape
    padded = np.zeros((n, a + 2, b + 2))
    padded[:, 1:-1, 1:-1] = corner
    if rows is not None and columns is not None:
        padded[:, 1:-1, -1], padded[:, -1, 1:-1], padded[:, -1, -1] = rows, columns, 1.0
    lines = padded[:, 1:] - padded[:, :-1]
    return np.asarray(lines[:, :, 1:] - lines[:, :, :-1])


def _threshold_density(h: Array, k: Array, rho: Array) -> Array:
    """Density of the first variable at its thresholds within each category of the second.

    Shape (pairs, K - 1, K): phi(h_a) [Phi((k_b - rho h_a) / R) - Phi((k_b-1 - rho h_a) / R)].
    """
    root = np.sqrt((1 - rho) * (1 + rho))[:, None, None]
    ends = np.pad(k, ((0, 0), (1, 1)), constant_values=((0, 0), (-np.inf, np.inf)))
    ends = np.where(ends >= FAR, np.inf, ends)[:, None, :]
    conditional = ndtr((ends - rho[:, None, None] * h[:, :, None]) / root)
    return np.asarray(normal_density(h)[:, :, None] * np.diff(conditional, axis=2))
