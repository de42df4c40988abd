"""Refit one model to resamples of cases with missing values."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.errors import DataError
from surveysem.moments import Patterns, Saturated, saturated, single_patterns
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.refit import Drawn, Refits, Task
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.slopes import Cases


@dataclass(frozen=True, slots=True)
class CasesTask(Task):
    """A task whose samples keep their missing values.

    ``patterns``: every case of each group as a pattern of its own. The draws have a chi-square
    only with ``starts``, the saturated moments of the groups, from which EM sets out for each
    sample; one without saturated moments then counts as not converged.
    """

    patterns: tuple[Patterns, ...] = ()
    starts: tuple[Saturated, ...] = ()

    def dense(self, counts: Array) -> Refits:
        """Refit samples one by one."""
        found = super(CasesTask, self).dense(counts)
        return found if self.starts else replace(found, value=np.full(len(counts), np.nan))

    def block(self, group: int, drawn: Drawn, r: int) -> Block:
        """One group with the sample r, casewise where it lacks values."""
        block = self.objective.blocks[group]
        if block.cases is None:
            return super(CasesTask, self).block(group, drawn, r)
        counts, patterns = drawn.counts[r], self.patterns[group]
        if self.recentring is not None:
            patterns = single_patterns(self.rows(group, counts))
        patterns = patterns.reweighted(counts)
        value = self._saturated(group, patterns)
        pattern = block.pattern.with_sample(drawn.S[r], drawn.mean[r])
        share, cases = float(drawn.share[r]), Cases(patterns, value)
        made = replace(block, pattern=pattern, cases=cases, weight=share, share=share)
        return made if np.isfinite(value) else replace(made, log_det_S=-np.inf)

    def _saturated(self, group: int, patterns: Patterns) -> float:
        """-2 log-likelihood of the saturated model, inf where it has none; 0 if not needed."""
        if not self.starts:
            return 0.0
        try:
            found = saturated(patterns, self.starts[group])
        except DataError:
            return np.inf
        return found.value if found.bounded else np.inf
