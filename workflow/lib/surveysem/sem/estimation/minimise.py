"""Quasi-Newton minimisation with the expected information as metric."""

from collections.abc import Callable

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.constrained import minimise_constrained
from surveysem.sem.estimation.discrepancy import Objective, Point
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.estimation.minimum import (
    ARMIJO,
    CURVATURE,
    FAR,
    FLOOR,
    HALVINGS,
    ROUNDING,
    SCORING,
    Minimum,
)


def minimise(
    objective: Objective,
    theta: Array,
    *,
    metric: Array | None = None,
    tolerance: float = 1e-9,
    max_iterations: int = 300,
) -> Minimum:
    """Minimise the discrepancy from ``theta`` (q,).

    1. metric: inverse expected Hessian H (Fisher scoring), renewed at each of the first 15 steps
       while the decrement is above 1e-4; with ``metric`` given, that one, never renewed;
    2. direction -H g, step halved until F decreases enough (Armijo) and Sigma is positive definite;
    3. metric updated by BFGS, so that convergence is superlinear where the model fits badly;
    4. stop when the Newton decrement falls below ``tolerance``, or below 1e-6 where rounding leaves
       no step that pays.

    With ``objective.constraints`` by sequential quadratic programming; ``metric`` then says only
    that the information is not renewed.
    """
    renew = metric is None
    if objective.constraints:
        return minimise_constrained(
            objective, theta, tolerance=tolerance, max_iterations=max_iterations, renew=renew
        )
    point = objective.at(theta)
    H = inverse_information(objective, theta) if metric is None else metric.copy()
    decrement = np.inf
    for iteration in range(max_iterations):
        step = -(H @ point.gradient)
        slope = float(step @ point.gradient)
        decrement = float(np.sqrt(max(-slope, 0.0)))
        if decrement < tolerance:
            return _ended(theta, point, decrement, iteration, True)
        found = _search(objective.at, theta, point, step, slope)
        if found is None:
            settled = decrement < FLOOR
            return _ended(theta, point, decrement, iteration, settled)
        new_theta, new_point = found
        if renew and decrement > FAR and iteration < SCORING:
            H = inverse_information(objective, new_theta)
        else:
            _update(H, new_theta - theta, new_point.gradient - point.gradient)
        theta, point = new_theta, new_point
    return _ended(theta, point, decrement, max_iterations, False)


def _search(
    at: Callable[[Array], Point], theta: Array, point: Point, step: Array, slope: float
) -> tuple[Array, Point] | None:
    """Halve the step until it pays; None where no step does."""
    size = 1.0
    allowance = ROUNDING * (1.0 + abs(point.value))
    for _ in range(HALVINGS):
        candidate = theta + size * step
        found = at(candidate)
        if found.value <= point.value + ARMIJO * size * slope + allowance:
            return candidate, found
        size *= 0.5
    return None


def _update(H: Array, s: Array, y: Array) -> None:
    """BFGS update of the inverse Hessian in place; skipped where curvature is not positive."""
    sy = float(s @ y)
    Hy = H @ y
    yHy = float(y @ Hy)
    if sy <= CURVATURE * yHy:
        return
    half = 0.5 * (1.0 + yHy / sy)
    change = np.outer(s, (half * s - Hy) / sy)
    H += change
    H += change.T


def _ended(theta: Array, point: Point, decrement: float, steps: int, ok: bool) -> Minimum:
    return Minimum(theta, point.value, point.gradient, decrement, steps, ok)
