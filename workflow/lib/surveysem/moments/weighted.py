"""Moments of many reweighted samples at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ROWS = 2048
_SAMPLES = 64


@dataclass(frozen=True, slots=True)
class WeightedProducts:
    """Moments of R samples about one ``centre`` (p,): ``mean`` (R, p) and mean ``products``.

    ``products`` (R, p(p+1)/2) holds the upper triangle by rows; covariances are
    products[i, j] - mean[i] mean[j].
    """

    centre: Array
    mean: Array
    products: Array


def weighted_products(X: Array, counts: Array) -> WeightedProducts:
    """Products of R weighted samples of the rows ``X`` (n, p), ``counts`` (R, n) of each row.

    Those of 64 samples are one matrix product, counts times the p(p+1)/2 products of each row. The
    last of these is filled up with samples of every row once: the size of a product decides how its
    sums are rounded, and a sample must not depend, to the last bit, on which others are asked for.
    """
    n, p = X.shape
    centre = X.mean(axis=0)
    first, second = np.triu_indices(p)
    total = counts.sum(axis=1)[:, None]
    filled = -(-len(counts) // _SAMPLES) * _SAMPLES
    weights = np.concatenate([counts, np.ones((filled - len(counts), n))])
    products, sums = np.zeros((filled, first.size)), np.zeros((filled, p))
    for start in range(0, n, _ROWS):
        own = slice(start, start + _ROWS)
        rows = X[own] - centre
        pairs = rows[:, first] * rows[:, second]
        for begin in range(0, filled, _SAMPLES):
            some = slice(begin, begin + _SAMPLES)
            products[some] += weights[some, own] @ pairs
            sums[some] += weights[some, own] @ rows
    asked = slice(len(counts))
    return WeightedProducts(centre, sums[asked] / total, products[asked] / total)


def weighted_moments(X: Array, counts: Array) -> tuple[Array, Array]:
    """Means (R, p) and covariances (R, p, p), divisor sum of counts, of R weighted samples."""
    found = weighted_products(X, counts)
    p = X.shape[1]
    first, second = np.triu_indices(p)
    S = np.empty((len(counts), p, p))
    S[:, first, second] = found.products - found.mean[:, first] * found.mean[:, second]
    S[:, second, first] = S[:, first, second]
    return found.mean + found.centre, S
