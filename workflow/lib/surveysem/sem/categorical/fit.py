"""The public face of a model of ordered items."""

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.categorical import bootstrap as resampling
from surveysem.sem.categorical import modification, residuals, scores
from surveysem.sem.categorical.bootstrap import OrderedBootstrap
from surveysem.sem.categorical.estimator import ESTIMATORS
from surveysem.sem.categorical.indices import fit_indices
from surveysem.sem.categorical.solution import OrderedSolution, solve
from surveysem.sem.estimation.convention import convention as convention_of
from surveysem.sem.fit import Fit
from surveysem.sem.indices.index_record import Indices
from surveysem.sem.indices.plain import NAMES
from surveysem.sem.inference import admissible
from surveysem.sem.model.thresholds import PARAMETERIZATIONS
from surveysem.sem.text.statements import Model

_NOTES = 5
_BEYOND_THETA = (
    "parameterization 'theta' has no solution where a residual variance would be 0 or below; "
    "'delta' finds it and says so"
)


def fit_ordered(
    syntax: str | Model,
    data: pd.DataFrame | Moments,
    ordered: Sequence[str] | bool,
    estimator: str,
    convention: str,
    *,
    std_lv: bool,
    parameterization: str = "delta",
    missing: str = "listwise",
    group: str | None = None,
    equal: Sequence[str] = (),
    free: Sequence[str] = (),
) -> "OrderedFit":
    """Estimate a model with ordered items; see :func:`surveysem.sem.fit`."""
    if estimator not in ESTIMATORS:
        raise SpecificationError(
            f"estimator {estimator} does not take ordered items; "
            f"expected one of {' '.join(ESTIMATORS)}"
        )
    if convention != "lavaan":
        raise SpecificationError(f"convention {convention} has no ordered items; expected lavaan")
    if not isinstance(data, pd.DataFrame):
        raise SpecificationError(f"ordered items need the answers, found {type(data).__name__}")
    if parameterization not in PARAMETERIZATIONS:
        expected = " or ".join(PARAMETERIZATIONS)
        raise SpecificationError(f"parameterization {parameterization!r}; expected {expected}")
    return OrderedFit(
        solve(
            syntax,
            data,
            ordered,
            ESTIMATORS[estimator],
            convention_of(convention),
            std_lv=std_lv,
            parameterization=parameterization,
            missing=missing,
            group=group,
            equal=equal,
            free=free,
        )
    )


class OrderedFit(Fit):
    """A model of ordered items, estimated by least squares on polychoric correlations.

    ``*_scaled`` indices come from the mean-and-variance adjusted test, ``*_robust`` ones from
    Savalei (2021); both where the estimator is WLSMV or ULSMV.
    """

    def __init__(self, solution: OrderedSolution) -> None:
        super().__init__(solution)
        self.ordered_solution = solution

    @cached_property
    def _indices(self) -> Indices:
        return fit_indices(self.ordered_solution)

    @cached_property
    def warnings(self) -> list[str]:
        """What else a reader should know, in plain sentences.

        Of empty cells and rare categories the first five; all are in the sample's ``notes``.
        """
        notes = _notes(self.ordered_solution)
        more = len(notes) - _NOTES
        rest = [f"{more} more notes on empty cells and rare categories"] if more > 0 else []
        stuck = not self.converged and self.ordered_solution.parameterization == "theta"
        found = [*admissible.warnings(self.solution), *([_BEYOND_THETA] if stuck else [])]
        return [*found, *notes[:_NOTES], *rest]

    def plain_indices(self) -> dict[str, float]:
        """chisq df cfi rmsea srmr of the test that the estimator has; NaN where there are none."""
        found = self._indices.values
        scaled = [found.get(f"{name}_scaled", found[name]) for name in NAMES]
        known = [float("nan") if value is None else float(value) for value in scaled]
        return dict(zip(NAMES, known, strict=True))

    def modification_indices(self, kind: str = "score") -> pd.DataFrame:
        """What the chi-square would lose, and a parameter gain, if it were freed.

        DataFrame: lhs op rhs mi epc std_epc, as lavaan's ``modindices()``: by the unadjusted test.
        """
        return modification.modification_indices(self.ordered_solution, kind)

    def sample_moments(self) -> Moments:
        """Polychoric correlations alone do not give the estimates: raises SpecificationError."""
        raise SpecificationError("ordered items: the answers are needed, not moments alone")

    def bootstrap(
        self,
        draws: int = 5000,
        *,
        seed: int,
        kind: str = "nonparametric",
        workers: int | None = None,
    ) -> OrderedBootstrap:
        """Refit to resamples of the cases; the draws do not depend on ``workers``.

        Thresholds, correlations and weights are those of each draw. A draw in which an item lost a
        category has no estimates: ``.dropped`` counts them. Raises ConvergenceError where the model
        itself did not converge.
        """
        return resampling.bootstrap(self.ordered_solution, draws, seed, kind, workers)

    def residuals(self, kind: str = "raw", group: str | None = None) -> pd.DataFrame:
        """Residual correlations (p, p), of one ``group`` where there are several.

        ``raw``, or ``standardized``: divided by their standard errors, so that values beyond 1.96
        stand out (lavaan's ``residuals(type = "standardized")``).
        """
        return residuals.correlation_residuals(self.ordered_solution, kind, group)

    def threshold_residuals(self, kind: str = "raw", group: str | None = None) -> pd.Series:
        """Residuals of the thresholds, named ``item|t1``; kinds as those of ``residuals``."""
        return residuals.threshold_residuals(self.ordered_solution, kind, group)

    def factor_scores(self, method: str = "regression") -> pd.DataFrame:
        """Scores of the latent variables, one row per analysed case, with the index of the data.

        ``regression``: the mode of the posterior (lavaan's EBM), ``bartlett``: of the likelihood
        (lavaan's ML, with its weak prior). Answers count as independent given the factors.
        """
        return scores.factor_scores(self.ordered_solution, method)


def _notes(s: OrderedSolution) -> list[str]:
    """Notes on the sample of each group."""
    labels = [f"group {sample.label}: " if sample.label else "" for sample in s.samples]
    parts = zip(labels, s.moments, strict=True)
    return [label + note for label, moments in parts for note in moments.notes]
