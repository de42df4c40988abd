"""Refit one model to resamples of cases with missing values."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.moments import Patterns
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.refit import Drawn, Refits, Task
from surveysem.sem.estimation.discrepancy import Block
from surveysem.sem.estimation.slopes import Cases


@dataclass(frozen=True, slots=True)
class CasesTask(Task):
    """A task whose samples keep their missing values; the draws have no chi-square.

    ``patterns``: every case of each group as a pattern of its own.
    """

    patterns: tuple[Patterns, ...] = ()

    def dense(self, counts: Array) -> Refits:
        """Refit samples one by one."""
        return replace(super(CasesTask, self).dense(counts), value=np.full(len(counts), np.nan))

    def block(self, group: int, drawn: Drawn, r: int) -> Block:
        """One group with the sample r, casewise where it lacks values."""
        block = self.objective.blocks[group]
        if block.cases is None:
            return super(CasesTask, self).block(group, drawn, r)
        cases = Cases(self.patterns[group].reweighted(drawn.counts[r]), 0.0)
        pattern = block.pattern.with_sample(drawn.S[r], drawn.mean[r])
        share = float(drawn.share[r])
        return replace(block, pattern=pattern, cases=cases, weight=share, share=share)
