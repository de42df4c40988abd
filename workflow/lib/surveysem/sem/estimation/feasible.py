"""Points that satisfy the constraints of a model."""

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.model.constraints import Constraints
from surveysem.sem.names import listed

_HELD = 1e-9
_STEPS = 100
_HALVINGS = 20
_TRIES = 20


def constrained_start(constraints: Constraints, start: Array) -> Array:
    """A point (q,) near ``start`` at which all constraints hold.

    Raises SpecificationError that names the lines which stand against each other.
    """
    if not constraints:
        return start
    rng = np.random.default_rng(20)
    theta = start
    closest, least = theta, np.inf
    for _ in range(_TRIES):
        found = nearest_feasible(constraints, theta)
        if _holds(constraints, found, _HELD):
            return found
        distance = float(np.sum(_broken(constraints, found) ** 2))
        if distance < least:
            closest, least = found, distance
        theta = start + rng.uniform(-0.5, 0.5, start.size) * constraints.sizes(start)
    raise SpecificationError(_contradiction(constraints, closest))


def nearest_feasible(constraints: Constraints, theta: Array) -> Array:
    """Where Gauss and Newton's steps towards the constraints end, feasible or not."""
    if not constraints:
        return theta
    n, size = len(constraints.equations), constraints.sizes(theta)
    for _ in range(_STEPS):
        if _holds(constraints, theta, 0.01 * _HELD):
            return theta
        broken = _broken(constraints, theta)
        rows = np.flatnonzero((np.arange(broken.size) < n) | (broken != 0))
        J = constraints.jacobian(theta)[rows] * size
        if not (np.isfinite(J).all() and np.isfinite(broken).all()):
            return theta
        step = -size * np.linalg.lstsq(J, broken[rows], rcond=1e-10)[0]
        nearer = _nearer(constraints, theta, step, float(broken @ broken))
        if nearer is None:
            return theta
        theta = nearer
    return theta


def _nearer(constraints: Constraints, theta: Array, step: Array, before: float) -> Array | None:
    for k in range(_HALVINGS):
        candidate = np.asarray(theta + 0.5**k * step)
        broken = _broken(constraints, candidate)
        if float(broken @ broken) < before * (1 - 1e-4 * 0.5**k):
            return candidate
    return None


def _holds(constraints: Constraints, theta: Array, tolerance: float) -> bool:
    size = constraints.terms(theta)
    return bool((np.abs(_broken(constraints, theta)) <= tolerance * size).all())


def _broken(constraints: Constraints, theta: Array) -> Array:
    """Signed failure (k,) of each constraint, 0 where it holds."""
    n = len(constraints.equations)
    values = constraints.values(theta)
    return np.concatenate([values[:n], np.minimum(values[n:], 0.0)])


def _contradiction(constraints: Constraints, theta: Array) -> str:
    broken = _broken(constraints, theta)
    empty = [str(c) for c, v in zip(constraints.rows, broken, strict=True) if np.isnan(v)]
    if empty:
        return f"the constraint of {listed(empty)} has no value at the starting values"
    worst = np.abs(broken).max()
    against = [
        str(c) for c, v in zip(constraints.rows, broken, strict=True) if abs(v) > 0.01 * worst
    ]
    if len(against) > 1:
        return f"no values of the parameters satisfy these constraints together: {listed(against)}"
    return f"no values of the parameters satisfy the constraint of {against[0]}"
