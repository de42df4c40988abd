"""Which work refits the model of a solution to resamples."""

from dataclasses import replace

import numpy as np

from surveysem.moments import Patterns, Saturated, single_patterns
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.fast import kernel_of
from surveysem.sem.bootstrap.refit import Task, Weights
from surveysem.sem.bootstrap.refit_cases import CasesTask
from surveysem.sem.bootstrap.refit_squares import SquaresTask
from surveysem.sem.bootstrap.refit_staged import StagedTask
from surveysem.sem.estimation.discrepancy import Block, Objective
from surveysem.sem.estimation.information import observed_hessian
from surveysem.sem.estimation.inverse import inverse_information, inverse_of
from surveysem.sem.estimation.least_squares import Weighting
from surveysem.sem.estimation.solution import Solution

_COMPILED_ESTIMATORS = ("ML", "MLM", "MLMV", "MLR")
_COMPILED_MISSING = ("listwise", "fiml")


def task_of(
    s: Solution, weights: Weights, draws: int, *, chisq: bool = False, cases: bool = True
) -> Task:
    """The work of refitting a solution's model to reweighted samples of its cases.

    ``chisq``: do the draws need one even where that takes a saturated model for each?
    ``cases``: are the rows answers, whose products each draw centres at its own means?
    """
    found = _task(s, weights, draws, chisq)
    return replace(found, recentring=s.recentring) if cases else found


def _task(s: Solution, weights: Weights, draws: int, chisq: bool) -> Task:
    """The same with products as they were built."""
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
    kernel = kernel_of(s.objective, s.theta, metric) if compilable(s, weights) else None
    return Task(*work, unbiased=unbiased, kernel=kernel)


def compilable(s: Solution, weights: Weights) -> bool:
    """Are the draws minima of the discrepancy that is compiled: ML of complete cases, as it stands?

    Whatever is not named here is refused: other estimators, treatments of missing values,
    constraints, and kinds of objectives and groups.
    """
    plain = type(s.objective) is Objective and all(type(b) is Block for b in s.objective.blocks)
    likelihood = s.estimator in _COMPILED_ESTIMATORS and s.has_likelihood
    own = all(b.cases is None and b.squares is None for b in s.objective.blocks)
    complete = s.missing in _COMPILED_MISSING and not np.isnan(weights.X).any()
    free = not s.table.constraints and not s.objective.constraints
    return plain and likelihood and own and complete and free


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
