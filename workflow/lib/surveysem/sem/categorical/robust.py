"""Errors and tests of least-squares estimates from the covariance of the moments.

Satorra and Bentler (1994); the mean-and-variance adjusted test is the scaled and shifted one of
Asparouhov and Muthen (2010), lavaan's ``scaled.shifted``. The covariance ``Gamma`` holds a matrix
(k, k) of each group, n times that of its moments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.categorical.discrepancy import LeastSquares
from surveysem.sem.estimation.tangent import tangent


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
    objective: LeastSquares, theta: Array, bread: Array, Gamma: Sequence[Array], scale: int
) -> Array:
    """Covariance (q, q) of the estimates, robust against a W that is not Gamma's inverse.

    ``bread`` (q, q) is (J'WJ)^-1; ``scale`` the number of cases, less 1 for each group as lavaan
    has it.
    """
    return np.asarray(bread @ meat_of(objective, theta, Gamma) @ bread / scale)


def meat_of(objective: LeastSquares, theta: Array, Gamma: Sequence[Array]) -> Array:
    """J'W Gamma W J (q, q), groups by their share."""
    meat = np.zeros((theta.size, theta.size))
    for block, G in zip(objective.groups, Gamma, strict=True):
        WJ = block.W.times(block.jacobian(theta))
        meat += block.share * (WJ.T @ G @ WJ)
    return meat


def along(objective: LeastSquares, J: Array, theta: Array) -> Array:
    """Derivatives (k, q) along what constraints leave free at theta: (k, r)."""
    basis = tangent(objective.constraints, theta)
    return J if basis is None else np.asarray(J @ basis)


def adjustment(
    objective: LeastSquares, theta: Array, Gamma: Sequence[Array], df: int
) -> Adjustment:
    """Of the test of the model; W is diagonal.

    With G = W^1/2 Gamma W^1/2 and B an orthonormal basis of W^1/2 J, U Gamma has the trace
    tr(G) - tr(B'GB), and its square |G|^2 - 2 |GB|^2 + |B'GB|^2. The shares of the groups, by
    which W is multiplied and Gamma divided, matter for B alone.
    """
    roots = [np.sqrt(block.W.values) for block in objective.groups]
    columns = [
        (np.sqrt(block.share) * root)[:, None] * along(objective, block.jacobian(theta), theta)
        for block, root in zip(objective.groups, roots, strict=True)
    ]
    B, _ = np.linalg.qr(np.vstack(columns))
    inner = np.zeros((B.shape[1], B.shape[1]))
    trace, square, start = 0.0, 0.0, 0
    for root, of_group in zip(roots, Gamma, strict=True):
        part = B[start : start + root.size]
        start += root.size
        G = of_group * root * root[:, None]
        GB = G @ part
        inner += part.T @ GB
        trace += float(np.trace(G))
        square += float(np.vdot(G, G) - 2.0 * np.vdot(GB, GB))
    trace -= float(np.trace(inner))
    return _adjustment(trace, square + float(np.vdot(inner, inner)), df)


def baseline_adjustment(W: Sequence[Array], Gamma: Sequence[Array]) -> Adjustment:
    """Of the test that the correlations, of each group with W (P,), Gamma (P, P), are zero."""
    trace, square, df = 0.0, 0.0, 0
    for own, of_group in zip(W, Gamma, strict=True):
        root = np.sqrt(own)
        G = of_group * root * root[:, None]
        trace += float(np.trace(G))
        square += float(np.vdot(G, G))
        df += own.size
    return _adjustment(trace, square, df)


def _adjustment(trace: float, square: float, df: int) -> Adjustment:
    a = float(np.sqrt(df / square))
    return Adjustment(a, df - a * trace)
