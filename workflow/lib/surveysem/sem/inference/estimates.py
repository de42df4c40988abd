"""Tables of estimates with their errors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array, jacobian
from surveysem.sem.estimation.solution import Solution

_CONSTANT = 1e-14


@dataclass(frozen=True, slots=True)
class Inference:
    """Estimate, standard error, z, two-sided p and confidence limits, each of shape (k,)."""

    est: Array
    se: Array
    z: Array
    pvalue: Array
    ci_lower: Array
    ci_upper: Array


def wald(est: Array, se: Array, level: float = 0.95) -> Inference:
    """Normal-theory test and interval; where se is 0 (fixed) z and p are NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(se > 0, est / se, np.nan)
    half = float(ndtri(0.5 + level / 2)) * se
    return Inference(est, se, z, 2.0 * ndtr(-np.abs(z)), est - half, est + half)


def delta_method(derivatives: Array, vcov: Array | None) -> Array:
    """Standard errors (k,) of functions with derivatives (k, q): 0 for constants.

    NaN for all others where there is no ``vcov``.
    """
    if vcov is None:
        moved = np.any(derivatives != 0, axis=1)
        return np.where(moved, np.nan, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        variance = ((derivatives @ vcov) * derivatives).sum(axis=1)
        largest = (np.abs(derivatives) @ np.sqrt(np.maximum(vcov.diagonal(), 0.0))) ** 2
    variance = np.where(variance < _CONSTANT * largest, 0.0, variance)
    return np.asarray(np.sqrt(np.where(variance >= 0, variance, np.nan)))


def if_converged(s: Solution, values: Array) -> Array:
    """``values``, or NaN where the estimation stopped before its minimum."""
    return values if s.minimum.converged else np.full_like(values, np.nan)


@one_blas_thread()
def estimates(s: Solution) -> pd.DataFrame:
    """DataFrame: group lhs op rhs label free est se z pvalue ci_lower ci_upper std_lv std_all."""
    q = s.quantities
    found = wald(q.raw(s.theta), delta_method(jacobian(q.raw, s.theta), s.vcov))
    frame = _frame(s, found)
    frame["std_lv"] = if_converged(s, q.std_lv(s.theta))
    frame["std_all"] = if_converged(s, q.std_all(s.theta))
    return frame


@one_blas_thread()
def standardized(s: Solution) -> pd.DataFrame:
    """DataFrame: the columns of ``estimates`` up to ci_upper, of appropriate std.all values."""
    q = s.quantities
    std = if_converged(s, q.appropriate(s.theta))
    found = wald(std, delta_method(_std_jacobian(s), s.vcov))
    return _frame(s, found)


def _std_jacobian(s: Solution) -> Array:
    """Derivatives of these values; rounding noise of values that do not vary is set to zero."""
    J = jacobian(s.quantities.appropriate, s.theta)
    size = np.abs(J * s.theta).sum(axis=1, keepdims=True)
    return np.where(size < 1e-12, 0.0, J)


def _frame(s: Solution, found: Inference) -> pd.DataFrame:
    frame = s.table.frame()[["group", "lhs", "op", "rhs", "label", "free"]].copy()
    for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper"):
        frame[name] = getattr(found, name)
    return frame
