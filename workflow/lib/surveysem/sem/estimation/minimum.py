"""A minimum, and when a minimisation has come to it."""

from dataclasses import dataclass

from surveysem.sem.arrays import Array

FAR = 1e-4
SCORING = 15
ARMIJO = 1e-4
ROUNDING = 1e-13
HALVINGS = 40
FLOOR = 1e-6
CURVATURE = 1e-8


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where a minimisation ended: theta (q,), F, gradient (q,), Newton decrement and steps used.

    The decrement is sqrt(g'H^-1 g): the distance to the minimum in standard errors of one case.
    """

    theta: Array
    value: float
    gradient: Array
    decrement: float
    iterations: int
    converged: bool
