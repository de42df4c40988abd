"""Minimisation under equations and bounds: sequential quadratic programming.

Each step minimises g'd + d'Bd/2 with the constraints linearised (Han, 1977; Powell, 1978), B the
expected information, later updated by BFGS. The equations are eliminated, so that B need be
positive definite only where they leave room (effect coding identifies a model in no other way);
the bounds make a least-distance problem (Lawson and Hanson, 1974, chapter 23).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.estimation.discrepancy import Objective, Point
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
from surveysem.sem.estimation.tangent import elimination
from surveysem.sem.model.constraints import Constraints

_HELD = 1e-9
_IMPOSSIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Place:
    """Where the search is: theta (q,), discrepancy, constraints (k,) and their derivatives."""

    theta: Array
    point: Point
    values: Array
    J: Array

    def lagrangian(self, multipliers: Array) -> Array:
        """Gradient (q,) of F less the multipliers times the constraints."""
        return np.asarray(self.point.gradient - multipliers @ self.J)


@dataclass(frozen=True, slots=True)
class Step:
    """Direction (q,) and the multipliers (k,) of the linearised problem."""

    direction: Array
    multipliers: Array


def minimise_constrained(
    objective: Objective, theta: Array, *, tolerance: float, max_iterations: int, renew: bool
) -> Minimum:
    """Minimise the discrepancy under ``objective.constraints`` from ``theta`` (q,).

    Stops where the step is shorter than ``tolerance`` in the metric of the information and the
    constraints hold to 1e-9 of their terms; a point that cannot be improved counts from 1e-6 on.
    """
    constraints = objective.constraints
    n = len(constraints.equations)
    here = _place(objective, theta)
    B = objective.information(theta)
    penalty = np.zeros(len(constraints.rows))
    for iteration in range(max_iterations):
        step = _step(here, B, n)
        if step is None:
            return _ended(here, np.inf, iteration, False)
        d = step.direction
        decrement = float(np.sqrt(max(float(d @ B @ d), 0.0)))
        held = bool((_broken(here.values, n) <= _HELD * constraints.terms(here.theta)).all())
        if decrement < tolerance and held:
            return _ended(here, decrement, iteration, True)
        size = np.abs(step.multipliers)
        penalty = np.maximum(1.5 * size, 0.5 * (penalty + size))
        there = _search(objective, here, step, penalty, n)
        if there is None:
            return _ended(here, decrement, iteration, held and decrement < FLOOR)
        if renew and decrement > FAR and iteration < SCORING:
            B = objective.information(there.theta)
        else:
            moved = there.lagrangian(step.multipliers) - here.lagrangian(step.multipliers)
            _update(B, there.theta - here.theta, moved)
        here = there
    return _ended(here, decrement, max_iterations, False)


def _place(objective: Objective, theta: Array) -> Place:
    c = objective.constraints
    return Place(theta, objective.at(theta), c.values(theta), c.jacobian(theta))


def _broken(values: Array, n: int) -> Array:
    """By how much each constraint (k,) fails, the first ``n`` being equations."""
    return np.concatenate([np.abs(values[:n]), np.maximum(-values[n:], 0.0)])


def _step(here: Place, B: Array, n: int) -> Step | None:
    """Solution of the linearised problem; None where it has none."""
    free = elimination(here.J[:n])
    Z, g = free.basis, here.point.gradient
    particular = free.particular(-here.values[:n])
    L = _factor(Z.T @ B @ Z)
    x = -_solve(L, _solve(L, Z.T @ (g + B @ particular)), transposed=True)
    start = particular + Z @ x
    C = here.J[n:]
    G = _solve(L, (C @ Z).T).T
    u = _least_distance(G, -here.values[n:] - C @ start)
    if u is None:
        return None
    distance, on_bounds = u
    d = start + Z @ _solve(L, distance, transposed=True)
    on_equations = free.multipliers(g + B @ d - on_bounds @ C, n)
    return Step(d, np.concatenate([on_equations, on_bounds]))


def _least_distance(G: Array, f: Array) -> tuple[Array, Array] | None:
    """Shortest u (r,) with G u >= f (b,), and its multipliers (b,): u = G' multipliers.

    None where no u is long enough.
    """
    from scipy.optimize import nnls

    size = np.linalg.norm(G, axis=1)
    if not np.any(f > 0):
        return np.zeros(G.shape[1]), np.zeros(len(f))
    size = np.where(size > 0, size, 1.0)
    far = float(np.max(f / size))
    E = np.vstack([(G / size[:, None]).T, f / size / far])
    target = np.zeros(len(E))
    target[-1] = 1.0
    w, _ = nnls(E, target)
    r = E @ w - target
    if -r[-1] < _IMPOSSIBLE:
        return None
    return _polished(G, f, np.flatnonzero(w > 0))


def _polished(G: Array, f: Array, active: Indices) -> tuple[Array, Array]:
    """u and multipliers with the active bounds held exactly."""
    A = G[active]
    multipliers = np.zeros(len(f))
    multipliers[active] = np.linalg.lstsq(A @ A.T, f[active], rcond=None)[0]
    return multipliers @ G, multipliers


def _factor(H: Array) -> Array:
    """Cholesky factor (r, r); a ridge is added where H is singular."""
    scale = np.sqrt(np.maximum(H.diagonal(), 1e-300))
    R = H / scale / scale[:, None]
    ridge = 0.0
    while True:
        try:
            return np.asarray(scale[:, None] * cholesky(R + ridge * np.eye(len(R)), lower=True))
        except np.linalg.LinAlgError:
            ridge = max(10.0 * ridge, 1e-8)


def _solve(L: Array, right: Array, *, transposed: bool = False) -> Array:
    if not L.size:
        return np.zeros((0, *right.shape[1:]))
    return np.asarray(solve_triangular(L, right, lower=True, trans="T" if transposed else "N"))


def _search(objective: Objective, here: Place, step: Step, penalty: Array, n: int) -> Place | None:
    """Halve the step until discrepancy and penalty fall enough; None where no step does.

    A full step that fails is tried once more, bent back to the constraints (Fletcher, 1982).
    """
    broken = float(penalty @ _broken(here.values, n))
    merit = here.point.value + broken
    slope = float(here.point.gradient @ step.direction) - broken
    allowance = ROUNDING * (1.0 + abs(merit))
    for size, theta in _candidates(objective.constraints, here, step.direction, n):
        point = objective.at(theta)
        if not np.isfinite(point.value):
            continue
        values = objective.constraints.values(theta)
        found = point.value + float(penalty @ _broken(values, n))
        if found <= merit + ARMIJO * size * slope + allowance:
            return Place(theta, point, values, objective.constraints.jacobian(theta))
    return None


def _candidates(
    constraints: Constraints, here: Place, step: Array, n: int
) -> Iterator[tuple[float, Array]]:
    """The full step, that one bent back, then halves; each with its size."""
    full = here.theta + step
    yield 1.0, full
    if n:
        values = constraints.values(full)[:n]
        if np.isfinite(values).all():
            yield 1.0, full + elimination(here.J[:n]).particular(-values)
    for k in range(1, HALVINGS):
        yield 0.5**k, here.theta + 0.5**k * step


def _update(B: Array, s: Array, y: Array) -> None:
    """BFGS update in place; skipped where curvature is not positive."""
    Bs = B @ s
    sBs, sy = float(s @ Bs), float(s @ y)
    if sBs <= 0 or sy <= CURVATURE * sBs:
        return
    B += np.outer(y, y) / sy - np.outer(Bs, Bs) / sBs


def _ended(here: Place, decrement: float, steps: int, ok: bool) -> Minimum:
    return Minimum(here.theta, here.point.value, here.point.gradient, decrement, steps, ok)
