"""Chi-squares for RMSEA, CFI and TLI that missing values do not bias (Zhang and Savalei, 2023)."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.curvature import moment_hessian, observed_curvature
from surveysem.sem.estimation.discrepancy import Block, log_det
from surveysem.sem.estimation.information import entry_derivatives
from surveysem.sem.estimation.jacobians import normal_information
from surveysem.sem.estimation.scores import score_products
from surveysem.sem.estimation.slopes import complete_slopes
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices.baseline import Baseline, baseline, free_moments, margin_derivatives

LARGEST = 80


@dataclass(frozen=True, slots=True)
class Corrected:
    """Chi-squares of model and baseline, and the factor c by which each one's mean exceeds df.

    ``test``: the scaled chi-square of the model, from which intervals come, and ``unit``: what a
    unit of its noncentrality is in units of the chi-square.
    """

    chisq: float
    factor: float
    test: float
    unit: float
    baseline_chisq: float
    baseline_factor: float


def missing_corrected(s: Solution) -> Corrected | None:
    """Complete-data chi-squares at the FIML estimates, with their expected values.

    The distance of model and saturated estimates is taken as if no value were missing, so that it
    does not shrink with what is missing; c = tr(Wc (Wm^-1 - D (D'Wm D)^-1 D')) / df, with Wm and
    Wc the information about the saturated moments with and without missing values and D the
    derivatives of the model (version 6 of FIML-C, as in lavaan; with MLR version 3, which puts
    the spread of the scores in place of Wm).

    None for more than 80 observed variables, for which these matrices outgrow memory, without
    degrees of freedom, and where the information is singular.
    """
    against = baseline(s)
    if len(s.table.observed) > LARGEST or not s.df or not against.df:
        return None
    blocks = s.objective.blocks
    Wm = block_diag(*[_weighted(b, _observed(b)) for b in blocks])
    Wc = block_diag(*[_weighted(b, _complete(b)) for b in blocks])
    if np.linalg.eigvalsh(Wm)[0] <= 0:
        return None
    D = np.vstack([_model(b, s.theta)[free_moments(b)] for b in blocks])
    D = D if s.basis is None else D @ s.basis
    D0 = block_diag(*[margin_derivatives(b)[free_moments(b)] for b in blocks])
    own, null = _distances(s, against)
    J = _scores(s) if s.sandwich is not None else None
    factor = _trace(D, Wm, Wc, J) / s.df
    value = s.scale * own
    null_factor = _trace(D0, Wm, Wc, J) / against.df
    return Corrected(value, factor, value / factor, factor, s.scale * null, null_factor)


def _trace(D: Array, Wm: Array, Wc: Array, J: Array | None) -> float:
    """tr(Wc H), or with the spread J of the scores tr(Wc H J H); H = Wm^-1 - D (D'Wm D)^-1 D'."""
    H = np.linalg.inv(Wm) - D @ np.linalg.solve(D.T @ Wm @ D, D.T)
    left = Wc @ H
    return float(np.trace(left) if J is None else np.einsum("ij,ji", left, J @ H))


def _scores(s: Solution) -> Array:
    """Spread of the scores of the saturated moments."""
    parts = []
    for b, sample in zip(s.objective.blocks, s.samples, strict=True):
        assert sample.X is not None
        assert b.mean is not None
        parts.append(_weighted(b, score_products(sample.X, b.mean, b.S, True)))
    return np.asarray(block_diag(*parts))


def _weighted(b: Block, W: Array) -> Array:
    """Of the moments that are not given, by the share of the group."""
    free = free_moments(b)
    return np.asarray(b.weight * W[np.ix_(free, free)])


def _observed(b: Block) -> Array:
    """Information about the saturated moments, missing values as they are."""
    assert b.cases is not None
    assert b.mean is not None
    patterns = b.cases.patterns
    inverse = np.asarray(np.linalg.inv(b.S), dtype=float)
    curvature = observed_curvature(patterns, b.mean, inverse, b.log_det_S)
    return 0.5 * moment_hessian(curvature) / patterns.n


def _complete(b: Block) -> Array:
    return normal_information(np.asarray(np.linalg.inv(b.S)), True)


def _model(b: Block, theta: Array) -> Array:
    return b.pattern.collect(entry_derivatives(b, theta, b.directions))


def _distances(s: Solution, against: Baseline) -> tuple[float, float]:
    """Complete-data discrepancies of model and baseline from the saturated moments."""
    own, null = 0.0, 0.0
    for k, b in enumerate(s.objective.blocks):
        M = b.pattern.matrices(s.theta)
        own += b.weight * _distance(b, M.covariance(), M.mean())
        null += b.weight * _distance(b, against.S[k], against.mean[k])
    return own, null


def _distance(b: Block, Sigma: Array, mu: Array) -> float:
    inverse = np.asarray(np.linalg.inv(Sigma))
    return complete_slopes(b.S, b.mean, mu, inverse, log_det(Sigma) - b.log_det_S).value
