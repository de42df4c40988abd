"""Names for the arrays of the engine, and derivatives by the complex step."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

_STEP = 1e-100


def jacobian(function: Callable[[Numbers], Numbers], theta: Array) -> Array:
    """Derivatives (k, q) of an analytic function from (r, q) to (r, k) at ``theta`` (q,).

    Complex step (Squire and Trapp, 1998, SIAM Review 40): exact to rounding at any step.
    """
    stepped = theta + 1j * _STEP * np.eye(theta.size)
    return np.ascontiguousarray(np.imag(function(stepped)).T / _STEP)


def transpose(matrix: Numbers) -> Numbers:
    """Swap the last two axes."""
    return np.swapaxes(matrix, -1, -2)


def signed_sqrt(value: Numbers) -> Numbers:
    """Square root of the absolute value, analytic on either side of zero."""
    return np.asarray(np.sqrt(np.where(np.real(value) < 0, -value, value)))


def positive_sqrt(value: Numbers) -> Numbers:
    """Square root; NaN where the real part is negative."""
    return np.asarray(np.sqrt(np.where(np.real(value) < 0, np.nan, value)))
