"""Refit one model to many reweighted samples, in batches."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from surveysem.moments import weighted_moments, weighted_products
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.fast import Kernel
from surveysem.sem.estimation.discrepancy import Objective, with_sample
from surveysem.sem.estimation.minimise import Minimum, minimise
from surveysem.sem.parallel import in_batches

BATCH = 64
FAST_BATCH = 256
_TOLERANCE = 1e-7
_FAST_STEPS = 80


class Weights(Protocol):
    """Reweighted samples: rows X (n, p), and counts of any range of draws."""

    @property
    def X(self) -> Array:
        """Rows (n, p)."""

    def counts(self, first: int, last: int) -> Array:
        """Counts (last - first, n)."""


@dataclass(frozen=True, slots=True)
class Refits:
    """Estimates (R, q), exogenous moments (R, e), discrepancies (R,), and which converged (R,)."""

    theta: Array
    given: Array
    value: Array
    converged: Flags


@dataclass(frozen=True, slots=True)
class Task:
    """Model and metric at the full-sample estimate, its compiled refits if any, and the samples."""

    objective: Objective
    theta: Array
    metric: Array
    weights: Weights
    draws: int
    kernel: Kernel | None = None

    @property
    def batch(self) -> int:
        """Draws of a batch."""
        return BATCH if self.kernel is None else FAST_BATCH

    def run(self, batch: int) -> Refits:
        """Refit one batch; batches are the same whatever the number of workers."""
        first = batch * self.batch
        counts = self.weights.counts(first, min(first + self.batch, self.draws))
        return self.dense(counts) if self.kernel is None else self.fast(self.kernel, counts)

    def dense(self, counts: Array) -> Refits:
        """Refit samples one by one."""
        mean, S = weighted_moments(self.weights.X, _padded(counts, self.batch))
        mean, S = mean[: len(counts)], S[: len(counts)]
        minima = [self.refit(S[r], mean[r]) for r in range(len(S))]
        pattern = self.objective.blocks[0].pattern
        means = mean if pattern.meanstructure else None
        return Refits(
            np.array([m.theta for m in minima]),
            pattern.given(S, means),
            np.array([m.value for m in minima]),
            np.array([m.converged for m in minima]),
        )

    def fast(self, kernel: Kernel, counts: Array) -> Refits:
        """Compiled refits of all samples; ``dense`` for those it leaves."""
        samples = weighted_products(self.weights.X, _padded(counts, self.batch))
        found = kernel.refit(samples, len(counts), _TOLERANCE)
        converged = found.done.copy()
        for r in np.flatnonzero(~found.done):
            again = self.dense(counts[r : r + 1])
            found.theta[r], found.value[r] = again.theta[0], again.value[0]
            converged[r] = again.converged[0]
        return Refits(found.theta, np.empty((len(counts), 0)), found.value, converged)

    def refit(self, S: Array, mean: Array) -> Minimum:
        """Quasi-Newton from the full-sample estimate in its metric; scoring where that fails.

        A sample whose S is singular has no discrepancy and counts as not converged.
        """
        block = with_sample(self.objective.blocks[0], S, mean)
        if not np.isfinite(block.log_det_S):
            return Minimum(self.theta, np.nan, self.theta, np.inf, 0, False)
        sample = Objective((block,))
        fast = minimise(
            sample,
            self.theta,
            metric=self.metric,
            tolerance=_TOLERANCE,
            max_iterations=_FAST_STEPS,
        )
        return fast if fast.converged else minimise(sample, self.theta, tolerance=_TOLERANCE)


def run(task: Task, workers: int | None) -> Refits:
    """Run all batches of a task on ``workers`` threads or processes (None: one for each core)."""
    parts = in_batches(
        task.run, task.draws, task.batch, workers, threads=task.kernel is not None, what="draws"
    )
    names = ("theta", "given", "value", "converged")
    return Refits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _padded(counts: Array, rows: int) -> Array:
    """Counts with rows of ones below: sums of a row then do not depend on how many draws follow."""
    return np.concatenate([counts, np.ones((rows - len(counts), counts.shape[1]))])
