"""Which work refits the model of a solution to resamples."""

import numpy as np

from surveysem.moments import Patterns, Saturated, single_patterns
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.fast import kernel_of
from surveysem.sem.bootstrap.refit import Task, Weights
from surveysem.sem.bootstrap.refit_cases import CasesTask
from surveysem.sem.bootstrap.refit_squares import SquaresTask
from surveysem.sem.bootstrap.refit_staged import StagedTask
from surveysem.sem.estimation.information import observed_hessian
from surveysem.sem.estimation.least_squares import Weighting
from surveysem.sem.estimation.minimise import inverse_information, inverse_of
from surveysem.sem.estimation.solution import Solution


def task_of(s: Solution, weights: Weights, draws: int, *, chisq: bool = False) -> Task:
    """The work of refitting a solution's model to reweighted samples of its cases.

    ``chisq``: do the draws need one even where that takes a saturated model for each?
    """
    unbiased = s.convention.name == "wishart"
    if s.has_missing:
        metric = inverse_of(observed_hessian(s.objective, s.theta))
        work = (s.objective, s.theta, metric, weights, draws, sizes(s))
        starts = _starts(s) if chisq else ()
        return CasesTask(*work, patterns=_patterns(s, weights.X), starts=starts)
    metric = inverse_information(s.objective, s.theta)
    work = (s.objective, s.theta, metric, weights, draws, sizes(s))
    if not s.has_likelihood:
        weighting = Weighting(s.estimator, s.convention.name, s.table.meanstructure)
        unbiased = s.convention.name != "amos"
        return SquaresTask(*work, unbiased=unbiased, weighting=weighting)
    if np.isnan(weights.X).any():
        patterns = _patterns(s, weights.X) if s.missing == "two-stage" else ()
        return StagedTask(*work, unbiased=unbiased, patterns=patterns, starts=_starts(s))
    kernel = None if unbiased else kernel_of(s.objective, s.theta, metric)
    return Task(*work, unbiased=unbiased, kernel=kernel)


def _patterns(s: Solution, X: Array) -> tuple[Patterns, ...]:
    """The rows of each group, every case as a pattern of its own."""
    return tuple(single_patterns(part) for part in np.split(X, np.cumsum(sizes(s))[:-1]))


def _starts(s: Solution) -> tuple[Saturated, ...]:
    """Moments of each group, from which those of its resamples are not far."""
    found = []
    for sample in s.samples:
        assert sample.moments.mean is not None
        found.append(Saturated(sample.moments.mean, sample.moments.S, np.inf, sample.bounded))
    return tuple(found)


def sizes(s: Solution) -> tuple[int, ...]:
    """Number of cases of each group."""
    return tuple(sample.n for sample in s.samples)
