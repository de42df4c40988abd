"""Fit a model to samples of one size, many at a time."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.linalg import lapack
from scipy.special import chdtrc

from surveysem.errors import SurveySemError
from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.bootstrap.fast import Kernel, samples_from
from surveysem.sem.bootstrap.refit import refit_blocks
from surveysem.sem.estimation.discrepancy import Objective, with_sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.fit import fit
from surveysem.sem.indices.chisq import noncentral_survival
from surveysem.sem.inference.admissible import admissible_draws
from surveysem.sem.simulation.moments import Drawn, Source, stream
from surveysem.sem.simulation.quantities import Reported
from surveysem.sem.simulation.simulate import Drawer
from surveysem.sem.text.statements import Model

BATCH = 25
CLOSE = 0.05
_TOLERANCE = 1e-7
_WEAK = 1e-6


@dataclass(frozen=True, slots=True)
class Draws:
    """Values and standard errors (R, k), p-values of fit (R,), and what became of each draw.

    ``pvalue`` is that of the chi-square, ``close`` that of an RMSEA of at most .05. ``converged``
    draws without a standard error are not ``determined`` (empirically under-identified).
    """

    est: Array
    se: Array
    pvalue: Array
    close: Array
    converged: Flags
    admissible: Flags

    @property
    def determined(self) -> Flags:
        """Which draws have standard errors."""
        return np.asarray(np.isfinite(self.se).any(axis=1))


def joined(parts: list[Draws]) -> Draws:
    """Batches one after another."""
    names = ("est", "se", "pvalue", "close", "converged", "admissible")
    return Draws(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class Trials(Protocol):
    """The work of one sample size."""

    def run(self, batch: int) -> Draws:
        """One batch; batches are the same whatever the number of workers."""


@dataclass(frozen=True, slots=True)
class MomentTrials:
    """Maximum likelihood on drawn moments, compiled where the model allows it."""

    solution: Solution
    reported: Reported
    metric: Array
    kernel: Kernel | None
    source: Source
    order: Indices
    n: int
    draws: int

    def run(self, batch: int) -> Draws:
        """Refit from the population's values; errors from the expected information."""
        last = min((batch + 1) * BATCH, self.draws)
        drawn = self.source.moments(batch * BATCH, last).select(self.order)
        pattern = self.solution.quantities.pattern
        given = pattern.given(drawn.S, drawn.mean if pattern.meanstructure else None)
        theta, value, converged = self._refit(drawn)
        est = np.full((len(theta), int(self.reported.kept.sum())), np.nan)
        se = est.copy()
        est[converged] = self.reported.values(theta[converged], given[converged])
        for r in np.flatnonzero(converged):
            se[r] = self._errors(theta[r], given[r], drawn, int(r))
        admissible = converged & admissible_draws(self.solution.quantities, theta, given)
        pvalue, close = self._tests(np.where(converged, self.n * value, np.nan))
        return Draws(est, se, pvalue, close, converged, admissible)

    def _tests(self, chisq: Array) -> tuple[Array, Array]:
        """p-values (R,) of exact fit and of close fit."""
        df = self.solution.df
        if df == 0:
            return np.full_like(chisq, np.nan), np.full_like(chisq, np.nan)
        centre = CLOSE**2 * df * self.n
        close = [noncentral_survival(x, df, centre) if x >= 0 else np.nan for x in chisq]
        return np.asarray(chdtrc(df, chisq)), np.array(close)

    def _refit(self, drawn: Drawn) -> tuple[Array, Array, Flags]:
        """Estimates, discrepancies and which converged; one by one what the kernel leaves."""
        count = len(drawn.mean)
        start = self.solution.theta
        theta, value = np.tile(start, (count, 1)), np.full(count, np.nan)
        done = np.zeros(count, dtype=bool)
        if self.kernel is not None:
            found = self.kernel.refit(samples_from(drawn.mean, drawn.S), _TOLERANCE)
            theta, value, done = found.theta, found.value, found.done
        for r in np.flatnonzero(~done):
            block = with_sample(self.solution.objective.blocks[0], drawn.S[r], drawn.mean[r])
            again = refit_blocks(self.solution.objective, [block], start, self.metric)
            theta[r], value[r], done[r] = again.theta, again.value, again.converged
        return theta, value, done

    def _errors(self, theta: Array, given: Array, drawn: Drawn, r: int) -> Array:
        """Standard errors (k,) of one draw; NaN where the data do not determine the estimates."""
        block = with_sample(self.solution.objective.blocks[0], drawn.S[r], drawn.mean[r])
        H = Objective((block,)).information(theta)
        scale = np.sqrt(H.diagonal())
        factor, failed = lapack.dpotrf(H / scale / scale[:, None], lower=True)
        J = self.reported.derivatives(theta, given if given.size else None)
        if failed or factor.diagonal().min() < _WEAK:
            return np.full(len(J), np.nan)
        half, _ = lapack.dtrtrs(factor, (J / scale).T, lower=True)
        return np.asarray(np.sqrt(2.0 / self.n * np.einsum("qk,qk->k", half, half)))


@dataclass(frozen=True, slots=True)
class CaseTrials:
    """Any estimator, on drawn cases."""

    drawer: Drawer
    model: Model
    options: dict[str, object]
    reported: Reported
    n: int
    draws: int
    seed: int

    def run(self, batch: int) -> Draws:
        """Fit to each sample of the batch."""
        last = min((batch + 1) * BATCH, self.draws)
        return joined([self._draw(draw) for draw in range(batch * BATCH, last)])

    def _draw(self, draw: int) -> Draws:
        data = self.drawer.frame(self.n, stream(self.seed, self.n, draw))
        k = int(self.reported.kept.sum())
        nothing = np.full((1, k), np.nan)
        missing, no = np.array([np.nan]), np.array([False])
        try:
            found = fit(self.model, data, **self.options)  # type: ignore[arg-type]
        except SurveySemError:
            return Draws(nothing, nothing, missing, missing, no, no)
        s = found.solution
        if not found.converged or s.table.parameters != self.reported.quantities.table.parameters:
            return Draws(nothing, nothing, missing, missing, no, no)
        own = replace(self.reported, quantities=s.quantities)
        return draw_of(own, found.solution, found.fit_indices(), found.admissible)


def draw_of(
    own: Reported, s: Solution, indices: dict[str, float | int | None], admissible: bool
) -> Draws:
    """One draw as batches have them."""
    J = own.derivatives(s.theta)
    se = np.full(len(J), np.nan)
    if s.vcov is not None:
        se = np.sqrt(np.maximum(np.einsum("kq,qr,kr->k", J, s.vcov, J), 0.0))

    def index(name: str) -> float:
        value = indices.get(f"{name}_scaled", indices.get(name))
        return np.nan if value is None else float(value)

    return Draws(
        own.values(s.theta)[None],
        se[None],
        np.array([index("pvalue")]),
        np.array([index("rmsea_pvalue")]),
        np.array([True]),
        np.array([admissible]),
    )
