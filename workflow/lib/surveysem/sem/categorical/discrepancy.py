"""The least-squares discrepancy of thresholds, means, variances and correlations.

With D the scaling factors, the moments of a group are D (tau - mu) and D Sigma D.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import OrderedSample, stacked
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.categorical.pattern import OrderedPattern, core_pattern
from surveysem.sem.categorical.places import Places, places_of
from surveysem.sem.estimation.directions import Directions, columns_of, pattern_directions
from surveysem.sem.estimation.discrepancy import Objective, Point
from surveysem.sem.estimation.least_squares import Weight
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.table import ParameterTable


@dataclass(frozen=True, slots=True)
class OrderedBlock:
    """One group: (s - sigma)' W (s - sigma) as a function of theta (q,).

    ``s`` (k,) moments in the order of ``moments.stacked``; and their ``W``;
    ``own`` parameters of the entries that ``directions`` move, the first of each at ``begin``.
    ``n`` cases; ``weight`` in the discrepancy, ``share`` of the cases in errors and tests.
    """

    pattern: OrderedPattern
    directions: Directions
    own: Indices
    begin: Indices
    places: Places
    s: Array
    W: Weight
    n: int
    weight: float
    share: float

    def implied(self, theta: Array) -> Array:
        """Model-implied moments (k,)."""
        vector = self.pattern.fill(theta)
        M, p = Matrices(**self.pattern.split(vector)), self.places
        first, second = self._unscaled(vector, M)
        if self.pattern.units:
            return np.concatenate([first, second])
        D = self.pattern.scale(vector)
        return np.concatenate([D[p.level] * first, D[p.row] * D[p.column] * second])

    def _unscaled(self, vector: Array, M: Matrices) -> tuple[Array, Array]:
        """Thresholds and means, then variances and covariances, of the variables behind."""
        first = self.places.sign * M.mean()[self.places.level]
        first[self.places.threshold] += vector[self.places.at]
        return first, M.covariance()[self.places.row, self.places.column]

    def jacobian(self, theta: Array) -> Array:
        """Derivatives (k, q) of the implied moments."""
        p, J = self.places, self._collect(self.slopes(theta, self.directions), theta.size)
        vector = self.pattern.fill(theta)
        D, free = self.pattern.scale(vector), p.tau >= 0
        J[p.threshold[free], p.tau[free]] += D[p.level[p.threshold[free]]]
        if p.free.size:
            dD = np.zeros((D.size, theta.size))
            dD[p.free_of, p.free] = 1.0
            J += self._by_scale(
                dD, D, *self._unscaled(vector, Matrices(**self.pattern.split(vector)))
            )
        return J

    def slopes(self, theta: Array, d: Directions) -> Array:
        """Derivatives (k, K) of the implied moments in any directions of the matrices."""
        vector, p = self.pattern.fill(theta), self.places
        M = Matrices(**self.pattern.split(vector))
        here = columns_of(M)
        U, V = here.columns[:, d.u], here.columns[:, d.v]
        first = p.sign[:, None] * (here.eta[d.c] * U)[p.level]
        second = d.w * (U[p.row] * V[p.column] + V[p.row] * U[p.column])
        if self.pattern.units:
            return np.vstack([first, second])
        D = self.pattern.scale(vector)
        scaled = np.vstack([D[p.level, None] * first, (D[p.row] * D[p.column])[:, None] * second])
        if not self.pattern.theta:
            return scaled
        at, dD = self.pattern.ordered, np.zeros(U.shape)
        dD[at] = -((D[at] ** 3)[:, None]) * d.w * U[at] * V[at]
        return np.asarray(scaled + self._by_scale(dD, D, *self._unscaled(vector, M)))

    def _by_scale(self, dD: Array, D: Array, first: Array, second: Array) -> Array:
        """What a change dD (p, K) of the scaling factors does to the scaled moments."""
        p = self.places
        i, j = p.row, p.column
        of_second = (second * D[j])[:, None] * dD[i] + (second * D[i])[:, None] * dD[j]
        return np.vstack([first[:, None] * dD[p.level], of_second])

    def _collect(self, entries: Array, q: int) -> Array:
        """Sum derivatives by entries (..., K) to those by parameters (..., q)."""
        J = np.zeros((len(entries), q))
        if self.own.size:
            J[:, self.own] = np.add.reduceat(entries, self.begin, axis=1)
        return J


@dataclass(frozen=True, slots=True)
class LeastSquares(Objective):
    """The sum of the groups' discrepancies, each by its ``weight``, as a function of theta (q,).

    As in lavaan the discrepancy weighs a group by its n - 1, errors and tests by its n. Vectors of
    moments hold those of all groups, one after another.
    """

    groups: tuple[OrderedBlock, ...]

    def at(self, theta: Array) -> Point:
        """Value and gradient."""
        value, gradient = 0.0, np.zeros(theta.size)
        for block in self.groups:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                residual = block.s - block.implied(theta)
                weighted = block.weight * block.W.times(residual)
                value += float(residual @ weighted)
            if not np.isfinite(value):
                return Point(np.inf, np.zeros(theta.size))
            gradient -= 2.0 * (block.jacobian(theta).T @ weighted)
        return Point(value, gradient)

    def information(self, theta: Array) -> Array:
        """2 J'WJ (q, q), groups by their share: the Hessian where the model fits."""
        H = np.zeros((theta.size, theta.size))
        for block in self.groups:
            J = block.jacobian(theta)
            H += 2.0 * block.share * (J.T @ block.W.times(J))
        return np.asarray(0.5 * (H + H.T))

    @property
    def s(self) -> Array:
        """Sample moments (k,)."""
        return np.concatenate([block.s for block in self.groups])

    def implied(self, theta: Array) -> Array:
        """Model-implied moments (k,)."""
        return np.concatenate([block.implied(theta) for block in self.groups])

    def jacobian(self, theta: Array) -> Array:
        """Derivatives (k, q) of the implied moments."""
        return np.vstack([block.jacobian(theta) for block in self.groups])


def ordered_block(
    table: ParameterTable,
    pattern: OrderedPattern,
    sample: OrderedSample,
    W: Weight,
    cases: tuple[int, int],
) -> OrderedBlock:
    """One group, its variables in the table's order; ``cases``: those of all groups, and groups."""
    core = core_pattern(table)
    n, groups = cases
    return OrderedBlock(
        pattern=pattern,
        directions=pattern_directions(core),
        own=core.own,
        begin=core.start,
        places=places_of(table, pattern, sample),
        s=stacked(sample),
        W=W,
        n=sample.n,
        weight=(sample.n - 1) / (n - groups),
        share=sample.n / n,
    )
