"""Chi-squares for RMSEA, CFI and TLI that missing values do not bias (Zhang and Savalei, 2023)."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.baseline import Baseline, baseline
from surveysem.sem.curvature import moment_hessian, observed_curvature
from surveysem.sem.discrepancy import Block, log_det
from surveysem.sem.information import entry_derivatives
from surveysem.sem.jacobians import is_given, normal_information
from surveysem.sem.slopes import complete_slopes
from surveysem.sem.solution import Solution

LARGEST = 80


@dataclass(frozen=True, slots=True)
class Corrected:
    """Chi-squares of model and baseline, and the factor c by which each one's mean exceeds df."""

    chisq: float
    factor: float
    baseline_chisq: float
    baseline_factor: float


def missing_corrected(s: Solution) -> Corrected | None:
    """Complete-data chi-squares at the FIML estimates, with their expected values.

    The distance of model and saturated estimates is taken as if no value were missing, so that it
    does not shrink with what is missing; c = tr(Wc (Wm^-1 - D (D'Wm D)^-1 D')) / df, with Wm and
    Wc the information about the saturated moments with and without missing values and D the
    derivatives of the model (version 6 of FIML-C, as in lavaan).

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
    D = np.vstack([_model(b, s.theta)[_free(b)] for b in blocks])
    D0 = block_diag(*[_margins(b)[_free(b)] for b in blocks])
    full = float(np.trace(np.linalg.solve(Wm, Wc)))
    own, null = _distances(s, against)
    return Corrected(
        s.scale * own,
        (full - _explained(D, Wm, Wc)) / s.df,
        s.scale * null,
        (full - _explained(D0, Wm, Wc)) / against.df,
    )


def _explained(D: Array, Wm: Array, Wc: Array) -> float:
    """tr(Wc D (D'Wm D)^-1 D')."""
    return float(np.trace(np.linalg.solve(D.T @ Wm @ D, D.T @ Wc @ D)))


def _free(b: Block) -> Flags:
    return ~is_given(b.pattern.source, len(b.S), True)


def _weighted(b: Block, W: Array) -> Array:
    """Of the moments that are not given, by the share of the group."""
    free = _free(b)
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


def _margins(b: Block) -> Array:
    """Derivatives of the moments by the variances and means of the baseline model."""
    p = len(b.S)
    i, j = np.tril_indices(p)
    units = np.eye(i.size + p)
    kept = np.concatenate([np.flatnonzero(i == j), i.size + np.arange(p)])
    return units[:, kept[_free(b)[kept]]]


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
