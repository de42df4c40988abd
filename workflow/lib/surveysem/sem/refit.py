"""Refit one model to many reweighted samples, on several processes."""

import multiprocessing
import os
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from surveysem.errors import SpecificationError
from surveysem.moments import weighted_moments
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.discrepancy import Objective, with_sample
from surveysem.sem.minimise import Minimum, minimise
from surveysem.sem.threads import one_blas_thread

BATCH = 64
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
    """What a worker needs: model and metric at the full-sample estimate, and the samples."""

    objective: Objective
    theta: Array
    metric: Array
    weights: Weights
    draws: int

    def run(self, batch: int) -> Refits:
        """Refit one batch; batches are the same whatever the number of workers."""
        first = batch * BATCH
        counts = self.weights.counts(first, min(first + BATCH, self.draws))
        mean, S = weighted_moments(self.weights.X, counts)
        minima = [self.refit(S[r], mean[r]) for r in range(len(S))]
        pattern = self.objective.blocks[0].pattern
        means = mean if pattern.meanstructure else None
        return Refits(
            np.array([m.theta for m in minima]),
            pattern.given(S, means),
            np.array([m.value for m in minima]),
            np.array([m.converged for m in minima]),
        )

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
    """Run all batches of a task on ``workers`` processes (None: as many as there are cores).

    BLAS threads are held to one. Where the system cannot fork, or a pool runs this, one process
    does all.
    """
    batches = range(-(-task.draws // BATCH))
    used = min(_workers(workers), len(batches))
    with one_blas_thread():
        if used <= 1:
            return _joined([task.run(batch) for batch in batches])
        context = multiprocessing.get_context("fork")
        with context.Pool(used, initializer=_keep, initargs=(task,)) as pool:
            return _joined(pool.map(_run_kept, batches, chunksize=1))


_kept: list[Task] = []


def _keep(task: Task) -> None:
    """Make a worker ready; BLAS threads of its own would stand in the way of the other workers."""
    threadpool_limits(1)
    _kept[:] = [task]


def _run_kept(batch: int) -> Refits:
    return _kept[0].run(batch)


def _workers(workers: int | None) -> int:
    if workers is not None and workers < 1:
        raise SpecificationError(f"workers = {workers}; expected at least 1")
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if not can_fork or multiprocessing.current_process().daemon:
        return 1
    if workers is not None:
        return workers
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _joined(parts: list[Refits]) -> Refits:
    names = ("theta", "given", "value", "converged")
    return Refits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
