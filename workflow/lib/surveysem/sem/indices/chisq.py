"""Chi-square probabilities, central and noncentral, from scipy.special alone."""

import numpy as np
from scipy.special import chdtrc, chdtri, chndtr, gammaln, xlogy

_BISECTIONS = 200


def survival(x: float, df: float) -> float:
    """P(X > x)."""
    return float(chdtrc(df, x))


def quantile(upper: float, df: float) -> float:
    """The x with P(X > x) = upper."""
    return float(chdtri(df, upper))


def noncentral_cdf(x: float, df: float, noncentrality: float) -> float:
    """P(X <= x) of the noncentral chi-square."""
    return float(chndtr(x, df, noncentrality))


def noncentral_survival(x: float, df: float, noncentrality: float) -> float:
    """P(X > x) of the noncentral chi-square, as a Poisson mixture: no cancellation in the tail."""
    half = 0.5 * noncentrality
    reach = 40.0 + 12.0 * np.sqrt(half)
    j = np.arange(max(0.0, np.floor(half - reach)), np.ceil(half + reach) + 1)
    weights = np.exp(xlogy(j, half) - half - gammaln(j + 1))
    return float(weights @ chdtrc(df + 2 * j, x))


def noncentrality(x: float, df: float, probability: float) -> float | None:
    """The noncentrality at which P(X <= x) = probability; 0 where even 0 gives less.

    None where the search finds no bracket.
    """
    if noncentral_cdf(x, df, 0.0) < probability:
        return 0.0
    low, high = 0.0, max(x, df, 1.0)
    while noncentral_cdf(x, df, high) > probability:
        low, high = high, 2.0 * high
        if high > 1e9:
            return None
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        value = noncentral_cdf(x, df, middle)
        if not np.isfinite(value):
            return None
        low, high = (middle, high) if value > probability else (low, middle)
        if high - low <= 1e-13 * high:
            break
    return 0.5 * (low + high)
