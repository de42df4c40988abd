"""Moments of many reweighted samples at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ROWS = 2048


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

    Those of a batch are one matrix product, counts times the p(p+1)/2 products of each row.
    """
    n, p = X.shape
    centre = X.mean(axis=0)
    first, second = np.triu_indices(p)
    total = counts.sum(axis=1)[:, None]
    products = np.zeros((len(counts), first.size))
    sums = np.zeros((len(counts), p))
    for start in range(0, n, _ROWS):
        rows = X[start : start + _ROWS] - centre
        weights = counts[:, start : start + _ROWS]
        products += weights @ (rows[:, first] * rows[:, second])
        sums += weights @ rows
    return WeightedProducts(centre, sums / total, products / total)


def weighted_moments(X: Array, counts: Array) -> tuple[Array, Array]:
    """Means (R, p) and covariances (R, p, p), divisor sum of counts, of R weighted samples."""
    found = weighted_products(X, counts)
    p = X.shape[1]
    first, second = np.triu_indices(p)
    S = np.empty((len(counts), p, p))
    S[:, first, second] = found.products - found.mean[:, first] * found.mean[:, second]
    S[:, second, first] = S[:, first, second]
    return found.mean + found.centre, S
