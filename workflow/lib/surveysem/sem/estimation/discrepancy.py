"""The discrepancy of model and sample, its gradient and expected Hessian.

That of maximum likelihood is F = ln|Sigma| - ln|S| + tr(S Sigma^-1) - p + d'Sigma^-1 d with
d = m - mu (Joreskog, 1969), summed over groups with weights n_g / N. With T = S + dd' and
Omega = Sigma^-1 - Sigma^-1 T Sigma^-1:  dF/dSigma = Omega,  dF/dmu = -2 Sigma^-1 d.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.linalg import lapack

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.directions import (
    Directions,
    Geometry,
    columns_of,
    geometry,
    pattern_directions,
)
from surveysem.sem.estimation.jacobians import derivatives, is_given
from surveysem.sem.estimation.least_squares import Weight, Weighting, quadratic_slopes
from surveysem.sem.estimation.slopes import Cases, Slopes, casewise_slopes, complete_slopes
from surveysem.sem.model.constraints import NONE, Constraints
from surveysem.sem.model.matrices import Pattern


@dataclass(frozen=True, slots=True)
class Block:
    """One group: its pattern, sample moments (S, mean or None), ln|S| and share of the cases.

    ``weight`` is that in the discrepancy of all groups. With ``cases`` the discrepancy is
    casewise (FIML), and (S, mean) are the saturated estimates; with ``squares`` it is that of
    least squares.
    """

    pattern: Pattern
    directions: Directions
    S: Array
    mean: Array | None
    log_det_S: float
    weight: float
    cases: Cases | None = None
    squares: Weight | None = None
    share: float = 1.0

    @property
    def n_moments(self) -> int:
        """Number of (co)variances, and of means in a model with means."""
        p = len(self.S)
        return p * (p + 1) // 2 + p * self.pattern.meanstructure


@dataclass(frozen=True, slots=True)
class Point:
    """Value and gradient (q,) of the discrepancy; value is inf where Sigma is not pos. definite."""

    value: float
    gradient: Array


@dataclass(frozen=True, slots=True)
class Objective:
    """The discrepancy of all groups as a function of theta (q,), and the constraints on theta."""

    blocks: tuple[Block, ...]
    constraints: Constraints = field(default=NONE, kw_only=True)

    def at(self, theta: Array) -> Point:
        """Value and gradient."""
        value, gradient = 0.0, np.zeros(theta.size)
        for block in self.blocks:
            point = _evaluate(block, theta)
            if not np.isfinite(point.value):
                return Point(np.inf, gradient)
            value += block.weight * point.value
            gradient += block.weight * point.gradient
        return Point(value, gradient)

    def information(self, theta: Array) -> Array:
        """Expected Hessian (q, q) of the discrepancy; twice the information per case."""
        H = np.zeros((theta.size, theta.size))
        for block in self.blocks:
            if block.squares is not None:
                H += block.share * _gauss_newton(block, block.squares, theta)
                continue
            d = block.directions
            here = local_geometry(block, theta)
            entries = here.information(d, d, block.pattern.meanstructure)
            by_column = block.pattern.collect(entries)
            H += block.share * block.pattern.collect(by_column.T)
        return 0.5 * (H + H.T)

    def values(self, theta: Array) -> Array:
        """Discrepancy (g,) of each group."""
        return np.array([_evaluate(block, theta).value for block in self.blocks])


def block(
    pattern: Pattern,
    S: Array,
    mean: Array | None,
    weight: float = 1.0,
    cases: Cases | None = None,
    share: float = 1.0,
) -> Block:
    """A group with its sample; ``mean`` is used only with a mean structure."""
    used = mean if pattern.meanstructure else None
    filled = pattern.with_sample(S, used)
    directions = pattern_directions(filled)
    return Block(filled, directions, S, used, log_det(S), weight, cases, share=share)


def with_sample(block: Block, S: Array, mean: Array | None, squares: Weight | None = None) -> Block:
    """The same group with another sample; for least squares with its W."""
    used = mean if block.pattern.meanstructure else None
    return replace(
        block,
        pattern=block.pattern.with_sample(S, used),
        S=S,
        mean=used,
        log_det_S=log_det(S),
        cases=None,
        squares=squares,
    )


def weigh(weighting: Weighting, b: Block, X: Array | None) -> Weight:
    """W of a group for least squares."""
    given = is_given(b.pattern.source, len(b.S), weighting.means)
    return weighting.of(b.S, X, given, given_variables(b))


def given_variables(b: Block) -> Flags:
    """Which of the observed variables (p,) are predictors whose moments are given."""
    p, source = len(b.S), b.pattern.source
    x = np.zeros(p, dtype=bool)
    x[source[source < p * p] % p] = True
    return x


def log_det(S: Array) -> float:
    """ln|S| by Cholesky; -inf where S is not positive definite."""
    factor, failed = lapack.dpotrf(S, lower=True)
    return -np.inf if failed else 2.0 * float(np.log(factor.diagonal()).sum())


def local_geometry(block: Block, theta: Array) -> Geometry:
    """Inner products of the derivative columns at theta."""
    matrices = block.pattern.matrices(theta)
    factor = np.linalg.cholesky(matrices.covariance())
    return geometry(matrices, _inverse(factor))


def _inverse(factor: Array) -> Array:
    inverse, _ = lapack.dpotri(factor, lower=True)
    full = inverse + inverse.T
    np.fill_diagonal(full, inverse.diagonal())
    return np.asarray(full)


def _gauss_newton(block: Block, squares: Weight, theta: Array) -> Array:
    """2 J'WJ (q, q): the Hessian where the model fits."""
    here = columns_of(block.pattern.matrices(theta))
    entries = derivatives(here, block.directions, len(block.S), block.mean is not None)
    J = block.pattern.collect(entries)
    return 2.0 * (J.T @ squares.times(J))


def _evaluate(block: Block, theta: Array) -> Point:
    M = block.pattern.matrices(theta)
    L = M.Lambda
    try:
        A = M.total_effect() if block.pattern.has_beta else None
    except np.linalg.LinAlgError:
        return Point(np.inf, np.zeros(theta.size))
    LA = L if A is None else L @ A
    eta = M.alpha if A is None else A @ M.alpha
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            Sigma = LA @ M.Psi @ LA.T + M.Theta
            slopes = _slopes(block, Sigma, M.nu + L @ eta)
    except np.linalg.LinAlgError:
        return Point(np.inf, np.zeros(theta.size))
    mean_part = None if slopes.g is None else (eta, slopes.g)
    entries = _gradient(block.pattern, LA, M.Psi, A, slopes.Omega, mean_part)
    return Point(float(slopes.value), block.pattern.collect(entries[block.pattern.position]))


def slopes_at(block: Block, theta: Array) -> Slopes:
    """Derivatives by the moments at theta, where the discrepancy has a value."""
    M = block.pattern.matrices(theta)
    return _slopes(block, M.covariance(), M.mean())


def _slopes(block: Block, Sigma: Array, mu: Array) -> Slopes:
    """LinAlgError where Sigma is not positive definite and the likelihood needs it to be."""
    if block.squares is not None:
        return quadratic_slopes(block.squares, block.S, block.mean, Sigma, mu)
    factor, failed = lapack.dpotrf(Sigma, lower=True)
    if failed:
        raise np.linalg.LinAlgError
    inverse = _inverse(factor)
    log_det_Sigma = 2.0 * float(np.log(factor.diagonal()).sum())
    if block.cases is not None:
        return casewise_slopes(block.cases, mu, inverse, log_det_Sigma)
    return complete_slopes(block.S, block.mean, mu, inverse, log_det_Sigma - block.log_det_S)


def _gradient(
    pattern: Pattern,
    LA: Array,
    Psi: Array,
    A: Array | None,
    Omega: Array,
    mean_part: tuple[Array, Array] | None,
) -> Array:
    """Derivatives by every matrix entry, in the order of the pattern's vector (T,)."""
    entries = np.empty(pattern.template.size)
    views = pattern.split(entries)
    OLA = Omega @ LA
    E = LA.T @ OLA
    right = Psi if A is None else Psi @ A.T
    views["Lambda"][...] = 2.0 * OLA @ right
    views["Psi"][...] = E
    views["Theta"][...] = Omega
    views["Beta"][...] = 2.0 * E @ right if A is not None else 0.0
    views["nu"][...] = views["alpha"][...] = 0.0
    if mean_part is not None:
        eta, g = mean_part
        Ag = LA.T @ g
        views["nu"][...] = g
        views["alpha"][...] = Ag
        views["Lambda"] += np.outer(g, eta)
        views["Beta"] += np.outer(Ag, eta)
    return entries
