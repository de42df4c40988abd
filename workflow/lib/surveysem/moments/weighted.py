"""Moments of many reweighted samples at once."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ROWS = 2048


def weighted_moments(X: Array, counts: Array) -> tuple[Array, Array]:
    """Means (R, p) and covariances (R, p, p), divisor sum of counts, of R weighted samples.

    ``X`` (n, p) holds the rows and ``counts`` (R, n) how often each enters a sample. The sums of
    products of a batch are one matrix product, counts times the p(p+1)/2 products of each row.
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
    mean = sums / total
    S = np.empty((len(counts), p, p))
    S[:, first, second] = products / total - mean[:, first] * mean[:, second]
    S[:, second, first] = S[:, first, second]
    return mean + centre, S
