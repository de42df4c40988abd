"""Refit one model to resamples by least squares, whose weights come from each resample."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.errors import DataError
from surveysem.sem.bootstrap.refit import Drawn, Task
from surveysem.sem.estimation.discrepancy import Block, weigh, with_sample
from surveysem.sem.estimation.least_squares import Weighting


@dataclass(frozen=True, slots=True, kw_only=True)
class SquaresTask(Task):
    """A task whose objective is least squares."""

    weighting: Weighting

    def block(self, group: int, drawn: Drawn, r: int) -> Block:
        """One group with the sample r; without a discrepancy where S or Gamma is singular."""
        block = with_sample(self.objective.blocks[group], drawn.S[r], drawn.mean[r])
        if not np.isfinite(block.log_det_S):
            return block
        counts = drawn.counts[r]
        X = np.repeat(self.rows(group, counts), counts.astype(int), axis=0)
        try:
            squares = weigh(self.weighting, block, X)
        except DataError:
            return replace(block, log_det_S=-np.inf)
        share, n = float(drawn.share[r]), float(counts.sum())
        weight = (n - 1) / (n / share - len(self.sizes)) if self.unbiased else share
        return replace(block, squares=squares, weight=weight, share=share)
