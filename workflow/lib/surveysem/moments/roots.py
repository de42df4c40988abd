"""Roots of many increasing-then-decreasing likelihoods of a correlation at once."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from surveysem.errors import ConvergenceError

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Derivatives = Callable[[Array, Indices], tuple[Array, Array]]

# As far as correlations are looked for; lavaan stops there too.
BOUND = 0.999
# A log-likelihood with slope and curvature below this has run out: it rises for ever, and an
# estimate there would have a standard error above 30.
_FLAT = 1e-3
# A last step of this size leaves an error of its square.
_TOLERANCE = 1e-8
_STEPS = 100


def maximise(derivatives: Derivatives, start: Array) -> Array:
    """Correlations (pairs,) where each log-likelihood is highest; the bound where it has no top.

    ``derivatives(rho, pairs)`` gives the first and second derivative of the log-likelihoods of
    some pairs. Newton's steps, within a bracket that the sign of the slope narrows; where a step
    would leave it, or the curvature is not negative, the bracket is halved. A log-likelihood that
    goes on rising towards 1 or -1, ever more slowly, has its top at the bound.
    """
    rho = np.clip(start, -0.95, 0.95)
    low, high = np.full(rho.shape, -BOUND), np.full(rho.shape, BOUND)
    pairs = np.arange(rho.size)
    for _ in range(_STEPS):
        slope, curvature = derivatives(rho[pairs], pairs)
        low[pairs] = np.where(slope > 0, rho[pairs], low[pairs])
        high[pairs] = np.where(slope < 0, rho[pairs], high[pairs])
        flat = (np.abs(slope) < _FLAT) & (np.abs(curvature) < _FLAT)
        step = _newton(slope, curvature)
        at = rho[pairs] + step
        inside = ((at > low[pairs]) & (at < high[pairs])) | (np.abs(step) <= _TOLERANCE)
        middle = 0.5 * (low[pairs] + high[pairs])
        moved = np.where(slope == 0, rho[pairs], np.where(inside, at, middle))
        change = np.where(flat, 0.0, np.abs(moved - rho[pairs]))
        moved = np.where(flat, np.copysign(BOUND, rho[pairs]), moved)
        rho[pairs] = moved
        pairs = pairs[change > _TOLERANCE]
        if not pairs.size:
            return np.where(np.abs(rho) > BOUND - 1e-6, np.sign(rho) * BOUND, rho)
    raise ConvergenceError(f"{pairs.size} correlations of ordered items did not converge")


def _newton(slope: Array, curvature: Array) -> Array:
    """Newton's step; infinite where the log-likelihood is not concave."""
    concave = curvature < 0
    return np.where(concave, -slope / np.where(concave, curvature, 1.0), np.inf)
