"""Means and covariances of incomplete rows, each from the rows that show what it needs."""

import numpy as np
import numpy.typing as npt

from surveysem.errors import DataError
from surveysem.moments.sample import Moments

Array = npt.NDArray[np.float64]


def pairwise_moments(X: Array, names: tuple[str, ...]) -> Moments:
    """Moments (divisor n) of rows ``X`` (n, p) with NaN for missing values.

    Each mean is that of all values of a variable; each covariance that of the rows that show both
    variables, about their own means, unbiased and then times (n - 1) / n with n all rows: R's
    ``cov(use = "pairwise")`` as lavaan takes it. Such covariances need not be positive definite.

    Raises DataError where fewer than two rows show a pair.
    """
    observed = ~np.isnan(X)
    seen = observed.astype(float)
    both = seen.T @ seen
    if both.min() < 2:
        i, j = np.argwhere(both < 2)[0]
        what = f"item {names[i]}" if i == j else f"variables {names[i]} and {names[j]}"
        raise DataError(f"{what}: {both[i, j]:.0f} rows with values; a covariance needs two")
    mean = np.nansum(X, axis=0) / seen.sum(axis=0)
    D = np.where(observed, X - mean, 0.0)
    sums = D.T @ seen
    S = (D.T @ D - sums * sums.T / both) / (both - 1.0)
    n = len(X)
    return Moments(S * ((n - 1) / n), n, mean, names, "n")
