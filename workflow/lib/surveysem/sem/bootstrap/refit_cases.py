"""Refit one model to resamples of cases with missing values."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.moments import Patterns, single_patterns, weighted_moments
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.refit import Refits, Task
from surveysem.sem.estimation.discrepancy import Objective
from surveysem.sem.estimation.minimise import Minimum, minimise
from surveysem.sem.estimation.slopes import Cases

_TOLERANCE = 1e-7
_FAST_STEPS = 80


@dataclass(frozen=True, slots=True)
class CasesTask(Task):
    """A task whose samples keep their missing values; the draws have no chi-square."""

    def dense(self, counts: Array) -> Refits:
        """Refit samples one by one."""
        X = self.weights.X
        patterns = single_patterns(X)
        mean, S = weighted_moments(np.nan_to_num(X), counts)
        given = self.objective.blocks[0].pattern.given(S, mean)
        pairs = zip(counts, given, strict=True)
        minima = [self.refit_cases(patterns.reweighted(c), g) for c, g in pairs]
        return Refits(
            np.array([m.theta for m in minima]),
            given,
            np.full(len(minima), np.nan),
            np.array([m.converged for m in minima]),
        )

    def refit_cases(self, patterns: Patterns, given: Array) -> Minimum:
        """Quasi-Newton from the full-sample estimate in its metric; scoring where that fails."""
        block = self.objective.blocks[0]
        pattern = block.pattern
        if given.size:
            template = pattern.template.copy()
            template[pattern.exogenous] = given
            pattern = replace(pattern, template=template)
        sample = Objective((replace(block, pattern=pattern, cases=Cases(patterns, 0.0)),))
        fast = minimise(
            sample,
            self.theta,
            metric=self.metric,
            tolerance=_TOLERANCE,
            max_iterations=_FAST_STEPS,
        )
        return fast if fast.converged else minimise(sample, self.theta, tolerance=_TOLERANCE)
