"""Bootstrap intervals, and p-values that are the same intervals inverted.

The distribution of the draws is interpolated on the normal scale: the k-th of R draws in order
sits at z_k = Phi^-1(k / (R + 1)) (Davison and Hinkley, 1997, eq. 5.8); beyond the extreme draws it
goes on with their standard deviation as slope, so that every level has one quantile and every
value one level. Levels are adjusted as in Efron (1987): with z0 the bias and a the acceleration,
z' = z0 + (z0 + z) / (1 - a (z0 + z)); ``bc`` has a = 0, ``percentile`` a = z0 = 0.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from surveysem.sem.arrays import Array


@dataclass(frozen=True, slots=True)
class Interval:
    """Estimate's bootstrap se, bias, limits and p for the value 0; NaN where there are none."""

    se: float
    bias: float
    lower: float
    upper: float
    pvalue: float


def interval(
    draws: Array, estimate: float, level: float, *, corrected: bool, acceleration: float
) -> Interval:
    """Interval of one quantity from its finite draws (R,).

    A quantity that does not vary gets its value as both limits and no p; one for which every draw
    lies on the same side of the estimate has no bias correction and so no corrected interval.
    """
    t = np.sort(draws[np.isfinite(draws)])
    if not np.isfinite(estimate) or t.size < 2:
        return Interval(*[np.nan] * 5)
    se, bias = float(t.std(ddof=1)), float(t.mean() - estimate)
    if se <= 1e-12 * max(1.0, abs(estimate)):
        return Interval(0.0, 0.0, estimate, estimate, np.nan)
    below = (np.sum(t < estimate) + 0.5 * np.sum(t == estimate)) / t.size
    if corrected and not 0 < below < 1:
        return Interval(se, bias, np.nan, np.nan, np.nan)
    z0 = float(ndtri(below)) if corrected else 0.0
    curve = _Curve(t, se)
    half = float(ndtri(0.5 + level / 2))
    lower = curve.quantile(_adjust(-half, z0, acceleration))
    upper = curve.quantile(_adjust(half, z0, acceleration))
    z = _unadjust(curve.level(0.0), z0, acceleration)
    pvalue = max(2.0 * float(ndtr(-abs(z))), 2.0 / (t.size + 1))
    return Interval(se, bias, lower, upper, pvalue)


def acceleration(jackknife: Array) -> Array:
    """Acceleration (k,) from estimates (n, k) without one case each (Efron, 1987, eq. 6.6)."""
    centred = np.nanmean(jackknife, axis=0) - jackknife
    second = np.nansum(centred**2, axis=0)
    third = np.nansum(centred**3, axis=0)
    moving = second > 1e-24
    return np.where(moving, third / (6.0 * np.where(moving, second, 1.0) ** 1.5), 0.0)


@dataclass(frozen=True, slots=True)
class _Curve:
    """Quantiles of sorted draws (R,) as a function of the normal deviate."""

    t: Array
    se: float

    def deviates(self) -> Array:
        """z_k of each draw."""
        r = self.t.size
        return np.asarray(ndtri(np.arange(1, r + 1) / (r + 1)))

    def quantile(self, z: float) -> float:
        """The value below which a share Phi(z) lies."""
        at = self.deviates()
        if z < at[0]:
            return float(self.t[0] - self.se * (at[0] - z))
        if z > at[-1]:
            return float(self.t[-1] + self.se * (z - at[-1]))
        return float(np.interp(z, at, self.t))

    def level(self, value: float) -> float:
        """The deviate whose quantile is the value."""
        at = self.deviates()
        if value < self.t[0]:
            return float(at[0] - (self.t[0] - value) / self.se)
        if value > self.t[-1]:
            return float(at[-1] + (value - self.t[-1]) / self.se)
        return float(np.interp(value, self.t, at))


def _adjust(z: float, z0: float, a: float) -> float:
    """Where to read the quantile; the pole of the formula is the end of the scale."""
    w = z0 + z
    divisor = 1.0 - a * w
    return z0 + w / divisor if divisor > 0 else float(np.sign(w)) * np.inf


def _unadjust(z: float, z0: float, a: float) -> float:
    """Inverse of _adjust."""
    w = z - z0
    divisor = 1.0 + a * w
    return w / divisor - z0 if divisor > 0 else float(np.sign(w)) * np.inf
