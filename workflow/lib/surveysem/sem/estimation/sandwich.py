"""Standard errors and scaled tests that do not rest on normality."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.information import (
    entry_derivatives,
    observed_entries,
    observed_moment_hessian_at,
)
from surveysem.sem.estimation.jacobians import is_given, normal_information
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.scores import fourth_moments, score_products


@dataclass(frozen=True, slots=True)
class Sandwich:
    """Per case: information ``bread`` (q, q), spread of the scores ``meat`` (q, q).

    ``trace`` = tr(U Gamma), whose ratio to the df scales the chi-square, and ``trace2`` =
    tr(U Gamma U Gamma), None where the test needs none.
    """

    bread: Array
    meat: Array
    trace: float
    trace2: float | None

    def covariance(self, n: int) -> Array:
        """Covariance matrix (q, q) of the estimates."""
        half = np.linalg.solve(self.bread, self.meat)
        V = np.linalg.solve(self.bread, half.T) / n
        return np.asarray(0.5 * (V + V.T))


@dataclass(frozen=True, slots=True)
class Local:
    """A model near its estimates in one group: moments, their derivatives D, its bread (q, q)."""

    block: Block
    sample: Sample
    Sigma: Array
    mu: Array
    D: Array
    observed: Array


def local(b: Block, sample: Sample, theta: Array) -> Local:
    """Of the model itself."""
    M = b.pattern.matrices(theta)
    by_column = b.pattern.collect(observed_entries(b, theta))
    D = b.pattern.collect(entry_derivatives(b, theta, b.directions))
    mu = M.mean() if b.pattern.meanstructure or sample.X is None else sample.X.mean(axis=0)
    return Local(b, sample, M.covariance(), mu, D, 0.5 * b.pattern.collect(by_column.T))


def local_linear(b: Block, sample: Sample, Sigma: Array, mu: Array, D: Array) -> Local:
    """Of a model whose moments are linear in its parameters: the baseline."""
    W = observed_moment_hessian_at(b, Sigma, mu)
    return Local(b, sample, Sigma, mu, D, 0.5 * D.T @ W @ D)


def satorra_bentler(parts: list[Local], *, second: bool) -> Sandwich:
    """MLM, MLMV: expected information and fourth moments (Satorra and Bentler, 1994)."""
    q = parts[0].D.shape[1]
    bread, meat, trace = np.zeros((q, q)), np.zeros((q, q)), 0.0
    products, VD, DVG = [], [], []
    for part in parts:
        weight, D = part.block.weight, part.D
        means = part.block.pattern.meanstructure
        V = normal_information(np.asarray(np.linalg.inv(part.Sigma), dtype=float), means)
        assert part.sample.X is not None
        VG = V @ fourth_moments(part.sample.X, means)
        left = D.T @ VG
        bread += weight * (D.T @ V @ D)
        meat += weight * (left @ V @ D)
        trace += float(np.trace(VG))
        products.append(VG)
        VD.append(weight * (V @ D))
        DVG.append(left)
    solved = np.linalg.solve(bread, meat)
    trace2 = None
    if second:
        UG = block_diag(*products)
        UG -= np.vstack(VD) @ np.linalg.solve(bread, np.hstack(DVG))
        trace2 = float(np.einsum("ij,ji", UG, UG))
    return Sandwich(bread, meat, trace - float(np.trace(solved)), trace2)


def yuan_bentler(parts: list[Local]) -> Sandwich:
    """MLR: observed information and casewise scores (Yuan and Bentler, 2000, in Mplus's form)."""
    q = parts[0].D.shape[1]
    bread, meat, trace = np.zeros((q, q)), np.zeros((q, q)), 0.0
    for part in parts:
        b, weight = part.block, part.block.weight
        means = b.pattern.meanstructure
        assert part.sample.X is not None
        own = score_products(part.sample.X, part.mu, part.Sigma, means)
        bread += weight * part.observed
        meat += weight * (part.D.T @ own @ part.D)
        trace += _saturated_trace(part)
    return Sandwich(bread, meat, trace - float(np.trace(np.linalg.solve(bread, meat))), None)


def _saturated_trace(part: Local) -> float:
    """tr(A^-1 B) of the saturated model, without the moments that are given."""
    b, sample = part.block, part.sample
    means = b.pattern.meanstructure
    assert sample.X is not None
    mean = sample.moments.mean
    assert mean is not None
    free = ~is_given(b.pattern.source, len(b.S), means)
    A = 0.5 * observed_moment_hessian_at(b, b.S, mean)[np.ix_(free, free)]
    B = score_products(sample.X, mean, b.S, means)[np.ix_(free, free)]
    return float(np.trace(np.linalg.solve(A, B)))


SANDWICHES: dict[str, Callable[[list[Local]], Sandwich]] = {
    "MLM": lambda parts: satorra_bentler(parts, second=False),
    "MLMV": lambda parts: satorra_bentler(parts, second=True),
    "MLR": yuan_bentler,
}
