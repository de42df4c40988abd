"""Errors and tests of least-squares estimates from the covariance of the moments.

Satorra and Bentler (1994); the mean-and-variance adjusted test is the scaled and shifted one of
Asparouhov and Muthen (2010), lavaan's ``scaled.shifted``.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.categorical.discrepancy import LeastSquares


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The adjusted test a T + b of a test T: ``scaling`` is 1 / a as lavaan prints it."""

    a: float
    shift: float

    @property
    def scaling(self) -> float:
        """Scaling factor."""
        return 1.0 / self.a

    def of(self, chisq: float) -> float:
        """The adjusted statistic."""
        return self.a * chisq + self.shift


def sandwich(
    objective: LeastSquares, theta: Array, bread: Array, Gamma: Array, scale: int
) -> Array:
    """Covariance (q, q) of the estimates, robust against a W that is not Gamma's inverse.

    ``bread`` (q, q) is (J'WJ)^-1; ``scale`` the number of cases, less 1 as lavaan has it.
    """
    WJ = objective.weigh(objective.jacobian(theta))
    meat = WJ.T @ Gamma @ WJ
    return np.asarray(bread @ meat @ bread / scale)


def adjustment(objective: LeastSquares, theta: Array, Gamma: Array, df: int) -> Adjustment:
    """Of the test of the model; W is diagonal.

    With G = W^1/2 Gamma W^1/2 and B an orthonormal basis of W^1/2 J, U Gamma has the trace
    tr(G) - tr(B'GB), and its square |G|^2 - 2 |GB|^2 + |B'GB|^2.
    """
    root = np.sqrt(objective.W)
    G = Gamma * root * root[:, None]
    B, _ = np.linalg.qr(root[:, None] * objective.jacobian(theta))
    GB = G @ B
    inner = B.T @ GB
    trace = np.trace(G) - np.trace(inner)
    square = np.vdot(G, G) - 2.0 * np.vdot(GB, GB) + np.vdot(inner, inner)
    return _adjustment(float(trace), float(square), df)


def baseline_adjustment(W: Array, Gamma: Array) -> Adjustment:
    """Of the test that the correlations, whose W (P,) and Gamma (P, P) are given, are zero."""
    root = np.sqrt(W)
    G = Gamma * root * root[:, None]
    return _adjustment(float(np.trace(G)), float(np.vdot(G, G)), len(W))


def _adjustment(trace: float, square: float, df: int) -> Adjustment:
    a = float(np.sqrt(df / square))
    return Adjustment(a, df - a * trace)
