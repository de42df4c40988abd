"""Power of tests of fit from the RMSEA (MacCallum, Browne and Sugawara, 1996)."""

import numpy as np
from scipy.special import chndtrix

from surveysem.errors import SpecificationError
from surveysem.sem.indices.chisq import noncentral_cdf, noncentral_survival, quantile

_MOST = 10**9


def rmsea_power(
    df: int, n: int, rmsea0: float = 0.05, rmsea_a: float = 0.08, alpha: float = 0.05
) -> float:
    """Power of the test that the RMSEA is ``rmsea0`` where it is ``rmsea_a``.

    With ``rmsea_a`` above: of close fit (rmsea0 = .05) or exact fit (0), rejected for a large
    chi-square; with ``rmsea_a`` below: of not-close fit, rejected for a small one. Noncentrality
    (n - 1) df rmsea^2 (MacCallum, Browne and Sugawara, 1996, p. 139). Raises SpecificationError for
    values that no test has.
    """
    _check(df, rmsea0, rmsea_a, alpha)
    if n < 2:
        raise SpecificationError(f"n = {n}; expected at least 2 cases")
    return _power(df, n, rmsea0, rmsea_a, alpha)


def rmsea_n(
    df: int,
    power: float = 0.80,
    rmsea0: float = 0.05,
    rmsea_a: float = 0.08,
    alpha: float = 0.05,
) -> int:
    """Smallest n at which ``rmsea_power`` exceeds ``power``.

    Raises SpecificationError for values that no test has, and beyond 10^9 cases.
    """
    _check(df, rmsea0, rmsea_a, alpha)
    if not alpha < power < 1:
        raise SpecificationError(f"power = {power:g}; expected between alpha ({alpha:g}) and 1")
    low, high = 1, 2
    while _power(df, high, rmsea0, rmsea_a, alpha) <= power:
        low, high = high, 2 * high
        if high > _MOST:
            raise SpecificationError(
                f"RMSEA {rmsea0:g} against {rmsea_a:g}: no sample below {_MOST} cases has power "
                f"{power:g}; expected values further apart"
            )
    while high - low > 1:
        middle = (low + high) // 2
        enough = _power(df, middle, rmsea0, rmsea_a, alpha) > power
        low, high = (low, middle) if enough else (middle, high)
    return high


def critical_value(df: float, noncentrality: float, alpha: float) -> float:
    """The chi-square that is exceeded with probability ``alpha``."""
    if noncentrality == 0:
        return quantile(alpha, df)
    return float(chndtrix(1 - alpha, df, noncentrality))


def _power(df: int, n: int, rmsea0: float, rmsea_a: float, alpha: float) -> float:
    null, other = ((n - 1) * df * rmsea**2 for rmsea in (rmsea0, rmsea_a))
    if rmsea_a > rmsea0:
        return noncentral_survival(critical_value(df, null, alpha), df, other)
    return noncentral_cdf(critical_value(df, null, 1 - alpha), df, other)


def _check(df: int, rmsea0: float, rmsea_a: float, alpha: float) -> None:
    if df < 1:
        raise SpecificationError(f"df = {df}; a test of fit has at least 1 degree of freedom")
    if not 0 < alpha < 1:
        raise SpecificationError(f"alpha = {alpha:g}; expected a number between 0 and 1")
    for name, value in (("rmsea0", rmsea0), ("rmsea_a", rmsea_a)):
        if not (np.isfinite(value) and value >= 0):
            raise SpecificationError(f"{name} = {value:g}; expected at least 0")
    if rmsea0 == rmsea_a:
        raise SpecificationError(f"rmsea0 and rmsea_a are both {rmsea0:g}; expected two values")
