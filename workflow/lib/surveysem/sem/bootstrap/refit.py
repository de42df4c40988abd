"""Refit one model to many reweighted samples, in batches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from surveysem.moments import weighted_moments
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.fast import Kernel, samples_of
from surveysem.sem.estimation.discrepancy import Block, Objective, with_sample
from surveysem.sem.estimation.minimise import minimise
from surveysem.sem.estimation.minimum import Minimum
from surveysem.sem.model.recentring import Recentring
from surveysem.sem.parallel import in_batches

BATCH = 64
FAST_BATCH = 256
_TOLERANCE = 1e-7
_FAST_TOLERANCE = 1e-6
_FAST_STEPS = 80


class Weights(Protocol):
    """Reweighted samples: rows X (n, p), and counts of any range of draws."""

    @property
    def X(self) -> Array:
        """Rows (n, p), those of each group after one another."""

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
class Drawn:
    """R samples of one group: counts (R, n), mean (R, p), S (R, p, p), share of the cases (R,)."""

    counts: Array
    mean: Array
    S: Array
    share: Array


@dataclass(frozen=True, slots=True)
class Task:
    """Model and metric at the full-sample estimate, its compiled refits if any, and the samples.

    ``sizes``: rows of each group. ``unbiased``: does S divide by the number of cases less one?
    ``recentring``: the products of items, which each draw centres at its own means.
    """

    objective: Objective
    theta: Array
    metric: Array
    weights: Weights
    draws: int
    sizes: tuple[int, ...]
    unbiased: bool = False
    kernel: Kernel | None = None
    recentring: Recentring | None = None

    @property
    def batch(self) -> int:
        """Draws of a batch."""
        return BATCH if self.kernel is None else FAST_BATCH

    def run(self, batch: int) -> Refits:
        """Refit one batch; a draw is the same to the last bit, whoever refits it with which others.

        Where a sample determines its estimates badly, last bits decide where a minimisation ends.
        """
        first = batch * self.batch
        counts = self.weights.counts(first, min(first + self.batch, self.draws))
        return self.dense(counts) if self.kernel is None else self.fast(self.kernel, counts)

    def dense(self, counts: Array) -> Refits:
        """Refit samples one by one."""
        drawn = self.drawn(counts)
        minima = [
            self.refit([self.block(g, d, r) for g, d in enumerate(drawn)])
            for r in range(len(counts))
        ]
        pairs = zip(self.objective.blocks, drawn, strict=True)
        return Refits(
            np.array([m.theta for m in minima]),
            np.concatenate([given(b, d) for b, d in pairs], axis=1),
            np.array([m.value for m in minima]),
            np.array([m.converged for m in minima]),
        )

    def drawn(self, counts: Array) -> list[Drawn]:
        """Samples of each group for counts (R, n)."""
        total = counts.sum(axis=1)
        found = []
        for X, part in zip(*self._by_group(counts), strict=True):
            mean, S = weighted_moments(np.nan_to_num(X), part)
            size = part.sum(axis=1)
            divisor = size - 1.0 if self.unbiased else size
            S *= (size / divisor)[:, None, None]
            if self.recentring is not None:
                mean, S = self.recentring.moments(mean, S)
            found.append(Drawn(part, mean, S, size / total))
        return found

    def _by_group(self, counts: Array) -> tuple[list[Array], list[Array]]:
        """Rows and counts of each group."""
        ends = np.cumsum(self.sizes)[:-1]
        return np.split(self.weights.X, ends), np.split(counts, ends, axis=1)

    def rows(self, group: int, counts: Array) -> Array:
        """Cases (n, p) of one group as a sample with these counts (n,) has them."""
        X = np.split(self.weights.X, np.cumsum(self.sizes)[:-1])[group]
        return X if self.recentring is None else self.recentring.rows(X, counts)

    def block(self, group: int, drawn: Drawn, r: int) -> Block:
        """One group with the sample r."""
        block = with_sample(self.objective.blocks[group], drawn.S[r], drawn.mean[r])
        return replace(block, weight=drawn.share[r], share=drawn.share[r])

    def fast(self, kernel: Kernel, counts: Array) -> Refits:
        """Compiled refits of all samples; ``dense`` for those it leaves."""
        samples = samples_of(*self._by_group(counts), self.unbiased)
        if self.recentring is not None:
            samples = samples.recentred(self.recentring)
        found = kernel.refit(samples, _FAST_TOLERANCE)
        converged = found.done.copy()
        for r in np.flatnonzero(~found.done):
            again = self.dense(counts[r : r + 1])
            found.theta[r], found.value[r] = again.theta[0], again.value[0]
            converged[r] = again.converged[0]
        return Refits(found.theta, self._given(counts), found.value, converged)

    def _given(self, counts: Array) -> Array:
        """Exogenous moments (R, e) of all groups."""
        if not any(block.pattern.exogenous.size for block in self.objective.blocks):
            return np.empty((len(counts), 0))
        pairs = zip(self.objective.blocks, self.drawn(counts), strict=True)
        return np.concatenate([given(b, d) for b, d in pairs], axis=1)

    def refit(self, blocks: Sequence[Block]) -> Minimum:
        """Refit to one sample; see ``refit_blocks``."""
        return refit_blocks(self.objective, blocks, self.theta, self.metric)


def refit_blocks(
    objective: Objective, blocks: Sequence[Block], theta: Array, metric: Array
) -> Minimum:
    """Quasi-Newton from ``theta`` (q,) in its ``metric`` (q, q); scoring where that fails.

    ``blocks`` take the place of those of the objective, whose constraints hold in each sample. A
    sample whose S is singular has no discrepancy and counts as not converged.
    """
    if not all(np.isfinite(block.log_det_S) for block in blocks):
        return Minimum(theta, np.nan, theta, np.inf, 0, False)
    sample = replace(objective, blocks=tuple(blocks))
    fast = minimise(sample, theta, metric=metric, tolerance=_TOLERANCE, max_iterations=_FAST_STEPS)
    return fast if fast.converged else minimise(sample, theta, tolerance=_TOLERANCE)


def run(task: Task, workers: int | None) -> Refits:
    """Run all batches of a task on ``workers`` threads or processes (None: one for each core)."""
    threads = task.kernel is not None
    parts = in_batches(
        task.run, task.draws, task.batch, workers, threads=threads, what="draws", of=Refits
    )
    names = ("theta", "given", "value", "converged")
    return Refits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def given(block: Block, drawn: Drawn) -> Array:
    """Exogenous moments (R, e) of one group."""
    means = drawn.mean if block.pattern.meanstructure else None
    return block.pattern.given(drawn.S, means)
