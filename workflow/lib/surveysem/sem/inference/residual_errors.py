"""Standard errors of residual covariances."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import DataError
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.discrepancy import Block, given_variables
from surveysem.sem.estimation.information import entry_derivatives, observed_moment_hessian
from surveysem.sem.estimation.inverse import inverse_along
from surveysem.sem.estimation.jacobians import is_given, normal_information
from surveysem.sem.estimation.least_squares import WITHOUT_THEORY, Weight
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.sandwich import first_stage_covariance
from surveysem.sem.estimation.scores import fourth_moments
from surveysem.sem.estimation.solution import Solution


@dataclass(frozen=True, slots=True)
class _Group:
    """Of the moments that are not given: derivatives D (k, q), weight W (k, k), Gamma (k, k).

    ``free``: which of (vech S [, mean]) these are; ``share`` of the cases; ``n`` cases.
    """

    D: Array
    W: Array
    Gamma: Array
    free: Flags
    share: float
    n: int


def residual_errors(s: Solution) -> list[Array]:
    """Standard errors (p, p) of the residual covariances of each group (Hausman, 1978).

    With D the derivatives of the moments, W their information at the model, Gamma / n their
    covariances in the sample and A = sum of D'WD over the groups by their shares, the residuals of
    a group are those of its moments less D A^-1 D'W of the moments of all groups. lavaan leaves out
    what comes from other groups. Exogenous moments have no error; the others are conditional.
    """
    pairs = zip(s.objective.blocks, s.samples, strict=True)
    groups = [_group(s, b, sample) for b, sample in pairs]
    A = np.sum([g.share * g.D.T @ g.W @ g.D for g in groups], axis=0)
    inverse = inverse_along(A, s.basis)
    pulls = [inverse @ (g.share * g.D.T @ g.W) for g in groups]
    moved = [P @ g.Gamma @ P.T / g.n for g, P in zip(groups, pulls, strict=True)]
    found = []
    for k, g in enumerate(groups):
        Q = np.eye(len(g.W)) - g.D @ pulls[k]
        variance = np.einsum("ij,jk,ik->i", Q, g.Gamma, Q, optimize=True) / g.n
        for other in moved[:k] + moved[k + 1 :]:
            variance += np.einsum("ij,jk,ik->i", g.D, other, g.D, optimize=True)
        found.append(_square(variance, g.free, len(s.table.observed)))
    return found


def _group(s: Solution, b: Block, sample: Sample) -> _Group:
    free = ~is_given(b.pattern.source, len(b.S), b.pattern.meanstructure)
    own = np.ix_(free, free)
    D = b.pattern.collect(entry_derivatives(b, s.theta, b.directions))[free]
    return _Group(D, _weight(s, b)[own], _spread(s, b, sample, free), free, b.share, sample.n)


def _weight(s: Solution, b: Block) -> Array:
    """Information per case at the model, observed for FIML and MLR; or at the EM moments.

    Of least squares the W of the discrepancy.
    """
    if b.squares is not None:
        return b.squares.matrix
    means = b.pattern.meanstructure
    if s.missing == "two-stage":
        return normal_information(np.asarray(np.linalg.inv(b.S)), means)
    if b.cases is not None or s.estimator == "MLR":
        return 0.5 * observed_moment_hessian(b, s.theta)
    Sigma = b.pattern.matrices(s.theta).covariance()
    return normal_information(np.asarray(np.linalg.inv(Sigma)), means)


def _spread(s: Solution, b: Block, sample: Sample, free: Flags) -> Array:
    """Covariances, times n, of the moments of a sample; by its fourth moments where robust.

    Of GLS and WLS the inverse of W, as in lavaan; it has none of ULS and DWLS.
    """
    means = b.pattern.meanstructure
    if b.squares is not None:
        return _spread_of_squares(s, b, b.squares, sample)[np.ix_(free, free)]
    robust = s.estimator != "ML"
    if b.cases is not None or s.missing == "two-stage":
        return first_stage_covariance(sample, robust=robust, free=free)
    if robust:
        assert sample.X is not None
        return fourth_moments(sample.X, means)[np.ix_(free, free)]
    at_sample = normal_information(np.asarray(np.linalg.inv(b.S)), means)
    return np.asarray(np.linalg.inv(at_sample[np.ix_(free, free)]))


def _spread_of_squares(s: Solution, b: Block, squares: Weight, sample: Sample) -> Array:
    free = ~is_given(b.pattern.source, len(b.S), b.pattern.meanstructure)
    if s.estimator in WITHOUT_THEORY:
        if sample.X is None:
            raise DataError(f"standardized residuals of {s.estimator} need the cases")
        return fourth_moments(sample.X, b.pattern.meanstructure, given_variables(b))
    Gamma = np.zeros((free.size, free.size))
    Gamma[np.ix_(free, free)] = np.linalg.inv(squares.matrix[np.ix_(free, free)])
    return Gamma


def _square(variance: Array, free: Flags, p: int) -> Array:
    """Square roots as a symmetric matrix; 0 where a moment is given."""
    flat = np.zeros(free.size)
    flat[free] = variance
    errors = np.zeros((p, p))
    errors[np.tril_indices(p)] = np.sqrt(np.maximum(flat[: p * (p + 1) // 2], 0.0))
    return np.maximum(errors, errors.T)
