"""The least-squares discrepancy of thresholds, means, variances and correlations."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import OrderedSample, stacked
from surveysem.moments.stacked import Stack, stack_of
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.categorical.pattern import DeltaPattern, core_pattern
from surveysem.sem.estimation.directions import Directions, pattern_directions
from surveysem.sem.estimation.discrepancy import Objective, Point
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.table import ParameterTable


@dataclass(frozen=True, slots=True)
class Places:
    """Which moment belongs to which variables.

    ``level`` and ``sign`` (first,): the variable of each threshold (-1) or mean (1); variances and
    pairs (k - first,) lie at ``row`` and ``column`` of Sigma; ``threshold`` (t,) places of the
    thresholds and ``at`` (t,) theirs in the pattern's vector.
    """

    level: Indices
    sign: Array
    row: Indices
    column: Indices
    threshold: Indices
    at: Indices


@dataclass(frozen=True, slots=True)
class LeastSquares(Objective):
    """F = (s - sigma)' W (s - sigma) as a function of theta (q,).

    ``s`` (k,) moments in the order of ``moments.stacked``; ``W`` (k,) its diagonal, or (k, k);
    ``entries`` (K,) the parameter of each entry that ``directions`` moves; ``tau`` (t,) the
    parameter of each threshold, -1 where it is fixed.
    """

    pattern: DeltaPattern
    directions: Directions
    entries: Indices
    tau: Indices
    places: Places
    s: Array
    W: Array

    def at(self, theta: Array) -> Point:
        """Value and gradient."""
        with np.errstate(over="ignore", invalid="ignore"):
            residual = self.s - self.implied(theta)
            weighted = self.weigh(residual)
            value = float(residual @ weighted)
        if not np.isfinite(value):
            return Point(np.inf, np.zeros(theta.size))
        return Point(value, -2.0 * (self.jacobian(theta).T @ weighted))

    def information(self, theta: Array) -> Array:
        """2 J'WJ (q, q): the Hessian where the model fits."""
        J = self.jacobian(theta)
        H = 2.0 * (J.T @ self.weigh(J))
        return np.asarray(0.5 * (H + H.T))

    def weigh(self, values: Array) -> Array:
        """W times values (k,) or (k, r)."""
        if self.W.ndim == 2:
            return np.asarray(self.W @ values)
        return np.asarray((self.W * values.T).T)

    def implied(self, theta: Array) -> Array:
        """Model-implied moments (k,)."""
        vector, places = self.pattern.fill(theta), self.places
        M = Matrices(**self.pattern.split(vector))
        first = places.sign * M.mean()[places.level]
        first[places.threshold] += vector[places.at]
        return np.concatenate([first, M.covariance()[places.row, places.column]])

    def jacobian(self, theta: Array) -> Array:
        """Derivatives (k, q) of the implied moments."""
        M, d, places = self.pattern.matrices(theta), self.directions, self.places
        LA = M.Lambda @ M.total_effect()
        columns = np.hstack([np.eye(len(M.Theta)), LA, M.Lambda @ M.latent_covariance()])
        eta = np.concatenate([M.latent_mean(), (1.0, 0.0)])
        U, V = columns[:, d.u], columns[:, d.v]
        first = places.sign[:, None] * (eta[d.c] * U)[places.level]
        i, j = places.row, places.column
        moved = np.vstack([first, d.w * (U[i] * V[j] + V[i] * U[j])])
        J = np.zeros((len(moved), theta.size))
        used, begin = np.unique(self.entries, return_index=True)
        J[:, used] = np.add.reduceat(moved, begin, axis=1) if used.size else 0.0
        free = self.tau >= 0
        J[places.threshold[free], self.tau[free]] += 1.0
        return J


def least_squares(
    table: ParameterTable, pattern: DeltaPattern, sample: OrderedSample, W: Array
) -> LeastSquares:
    """The discrepancy of a table from a sample whose variables are in the table's order."""
    core = core_pattern(table)
    stack = stack_of(sample)
    rows = {p.key: p.free - 1 for p in table.parameters if p.op == "|"}
    at = dict(zip((p.key for p in table.parameters), pattern.rows.tolist(), strict=True))
    keys = [
        (name, "|", f"t{k}")
        for name, count in zip(sample.categories.names, sample.categories.n_thresholds, strict=True)
        for k in range(1, int(count) + 1)
    ]
    places = _places(sample, stack, np.array([at[key] for key in keys], dtype=np.intp))
    return LeastSquares(
        blocks=(),
        pattern=pattern,
        directions=pattern_directions(core),
        entries=core.parameter,
        tau=np.array([rows[key] for key in keys], dtype=np.intp),
        places=places,
        s=stacked(sample),
        W=W,
    )


def _places(sample: OrderedSample, stack: Stack, at: Indices) -> Places:
    numeric = sample.pairs.numeric
    levels = stack.n_first - numeric.size
    sign = np.full(levels, -1.0)
    sign[stack.mean] = 1.0
    return Places(
        level=stack.variable[:levels],
        sign=sign,
        row=np.concatenate([numeric, sample.pairs.first]),
        column=np.concatenate([numeric, sample.pairs.second]),
        threshold=stack.threshold[stack.threshold >= 0],
        at=at,
    )
