"""Rotations of a loading matrix: planar orthomax, gradient projection, promax."""

from dataclasses import dataclass

import numpy as np

from surveysem.efa.correlations import Floats
from surveysem.efa.criteria import Criterion
from surveysem.errors import ConvergenceError

# Radians: a sweep of plane rotations none of which exceeds this ends the orthomax rotations.
ANGLE = 1e-10
# Norm of the projected gradient at which an oblique rotation ends; rounding allows about 1e-7.
GRADIENT = 1e-6
# Largest number of sweeps or gradient steps.
MAX_ITERATIONS = 10_000
# A loading beyond this means that factors have fallen together: the criterion has no minimum.
COLLAPSE = 100.0


@dataclass(frozen=True, slots=True)
class Rotation:
    """Pattern loadings ``Lambda`` (p, m) of factors with correlations ``Phi`` (m, m)."""

    Lambda: Floats
    Phi: Floats
    iterations: int
    converged: bool


def orthomax(A: Floats, gamma: float) -> Rotation:
    """Orthogonal rotation of ``A`` (p, m): gamma 0 quartimax, 1 varimax, m / 2 equamax.

    Each pair of factors is turned by the angle that is best in its plane, in closed form (Kaiser
    1958; Harman 1976, chapter 13), until no pair moves.
    """
    Lambda, (p, m) = A.copy(), A.shape
    for sweep in range(1, MAX_ITERATIONS + 1):
        largest = 0.0
        for j in range(m):
            for k in range(j + 1, m):
                angle = _best_angle(Lambda[:, j], Lambda[:, k], gamma / p)
                turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                Lambda[:, [j, k]] = Lambda[:, [j, k]] @ turn
                largest = max(largest, abs(angle))
        if largest < ANGLE:
            return Rotation(Lambda, np.eye(m), sweep, converged=True)
    return Rotation(Lambda, np.eye(m), MAX_ITERATIONS, converged=False)


def _best_angle(x: Floats, y: Floats, weight: float) -> float:
    u, v = x**2 - y**2, 2 * x * y
    sine = 2 * (u @ v - weight * u.sum() * v.sum())
    cosine = u @ u - v @ v - weight * (u.sum() ** 2 - v.sum() ** 2)
    return float(np.arctan2(sine, cosine) / 4)


def oblique(A: Floats, criterion: Criterion) -> Rotation:
    """Minimise ``criterion`` over Lambda = A T'^-1, T with columns of length 1 (Jennrich 2002).

    Gradient projection from the identity with halved steps. Criteria with several minima (geomin
    above all) end in the one that is reached from the unrotated loadings, as in GPArotation and
    SPSS.

    1. L = A T'^-1; gradient with respect to T: G = -(L' Q T^-1)' with Q that of the criterion
    2. project G on the columns' tangents: Gp = G - T diag(T'G)
    3. step T - step Gp, columns brought back to length 1; halve the step until the criterion falls
    """
    T, step = np.eye(A.shape[1]), 1.0
    Lambda = A.copy()
    value, Q = criterion(Lambda)
    for iteration in range(MAX_ITERATIONS):
        G = -np.linalg.solve(T.T, Q.T @ Lambda)
        Gp = G - T * (T * G).sum(axis=0)
        slope = float((Gp**2).sum())
        if np.sqrt(slope) < GRADIENT:
            return Rotation(Lambda, T.T @ T, iteration, converged=True)
        step *= 2
        for _ in range(20):
            moved = T - step * Gp
            moved /= np.linalg.norm(moved, axis=0)
            trial = np.linalg.solve(moved, A.T).T
            trial_value, trial_Q = criterion(trial)
            if trial_value < value - 0.5 * slope * step:
                break
            step /= 2
        T, Lambda, value, Q = moved, trial, trial_value, trial_Q
        largest = np.abs(Lambda).max()
        if largest > COLLAPSE:
            raise ConvergenceError(
                f"oblique rotation: factors fall together (a loading of {largest:.3g}); "
                "expected a criterion with a minimum, such as oblimin with gamma at most 0"
            )
    return Rotation(Lambda, T.T @ T, MAX_ITERATIONS, converged=False)


def promax(varimax: Rotation, power: float, normalise_target: bool) -> Rotation:
    """Oblique rotation towards a power of the varimax loadings (Hendrickson & White 1964).

    ``normalise_target`` divides each item's loadings by the root of its communality before they are
    raised (IBM SPSS Algorithms, FACTOR); psych raises them as they are.
    """
    A = varimax.Lambda
    lengths = np.linalg.norm(A, axis=1, keepdims=True) if normalise_target else 1.0
    target = np.sign(A) * np.abs(A / lengths) ** power
    U = np.linalg.lstsq(A, target, rcond=None)[0]
    U = U * np.sqrt(np.diag(np.linalg.inv(U.T @ U)))
    Phi = np.linalg.inv(U.T @ U)
    return Rotation(A @ U, Phi, varimax.iterations, varimax.converged)
