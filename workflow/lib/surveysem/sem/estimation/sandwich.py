"""Standard errors and scaled tests that do not rest on normality."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from surveysem.moments import patterns_of
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.curvature import moment_hessian, observed_curvature
from surveysem.sem.estimation.discrepancy import Block, given_variables
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
    tr(U Gamma U Gamma), None where the test needs none. With a ``basis`` (q, r) of what constraints
    leave free, bread and meat are (r, r).
    """

    bread: Array
    meat: Array
    trace: float
    trace2: float | None
    basis: Array | None = None

    def covariance(self, n: int) -> Array:
        """Covariance matrix (q, q) of the estimates."""
        half = np.linalg.solve(self.bread, self.meat)
        V = np.linalg.solve(self.bread, half.T) / n
        if self.basis is not None:
            V = self.basis @ V @ self.basis.T
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


def local(b: Block, sample: Sample, theta: Array, basis: Array | None = None) -> Local:
    """Of the model itself, along the ``basis`` (q, r) that constraints leave free."""
    M = b.pattern.matrices(theta)
    by_column = b.pattern.collect(observed_entries(b, theta))
    D = b.pattern.collect(entry_derivatives(b, theta, b.directions))
    mu = M.mean() if b.pattern.meanstructure or sample.X is None else sample.X.mean(axis=0)
    observed = 0.5 * b.pattern.collect(by_column.T)
    if basis is not None:
        D, observed = D @ basis, basis.T @ observed @ basis
    return Local(b, sample, M.covariance(), mu, D, observed)


def local_linear(b: Block, sample: Sample, Sigma: Array, mu: Array, D: Array) -> Local:
    """Of a model whose moments are linear in its parameters: the baseline."""
    W = observed_moment_hessian_at(b, Sigma, mu)
    return Local(b, sample, Sigma, mu, D, 0.5 * D.T @ W @ D)


def satorra_bentler(parts: list[Local], *, second: bool) -> Sandwich:
    """MLM, MLMV: expected information and fourth moments (Satorra and Bentler, 1994)."""
    weights, Gammas = [], []
    for part in parts:
        means = part.block.pattern.meanstructure
        weights.append(_normal_weight(part, means))
        assert part.sample.X is not None
        Gammas.append(fourth_moments(part.sample.X, means, given_variables(part.block)))
    return _scaled(parts, weights, Gammas, second=second)


def two_stage(parts: list[Local], *, robust: bool) -> Sandwich:
    """ML on EM moments, with their covariances Gamma (Savalei and Bentler, 2009, eq. 11).

    Gamma is the inverse of the observed information A about the saturated moments, or ``robust``
    A^-1 B A^-1 with B the spread of the scores (Savalei and Falk, 2014; Yuan and Bentler, 2000).
    The weight is that of the EM moments, as in lavaan.
    """
    weights = [normal_information(np.asarray(np.linalg.inv(p.block.S)), True) for p in parts]
    Gammas = [first_stage_covariance(p.sample, robust=robust) for p in parts]
    return _scaled(parts, weights, Gammas, second=False)


def first_stage_covariance(
    sample: Sample, *, robust: bool, free: Flags | slice = slice(None)
) -> Array:
    """Covariance matrix, times n, of the saturated ML moments (vech S, mean) of a sample.

    ``free``: of those moments, given the others.
    """
    mean, S = sample.moments.mean, sample.moments.S
    assert sample.X is not None
    assert mean is not None
    inverse = np.asarray(np.linalg.inv(S), dtype=float)
    log_det = float(np.linalg.slogdet(S)[1])
    curvature = observed_curvature(patterns_of(sample.X), mean, inverse, log_det)
    A = 0.5 * moment_hessian(curvature)[free][:, free] / sample.n
    half = np.asarray(np.linalg.inv(A))
    if not robust:
        return half
    return half @ score_products(sample.X, mean, S, True)[free][:, free] @ half


def _scaled(
    parts: list[Local], weights: list[Array], Gammas: list[Array], *, second: bool
) -> Sandwich:
    """Sandwich of a discrepancy with weight matrices V of moments with covariances Gamma."""
    q = parts[0].D.shape[1]
    bread, meat, trace = np.zeros((q, q)), np.zeros((q, q)), 0.0
    products, VD, DVG = [], [], []
    for part, V, Gamma in zip(parts, weights, Gammas, strict=True):
        share, D = part.block.weight, part.D
        VG = V @ Gamma
        left = D.T @ VG
        bread += share * (D.T @ V @ D)
        meat += share * (left @ V @ D)
        trace += float(np.trace(VG))
        products.append(VG)
        VD.append(share * (V @ D))
        DVG.append(left)
    solved = np.linalg.solve(bread, meat)
    trace2 = None
    if second:
        UG = block_diag(*products)
        UG -= np.vstack(VD) @ np.linalg.solve(bread, np.hstack(DVG))
        trace2 = float(np.einsum("ij,ji", UG, UG))
    return Sandwich(bread, meat, trace - float(np.trace(solved)), trace2)


def _normal_weight(part: Local, means: bool) -> Array:
    """Normal-theory information about the moments that are not given."""
    V = normal_information(np.asarray(np.linalg.inv(part.Sigma), dtype=float), means)
    free = ~is_given(part.block.pattern.source, len(part.Sigma), means)
    return np.asarray(V * free * free[:, None])


def yuan_bentler(parts: list[Local]) -> Sandwich:
    """MLR: observed information and casewise scores (Yuan and Bentler, 2000, in Mplus's form)."""
    q = parts[0].D.shape[1]
    bread, meat, trace = np.zeros((q, q)), np.zeros((q, q)), 0.0
    for part in parts:
        b, weight = part.block, part.block.share
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


_COMPLETE: dict[str, Callable[[list[Local]], Sandwich]] = {
    "MLM": lambda parts: satorra_bentler(parts, second=False),
    "MLMV": lambda parts: satorra_bentler(parts, second=True),
    "MLR": yuan_bentler,
}
_TWO_STAGE: dict[str, Callable[[list[Local]], Sandwich]] = {
    "ML": lambda parts: two_stage(parts, robust=False),
    "MLR": lambda parts: two_stage(parts, robust=True),
}


def sandwich_of(estimator: str, missing: str) -> Callable[[list[Local]], Sandwich] | None:
    """What standard errors and tests rest on; None where they rest on the information alone."""
    return (_TWO_STAGE if missing == "two-stage" else _COMPLETE).get(estimator)
