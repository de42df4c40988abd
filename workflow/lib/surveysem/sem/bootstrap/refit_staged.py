"""Refit one model to resamples whose moments come from incomplete cases."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.errors import DataError
from surveysem.moments import (
    Patterns,
    Saturated,
    pairwise_moments,
    saturated,
    single_patterns,
)
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.refit import Drawn, Task


@dataclass(frozen=True, slots=True)
class StagedTask(Task):
    """A task whose samples have pairwise moments or, with ``patterns``, saturated ML ones.

    ``patterns``: every case of each group as a pattern of its own; ``starts``: the moments of the
    groups themselves. A sample without such moments counts as not converged.
    """

    patterns: tuple[Patterns, ...] = ()
    starts: tuple[Saturated, ...] = ()

    def drawn(self, counts: Array) -> list[Drawn]:
        """Samples of each group for counts (R, n)."""
        ends = np.cumsum(self.sizes)[:-1]
        total = counts.sum(axis=1)
        found = []
        for group, part in enumerate(np.split(counts, ends, axis=1)):
            moments = [self._moments(group, row) for row in part]
            mean = np.array([m.mean for m in moments])
            S = np.array([m.S for m in moments])
            found.append(Drawn(part, mean, S, part.sum(axis=1) / total))
        return found

    def _moments(self, group: int, counts: Array) -> Saturated:
        """Of one sample; a singular S where there are none."""
        start = self.starts[group]
        try:
            found = (self._saturated if self.patterns else self._pairwise)(group, counts)
        except DataError:
            return Saturated(start.mean, np.zeros_like(start.S), np.inf, False)
        return found if found.bounded else replace(found, S=np.zeros_like(start.S))

    def _saturated(self, group: int, counts: Array) -> Saturated:
        patterns = self.patterns[group]
        if self.recentring is not None:
            patterns = single_patterns(self.rows(group, counts))
        return saturated(patterns.reweighted(counts), self.starts[group])

    def _pairwise(self, group: int, counts: Array) -> Saturated:
        X = self.rows(group, counts)
        names = tuple(str(j) for j in range(X.shape[1]))
        rows = np.repeat(np.arange(counts.size), counts.astype(np.intp))
        found = pairwise_moments(X[rows], names).with_divisor("n-1" if self.unbiased else "n")
        assert found.mean is not None
        return Saturated(found.mean, found.S, np.inf)
