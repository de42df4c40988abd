"""The standard bivariate normal distribution, elementwise over arrays."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, owens_t

Array = npt.NDArray[np.float64]

_TWO_PI = 2 * np.pi


def normal_density(x: Array) -> Array:
    """Density of the standard normal distribution; 0 at plus and minus infinity."""
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(_TWO_PI))


def binormal_density(h: Array, k: Array, rho: Array) -> Array:
    """Density at finite (h, k) with correlation ``rho`` in (-1, 1).

    It is also the derivative of the distribution function by ``rho`` (Plackett, 1954).
    """
    rest = (1 - rho) * (1 + rho)
    distance = (h * h - 2 * rho * h * k + k * k) / rest
    return np.asarray(np.exp(-0.5 * distance) / (_TWO_PI * np.sqrt(rest)))


def binormal_density_slope(h: Array, k: Array, rho: Array) -> Array:
    """Derivative by ``rho`` of the logarithm of the density at finite (h, k)."""
    rest = (1 - rho) * (1 + rho)
    square = h * h - 2 * rho * h * k + k * k
    return np.asarray((h * k - rho * square / rest + rho) / rest)


def binormal_cdf(h: Array, k: Array, rho: Array) -> Array:
    """P(X <= h, Y <= k) with correlation ``rho`` in (-1, 1), for finite h and k, to 1e-14.

    Owen (1956, Annals of Mathematical Statistics 27, eq. 2.1): (Phi(h) + Phi(k)) / 2 - T(h, a) -
    T(k, b), less 1/2 where h and k lie on different sides of zero. A limit at zero counts as
    positive: there T(0, a) is arctan(a) / 2 pi.
    """
    h, k, rho = np.broadcast_arrays(h, k, rho)
    root = np.sqrt((1 - rho) * (1 + rho))
    opposite = (h < 0) != (k < 0)
    tails = _owen(h, k - rho * h, root) + _owen(k, h - rho * k, root)
    value = 0.5 * (ndtr(h) + ndtr(k) - opposite) - tails
    both_zero = (h == 0) & (k == 0)
    return np.where(both_zero, 0.25 + np.arcsin(rho) / _TWO_PI, value)


def _owen(h: Array, numerator: Array, root: Array) -> Array:
    """T(h, numerator / (h root)); at h = 0 the limit from above."""
    at_zero = h == 0
    slope = numerator / np.where(at_zero, 1.0, h * root)
    slope = np.where(at_zero, np.copysign(np.inf, numerator), slope)
    return np.asarray(owens_t(h, slope))
