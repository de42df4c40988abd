"""How the chi-square of a model moves with the moments of the sample."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from surveysem.moments import moment_names
from surveysem.sem.arrays import Array
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.sandwich import first_stage_covariance
from surveysem.sem.estimation.scores import fourth_moments
from surveysem.sem.estimation.solution import Solution

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ChisqSlopes:
    """Derivatives ``slopes`` (k,) of the unscaled chi-square by the moments ``names`` (k,).

    ``Gamma`` (k, k) is ``n`` times the covariance of these moments, whatever the distribution. A
    covariance is named by its two variables in the order of the alphabet.
    """

    names: tuple[Key, ...]
    slopes: Array
    Gamma: Array
    n: int

    def in_order_of(self, names: Iterable[Key]) -> Array:
        """The slopes (k,) in another order of the same moments."""
        place = {name: at for at, name in enumerate(self.names)}
        return self.slopes[[place[name] for name in names]]


def chisq_slopes(s: Solution) -> ChisqSlopes | None:
    """Slopes of the minimum of the discrepancy, in the units of the chi-square.

    At the minimum the parameters do not matter (envelope theorem), so that they are those of the
    discrepancy at the estimates: of maximum likelihood, here at the complete or at the EM moments,
    Sigma^-1 - S^-1 by S and 2 Sigma^-1 d by the means, d = m - mu; of GLS
    S^-1 Sigma S^-1 (S - Sigma) S^-1 and 2 S^-1 d (less S^-1 d d' S^-1 by S); of other least squares
    and of ordered items 2 W (s - sigma), the weights W taken as they are. None of several groups,
    FIML (see `chisq_by_case`), published moments and pairwise covariances.
    """
    if len(s.samples) > 1:
        return None
    if isinstance(s, OrderedSolution):
        return _of_ordered(s)
    if s.sample.X is None or s.missing not in ("listwise", "two-stage"):
        return None
    return _of_numeric(s)


def _of_ordered(s: OrderedSolution) -> ChisqSlopes:
    block, sample = s.least_squares.groups[0], s.moments[0]
    residual = block.s - block.implied(s.theta)
    weighted = block.W.times(residual)
    names = tuple(tuple(sorted(name.split("~~"))) for name in moment_names(sample))
    slopes = _in_units(s, 2.0 * weighted, float(residual @ weighted))
    return ChisqSlopes(names, slopes, s.Gamma[0], sample.n)


def _of_numeric(s: Solution) -> ChisqSlopes:
    block, sample = s.objective.blocks[0], s.sample
    assert sample.X is not None
    p, means = len(block.S), block.pattern.meanstructure
    by_S, by_mean, value = _slopes(s, block)
    i, j = np.tril_indices(p)
    doubled = np.where(i == j, 1.0, 2.0) * by_S[i, j]
    observed = s.table.observed
    names: list[Key] = [
        tuple(sorted((observed[a], observed[b]))) for a, b in zip(i, j, strict=True)
    ]
    if means:
        names += [(name, "~1") for name in observed]
    raw = np.concatenate([doubled, by_mean]) if means else doubled
    if s.missing == "two-stage":
        size = len(names)
        Gamma = first_stage_covariance(sample, robust=True)[:size, :size]
    else:
        unbiased = sample.n / (sample.n - 1) if s.convention.name == "wishart" else 1.0
        Gamma = fourth_moments(sample.X, means)
        factor = np.where(np.arange(len(names)) < i.size, unbiased, 1.0)
        Gamma = Gamma * factor * factor[:, None]
    return ChisqSlopes(tuple(names), _in_units(s, raw, value), Gamma, sample.n)


def _in_units(s: Solution, slopes: Array, value: float) -> Array:
    """From the discrepancy, ``value`` at its minimum, to the chi-square."""
    return slopes * (s.chisq / value) if value > 0 else np.zeros_like(slopes)


def _slopes(s: Solution, b: Block) -> tuple[Array, Array, float]:
    """By S (p, p) and by the means (p,), and the discrepancy itself."""
    M = b.pattern.matrices(s.theta)
    Sigma, d = M.covariance(), np.zeros(len(b.S))
    if b.pattern.meanstructure:
        assert b.mean is not None
        d = b.mean - M.mean()
    if b.squares is None:
        return _of_likelihood(b, Sigma, d)
    if s.estimator == "GLS":
        return _of_gls(b, Sigma, d)
    i, j = np.tril_indices(len(b.S))
    residual = (b.S - Sigma)[i, j]
    if b.pattern.meanstructure:
        residual = np.concatenate([residual, d])
    weighted = b.squares.times(residual)
    by_S = np.zeros_like(Sigma)
    by_S[i, j] = by_S[j, i] = np.where(i == j, 2.0, 1.0) * weighted[: i.size]
    return by_S, 2.0 * weighted[i.size :], float(residual @ weighted)


def _of_likelihood(b: Block, Sigma: Array, d: Array) -> tuple[Array, Array, float]:
    inverse = np.asarray(np.linalg.inv(Sigma))
    log_det = float(np.linalg.slogdet(Sigma)[1])
    fit = float(np.trace(inverse @ b.S)) - len(Sigma) + float(d @ inverse @ d)
    return inverse - np.linalg.inv(b.S), 2.0 * inverse @ d, log_det - b.log_det_S + fit


def _of_gls(b: Block, Sigma: Array, d: Array) -> tuple[Array, Array, float]:
    inverse = np.asarray(np.linalg.inv(b.S))
    rest = np.eye(len(Sigma)) - inverse @ Sigma
    e = inverse @ d
    by_S = inverse @ Sigma @ rest @ inverse - np.outer(e, e)
    return by_S, 2.0 * e, 0.5 * float(np.trace(rest @ rest)) + float(d @ e)
