"""Bootstrap of an estimated model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from surveysem.errors import ConvergenceError, DataError, SpecificationError
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.intervals import acceleration, interval
from surveysem.sem.bootstrap.refit import Refits, run
from surveysem.sem.bootstrap.reported import Reported, reported
from surveysem.sem.bootstrap.resample import Jackknife, Resampling, bollen_stine_rows
from surveysem.sem.bootstrap.tasks import sizes, task_of
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.admissible import admissible_draws

KINDS = ("nonparametric", "bollen-stine")
SCALES = ("raw", "std_lv", "std_all")
INTERVALS = ("percentile", "bc", "bca")
Function = Callable[[Array, Array | None], Array]


@dataclass(eq=False)
class Bootstrap:
    """Draws of a bootstrap; those that did not converge are counted and left out of intervals.

    Inadmissible draws (negative variances, impossible covariances) are kept: leaving them out, or
    bounding them, would bias the intervals of the parameters near the boundary.
    """

    solution: Solution
    refits: Refits
    kind: str
    seed: int
    workers: int | None

    @property
    def draws(self) -> Array:
        """Estimates (R, q) of the free parameters, one row per draw."""
        return self.refits.theta

    @property
    def converged(self) -> Flags:
        """Which draws (R,) converged."""
        return self.refits.converged

    @cached_property
    def admissible(self) -> Flags:
        """Which draws (R,) converged to an admissible solution."""
        quantities = self.solution.quantities
        good = admissible_draws(quantities, self.refits.theta, self.refits.given)
        return self.converged & good

    @property
    def chisq(self) -> Array:
        """Chi-square (R,) of each draw; NaN where it did not converge.

        With missing fiml the draws of a Bollen-Stine bootstrap alone have one.
        """
        return np.where(self.converged, self.solution.scale * self.refits.value, np.nan)

    @property
    def pvalue(self) -> float:
        """Bollen-Stine p: share of converged draws that fit worse than the sample does.

        Raises SpecificationError for a nonparametric bootstrap, which has none.
        """
        if self.kind != "bollen-stine":
            raise SpecificationError("a p-value of fit needs bootstrap(kind='bollen-stine')")
        observed = self.solution.chisq
        return float(np.mean(self.chisq[self.converged] >= observed))

    def summary(self) -> dict[str, int | str]:
        """Flat record: draws, converged, admissible, used, kind, seed."""
        return {
            "draws": len(self.draws),
            "converged": int(self.converged.sum()),
            "admissible": int(self.admissible.sum()),
            "used": int(self.converged.sum()),
            "kind": self.kind,
            "seed": self.seed,
        }

    def values(self, scale: str = "raw") -> Array:
        """Rows of ``fit.estimates()`` (R, k) in the converged draws, in its order.

        ``scale``: ``raw``, ``std_lv`` or ``std_all``; NaN where a draw has no such value, as with
        a negative variance of a latent variable. Raises SpecificationError for another scale.
        """
        if scale not in SCALES:
            raise SpecificationError(f"scale {scale!r}; expected one of {' '.join(SCALES)}")
        ok, quantities = self.converged, self.solution.quantities
        of = {"raw": quantities.raw, "std_lv": quantities.std_lv, "std_all": quantities.std_all}
        return np.asarray(of[scale](self.refits.theta[ok], self.refits.given[ok]))

    def ci(self, level: float = 0.95, kind: str = "percentile") -> pd.DataFrame:
        """Intervals of raw, standardised and defined parameters and of effects.

        DataFrame: quantity (parameter, standardized, effect, standardized effect) lhs op rhs label
        est se bias ci_lower ci_upper pvalue. For effects lhs is the outcome, rhs the predictor,
        op the kind of effect and label the path. With several groups the label of each comes first,
        under ``group``. p is below 1 - level exactly where the interval
        excludes 0, and never below 2 / (draws + 1).

        Raises SpecificationError for an unknown kind, a level that the draws cannot support, and
        a Bollen-Stine bootstrap, whose draws are of the model and not of the data.
        """
        self._check(level, kind)
        values = self._resampled
        estimate = self._reported.values(self.solution.theta[None], None)[0]
        a = self._acceleration if kind == "bca" else np.zeros(estimate.size)
        found = _intervals(values, estimate, a, level, kind)
        return pd.concat([self._reported.labels(), found], axis=1)

    def of(self, function: Function, level: float = 0.95, kind: str = "percentile") -> pd.DataFrame:
        """Intervals of any quantities (k) of the model; the columns of ``ci`` from est on.

        ``function`` takes estimates (R, q) and exogenous moments (R, e), None for the sample's own,
        and returns values (R, k). Raises as ``ci``.
        """
        self._check(level, kind)
        ok, s = self.converged, self.solution
        estimate = function(s.theta[None], None)[0]
        a = self._accelerations(function) if kind == "bca" else np.zeros(estimate.size)
        values = function(self.refits.theta[ok], self.refits.given[ok])
        return _intervals(values, estimate, a, level, kind)

    @cached_property
    def _reported(self) -> Reported:
        return reported(self.solution.quantities)

    @cached_property
    def _resampled(self) -> Array:
        """All quantities (R, k) of the converged draws."""
        ok = self.converged
        return self._reported.values(self.refits.theta[ok], self.refits.given[ok])

    @cached_property
    def _acceleration(self) -> Array:
        """Acceleration (k,) of every quantity from the jackknife."""
        return self._accelerations(self._reported.values)

    def _accelerations(self, function: Function) -> Array:
        ok = self.jackknife.converged
        return acceleration(function(self.jackknife.theta[ok], self.jackknife.given[ok]))

    @cached_property
    def jackknife(self) -> Refits:
        """The model refitted without each case in turn, for intervals of kind ``bca``."""
        X = _cases(self.solution)
        return run(task_of(self.solution, Jackknife(X), len(X)), self.workers)

    def _check(self, level: float, kind: str) -> None:
        if kind not in INTERVALS:
            raise SpecificationError(f"kind {kind!r}; expected one of {' '.join(INTERVALS)}")
        if self.kind != "nonparametric":
            raise SpecificationError("intervals need bootstrap(kind='nonparametric')")
        if not 0 < level < 1:
            raise SpecificationError(f"level {level}; expected a number between 0 and 1")
        used = int(self.converged.sum())
        if (1 - level) * (used + 1) <= 2:
            raise SpecificationError(
                f"an interval of level {level:g} needs more than {2 / (1 - level) - 1:.0f} draws, "
                f"found {used} that converged"
            )


def _intervals(values: Array, estimate: Array, a: Array, level: float, kind: str) -> pd.DataFrame:
    """Intervals of quantities with draws ``values`` (R, k) and accelerations ``a`` (k,)."""
    corrected = kind != "percentile"
    found = [
        interval(values[:, j], estimate[j], level, corrected=corrected, acceleration=a[j])
        for j in range(estimate.size)
    ]
    names = {"se": "se", "bias": "bias", "ci_lower": "lower", "ci_upper": "upper"}
    columns = {column: [getattr(i, name) for i in found] for column, name in names.items()}
    return pd.DataFrame({"est": estimate, **columns, "pvalue": [i.pvalue for i in found]})


def run_bootstrap(s: Solution, draws: int, seed: int, kind: str, workers: int | None) -> Bootstrap:
    """Draw and refit; see ``Fit.bootstrap``."""
    check_draws(s, draws, seed, kind)
    X = _cases(s)
    if kind == "bollen-stine":
        _check_bollen_stine(s)
    rows = X if kind == "nonparametric" else bollen_stine_rows(s, X)
    weights = Resampling(rows, seed, sizes(s))
    of_model = kind == "bollen-stine"
    refits = run(task_of(s, weights, draws, chisq=of_model, cases=not of_model), workers)
    return Bootstrap(s, refits, kind, seed, workers)


def _check_bollen_stine(s: Solution) -> None:
    if not s.has_theory:
        raise SpecificationError(f"AMOS gives no chi-square with {s.estimator}, so no p of fit")
    if s.missing == "pairwise":
        raise SpecificationError(
            "a Bollen-Stine bootstrap with missing pairwise: each covariance rests on other rows, "
            "which no transformation makes fit; expected missing fiml or two-stage"
        )


def check_draws(s: Solution, draws: int, seed: int, kind: str) -> None:
    """Raise where there is nothing to draw from."""
    if kind not in KINDS:
        raise SpecificationError(f"kind {kind!r}; expected one of {' '.join(KINDS)}")
    if draws < 1 or seed < 0:
        raise SpecificationError(f"draws = {draws}, seed = {seed}; expected draws >= 1, seed >= 0")
    if not s.minimum.converged:
        raise ConvergenceError("the model did not converge, so there is nothing to bootstrap")


def _cases(s: Solution) -> Array:
    """Rows (n, p) of all groups."""
    found = [sample.X for sample in s.samples if sample.X is not None]
    if len(found) < len(s.samples):
        raise DataError("a bootstrap needs the cases; a published matrix has none")
    return np.concatenate(found)
