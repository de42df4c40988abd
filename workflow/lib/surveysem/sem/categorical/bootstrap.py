"""Bootstrap of models of ordered items: thresholds and correlations anew in each draw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from surveysem.errors import ConvergenceError, DataError, SpecificationError
from surveysem.moments import OrderedSample, asymptotic_covariance, ordered_sample, stacked
from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.intervals import acceleration
from surveysem.sem.bootstrap.refit import Refits, Weights
from surveysem.sem.bootstrap.resample import Jackknife, Resampling
from surveysem.sem.bootstrap.run import Bootstrap, check_draws
from surveysem.sem.categorical.discrepancy import LeastSquares, OrderedBlock
from surveysem.sem.categorical.estimator import Estimator, weight_matrix
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.estimation.minimise import minimise
from surveysem.sem.estimation.minimum import Minimum
from surveysem.sem.parallel import in_batches

_BATCH = 16
_TOLERANCE = 1e-7
_FAST_STEPS = 40


@dataclass(frozen=True, slots=True)
class OrderedRefits(Refits):
    """Refits with the reasons (R,) why a draw has none, "" where it has one."""

    reasons: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OrderedTask:
    """A model, its estimates and metric in the whole sample, and the resamples of its cases."""

    objective: LeastSquares
    theta: Array
    metric: Array
    samples: tuple[OrderedSample, ...]
    estimator: Estimator
    weights: Weights
    draws: int

    def run(self, batch: int) -> OrderedRefits:
        """Refit one batch; batches are the same whatever the number of workers."""
        first = batch * _BATCH
        counts = self.weights.counts(first, min(first + _BATCH, self.draws))
        found = [self.refit(row) for row in counts]
        return OrderedRefits(
            np.array([m.theta for m, _ in found]),
            np.empty((len(found), 0)),
            np.array([m.value for m, _ in found]),
            np.array([m.converged for m, _ in found]),
            tuple(reasons for _, reasons in found),
        )

    def refit(self, counts: Array) -> tuple[Minimum, tuple[str, ...]]:
        """Refit to the cases drawn ``counts`` (n,) times, or say why there is nothing to fit."""
        ends = np.cumsum([sample.n for sample in self.samples])[:-1]
        parts = zip(
            self.objective.groups, self.samples,
            np.split(self.weights.X, ends), np.split(counts, ends), strict=True,
        )  # fmt: skip
        blocks, reasons = [], []
        for block, sample, X, drawn in parts:
            rows = pd.DataFrame(X[np.repeat(np.arange(len(X)), drawn.astype(np.intp))])
            rows.columns = pd.Index(sample.names)
            lost = _lost(sample, rows)
            if lost:
                reasons += lost
                continue
            try:
                blocks.append(_block(block, sample, rows, self.estimator))
            except (DataError, ConvergenceError) as error:
                reasons.append(str(error))
        if reasons:
            return Minimum(self.theta, np.nan, self.theta, np.inf, 0, False), tuple(reasons)
        found = self.minimise(blocks)
        return found, () if found.converged else ("not converged",)

    def minimise(self, blocks: Sequence[OrderedBlock]) -> Minimum:
        """From the full-sample estimate, in its metric; with its own metric where that fails."""
        sample = replace(self.objective, groups=_weighted(blocks))
        fast = minimise(
            sample,
            self.theta,
            metric=self.metric,
            tolerance=_TOLERANCE,
            max_iterations=_FAST_STEPS,
        )
        return fast if fast.converged else minimise(sample, self.theta, tolerance=_TOLERANCE)


@dataclass(eq=False)
class OrderedBootstrap(Bootstrap):
    """Draws of a bootstrap of ordered items.

    A draw in which an item lost a category has other thresholds than the model: it counts as not
    converged, and ``dropped`` says which item and answer.
    """

    @property
    def dropped(self) -> pd.DataFrame:
        """Why draws have no estimates: reason, and in how many draws it held; most often first."""
        assert isinstance(self.refits, OrderedRefits)
        counts = Counter(reason for draw in self.refits.reasons for reason in draw)
        return pd.DataFrame(counts.most_common(), columns=["reason", "draws"])

    def summary(self) -> dict[str, int | str]:
        """Flat record, with the number of draws in which an item lost a category."""
        assert isinstance(self.refits, OrderedRefits)
        lost = sum(any(_LOST in reason for reason in draw) for draw in self.refits.reasons)
        return {**super().summary(), "category_lost": lost}

    @cached_property
    def _acceleration(self) -> Array:
        """Acceleration (k,) of every quantity from the jackknife."""
        found = self.jackknife
        return acceleration(self._reported.values(found.theta[found.converged], None))

    @cached_property
    def jackknife(self) -> OrderedRefits:
        """The model refitted without each case in turn, for intervals of kind ``bca``."""
        assert isinstance(self.solution, OrderedSolution)
        X = answers_of(self.solution)
        return run(task_of(self.solution, Jackknife(X), len(X)), self.workers)


def bootstrap(
    s: OrderedSolution, draws: int, seed: int, kind: str, workers: int | None
) -> OrderedBootstrap:
    """Draw and refit; see ``OrderedFit.bootstrap``."""
    check_draws(s, draws, seed, kind)
    if kind != "nonparametric":
        raise SpecificationError(
            f"kind {kind!r}: answers to ordered items cannot be moved to where the model holds; "
            "expected nonparametric"
        )
    sizes = tuple(sample.n for sample in s.moments)
    refits = run(task_of(s, Resampling(answers_of(s), seed, sizes), draws), workers)
    return OrderedBootstrap(s, refits, kind, seed, workers)


def task_of(s: OrderedSolution, weights: Weights, draws: int) -> OrderedTask:
    """The work of refitting a solution's model to resamples of its cases."""
    metric = inverse_information(s.objective, s.theta)
    return OrderedTask(s.least_squares, s.theta, metric, s.moments, s.weighting, weights, draws)


def run(task: OrderedTask, workers: int | None) -> OrderedRefits:
    """Run all batches of a task on ``workers`` processes (None: one for each core)."""
    parts = in_batches(
        task.run, task.draws, _BATCH, workers, threads=False, what="draws", of=OrderedRefits
    )
    return OrderedRefits(
        theta=np.concatenate([part.theta for part in parts]),
        given=np.concatenate([part.given for part in parts]),
        value=np.concatenate([part.value for part in parts]),
        converged=np.concatenate([part.converged for part in parts]),
        reasons=tuple(reasons for part in parts for reasons in part.reasons),
    )


def answers_of(s: OrderedSolution) -> Array:
    """Rows (n, p) of all groups: numbers of the categories, and numeric variables as they are.

    NaN where an answer is missing.
    """
    rows = []
    for sample in s.moments:
        X = np.empty((sample.n, len(sample.names)))
        codes = sample.categories.codes
        X[:, sample.pairs.ordered] = np.where(codes < 0, np.nan, codes)
        X[:, sample.pairs.numeric] = sample.mean + sample.z * np.sqrt(sample.variance)
        rows.append(X)
    return np.concatenate(rows)


def _lost(sample: OrderedSample, rows: pd.DataFrame) -> list[str]:
    """Which items lost which answer in the rows drawn."""
    codes = rows.to_numpy()[:, sample.pairs.ordered]
    found = []
    for name, values, column in zip(
        sample.categories.names, sample.categories.values, codes.T, strict=True
    ):
        drawn = np.bincount(column[~np.isnan(column)].astype(np.intp), minlength=len(values))
        found += [f"item {name}: {_LOST} {values[k]}" for k in np.flatnonzero(drawn == 0)]
    return found


_LOST = "nobody drawn answers"


def _block(
    block: OrderedBlock, sample: OrderedSample, rows: pd.DataFrame, estimator: Estimator
) -> OrderedBlock:
    """The block of a group with the moments and weights of the rows drawn."""
    pairwise = sample.categories.has_missing
    drawn = ordered_sample(rows, sample.categories.names, pairwise=pairwise)
    W = weight_matrix(estimator, asymptotic_covariance(drawn))
    return replace(block, s=stacked(drawn), W=W, n=drawn.n)


def _weighted(blocks: Sequence[OrderedBlock]) -> tuple[OrderedBlock, ...]:
    """The blocks with their weights by the number of cases drawn."""
    n = sum(block.n for block in blocks)
    return tuple(
        replace(block, weight=(block.n - 1) / (n - len(blocks)), share=block.n / n)
        for block in blocks
    )
