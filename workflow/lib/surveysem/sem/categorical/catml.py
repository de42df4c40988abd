"""The normal-theory test of polychoric correlations at least-squares estimates (Savalei, 2021).

Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical data.
Multivariate Behavioral Research, 56, 390-407.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from surveysem.moments import OrderedSample
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.categorical.discrepancy import OrderedBlock
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.discrepancy import log_det
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.indices.corrected import Corrected
from surveysem.sem.model.table import ParameterTable

_REGULAR = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, slots=True)
class _Group:
    """Correlations R, implied Sigma and what belongs to them, of one group."""

    block: OrderedBlock
    sample: OrderedSample
    Gamma: Array
    Sigma: Array


def robust_test(s: OrderedSolution) -> Corrected | str:
    """ML chi-squares of model and baseline with their factors, or why there are none."""
    if s.moments[0].pairs.numeric.size:
        return "not defined for ordered items beside numeric variables"
    if not _has_free_thresholds(s.table) or _is_constrained(s):
        return "not defined where thresholds are fixed or equal: it compares correlations alone"
    groups = list(_groups(s))
    if any(np.linalg.eigvalsh(g.sample.R)[0] < _REGULAR for g in groups):
        return "the polychoric correlations are not positive definite"
    if any(np.linalg.eigvalsh(g.Sigma)[0] <= 0 for g in groups):
        return "the implied correlations are not positive definite"
    n_pairs = sum(len(g.Gamma) for g in groups)
    X = sum(g.sample.n * _distance(g.sample.R, g.Sigma) for g in groups)
    X0 = -sum(g.sample.n * log_det(g.sample.R) for g in groups)
    factor = _trace(s, groups) / s.df
    baseline_factor = sum(float(np.trace(g.Gamma)) for g in groups) / n_pairs
    return Corrected(X, factor, X / factor, factor, X0, baseline_factor)


def _is_constrained(s: OrderedSolution) -> bool:
    """Do constraints bind a threshold?"""
    if not s.table.constraints:
        return False
    J = s.table.constraints.jacobian(s.theta)
    return any(J[:, p.free - 1].any() for p in s.table.parameters if p.op == "|" and p.free)


def _has_free_thresholds(table: ParameterTable) -> bool:
    """Is each threshold a parameter of its own, so that the correlations bear all restrictions?"""
    numbers = [p.free for p in table.parameters if p.op == "|"]
    return all(numbers) and len(set(numbers)) == len(numbers)


def _groups(s: OrderedSolution) -> Iterator[_Group]:
    parts = zip(s.least_squares.groups, s.moments, s.Gamma, s.sample_matrices, strict=True)
    for block, sample, Gamma, M in parts:
        n = sample.pairs.n
        yield _Group(block, sample, Gamma[-n:, -n:], M.covariance())


def _distance(R: Array, Sigma: Array) -> float:
    inverse = np.asarray(np.linalg.inv(Sigma))
    return log_det(Sigma) - log_det(R) + float(np.vdot(inverse, R)) - len(R)


def _trace(s: OrderedSolution, groups: list[_Group]) -> float:
    """tr(Q'VQ Gamma) with Q = I - J (J'WJ)^-1 J'W, of the correlations of all groups."""
    bread = 2.0 * inverse_information(s.objective, s.theta)
    q = len(bread)
    total, spread, pull = 0.0, np.zeros((q, q)), np.zeros((q, q))
    for g in groups:
        n = len(g.Gamma)
        pairs = g.sample.pairs
        V = _information(np.asarray(np.linalg.inv(g.Sigma)), pairs.first, pairs.second)
        J = g.block.jacobian(s.theta)[-n:]
        WJ = g.block.W.values[-n:, None] * J
        GWJ = g.Gamma @ WJ
        total += float(np.vdot(V, g.Gamma)) - 2.0 * g.block.share * float(
            np.vdot(V @ J @ bread, GWJ)
        )
        spread += g.block.share * (WJ.T @ GWJ)
        pull += g.block.share * (J.T @ V @ J)
    return total + float(np.vdot(bread @ pull @ bread, spread))


def _information(inverse: Array, i: Indices, j: Indices) -> Array:
    """Normal-theory information (P, P) of correlations per case."""
    product = inverse[np.ix_(i, i)] * inverse[np.ix_(j, j)]
    return np.asarray(product + inverse[np.ix_(i, j)] * inverse[np.ix_(j, i)])
