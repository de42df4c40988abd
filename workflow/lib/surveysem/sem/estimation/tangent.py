"""The directions that constraints leave free at a point."""

import numpy as np
from scipy.linalg import qr

from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.model.constraints import Constraints

_DEPENDENT = 1e-8
_ACTIVE = 1e-7


def active_bounds(constraints: Constraints, theta: Array) -> Flags:
    """Which bounds (b,) hold with equality at theta (q,)."""
    if not constraints.bounds:
        return np.zeros(0, dtype=bool)
    n = len(constraints.equations)
    size = constraints.terms(theta)[n:]
    return np.asarray(constraints.values(theta)[n:] <= _ACTIVE * size)


def tangent(constraints: Constraints, theta: Array) -> Array | None:
    """Basis (q, r) of the directions along the equations and active bounds; None without any.

    Active bounds count as equations, as in lavaan.
    """
    if not constraints:
        return None
    held = np.ones(len(constraints.equations), dtype=bool)
    held = np.concatenate([held, active_bounds(constraints, theta)])
    if not held.any():
        return None
    return elimination(constraints.jacobian(theta)[held]).basis


def n_equations(constraints: Constraints, theta: Array) -> int:
    """Number of independent equations at theta (q,)."""
    basis = along_equations(constraints, theta)
    return 0 if basis is None else basis.shape[0] - basis.shape[1]


def along_equations(constraints: Constraints, theta: Array) -> Array | None:
    """Basis (q, r) of the directions along the equations; None without any."""
    if not constraints.equations:
        return None
    return elimination(constraints.jacobian(theta)[: len(constraints.equations)]).basis


class Elimination:
    """A (e, q) by Gauss' elimination: ``pivots`` (r,) are functions of the other columns.

    ``independent`` (r,) are rows that span the others; ``basis`` (q, q - r) solves A x = 0, with
    the identity in the rows of the other columns.
    """

    def __init__(self, A: Array) -> None:
        size = np.linalg.norm(A, axis=1)
        self.independent = _independent(A, size)
        rows = A[self.independent] / size[self.independent, None]
        self.size = size[self.independent]
        self.rank, q = len(rows), A.shape[1]
        self.pivots: Indices = np.zeros(0, dtype=np.intp)
        if self.rank:
            self.pivots = np.sort(qr(rows, mode="r", pivoting=True)[1][: self.rank])
        others = np.setdiff1d(np.arange(q), self.pivots)
        self.inner = rows[:, self.pivots]
        self.basis = np.zeros((q, q - self.rank))
        self.basis[others, np.arange(others.size)] = 1.0
        if self.rank:
            self.basis[self.pivots] = -np.linalg.solve(self.inner, rows[:, others])

    def particular(self, right: Array) -> Array:
        """A solution (q,) of A x = ``right`` (e,), zero but for the pivots."""
        x = np.zeros(len(self.basis))
        if self.rank:
            scaled = right[self.independent] / self.size
            x[self.pivots] = np.linalg.solve(self.inner, scaled)
        return x

    def multipliers(self, gradient: Array, e: int) -> Array:
        """lambda (e,) with A'lambda = ``gradient`` (q,) in the pivots; 0 for dependent rows."""
        found = np.zeros(e)
        if self.rank:
            scaled = np.linalg.solve(self.inner.T, gradient[self.pivots])
            found[self.independent] = scaled / self.size
        return found


def elimination(A: Array) -> Elimination:
    """Elimination of the rows (e, q) of A."""
    return Elimination(A)


def _independent(A: Array, size: Array) -> Indices:
    """Rows (r,) that span the others."""
    some = np.flatnonzero(size > 0)
    if not some.size:
        return some
    R, order = qr((A[some] / size[some, None]).T, mode="r", pivoting=True)
    kept = np.abs(R.diagonal()) > _DEPENDENT
    return np.sort(some[order[: kept.size][kept]])
