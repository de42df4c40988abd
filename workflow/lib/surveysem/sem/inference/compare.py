"""Comparison of nested models."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.fit import Fit
from surveysem.sem.indices import chisq
from surveysem.sem.inference.difference import difference_of

_WORSE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Chi-square difference test of the restricted against the general model.

    chisq_diff is the difference of the chi-squares divided by ``scaling_factor`` plus ``shift``:
    1 and 0 for ML, DWLS and WLS. ``delta_cfi`` and ``delta_rmsea`` are restricted less general.
    """

    chisq_diff: float
    df_diff: int
    pvalue: float
    delta_cfi: float
    delta_rmsea: float
    scaling_factor: float = 1.0
    shift: float = 0.0


def compare(fit1: Fit, fit2: Fit, *, method: str = "default") -> Comparison:
    """Chi-square difference test of two nested fits to the same data, in either order.

    Of robust fits the difference is scaled, by ``default`` as lavaan's ``lavTestLRT()`` does it: as
    in ``satorra-bentler-2001`` for MLM and MLR, and scaled and shifted as in ``satorra-2000`` for
    MLMV, WLSMV and ULSMV. ``satorra-bentler-2010`` has a factor that cannot be negative where the
    models are nested.

    The model with more degrees of freedom is taken as the restricted one; that its parameters are
    special cases of the other's is for the user to know.

    Raises SpecificationError where the data, the convention or the df rule the comparison out,
    ConvergenceError where a fit did not converge.
    """
    for fit in (fit1, fit2):
        if not fit.converged:
            raise ConvergenceError("a model that did not converge cannot be compared")
    _check_same_data(fit1, fit2)
    if fit1.solution.estimator in ("ULS", "SLS"):
        raise SpecificationError(
            f"the chi-square of {fit1.solution.estimator} has no known distribution, nor have "
            "differences of it; compare models by ML, MLM or GLS"
        )
    restricted, general = sorted((fit1, fit2), key=lambda fit: -fit.solution.df)
    df = restricted.solution.df - general.solution.df
    if df == 0:
        raise SpecificationError(
            f"both models have {general.solution.df} degrees of freedom: neither is nested in the "
            "other; compare their AIC or BIC"
        )
    worse = _distance(restricted) - _distance(general)
    if worse < -_WORSE * max(1.0, abs(_distance(general))):
        raise SpecificationError(
            f"the model with {df} more degrees of freedom fits better by {-worse:.3f}: "
            "the models are not nested"
        )
    test = difference_of(restricted.solution, general.solution, method)
    difference = test.of(max(worse, 0.0))
    return Comparison(
        difference,
        df,
        chisq.survival(max(difference, 0.0), df),
        _number(restricted.cfi) - _number(general.cfi),
        _number(restricted.rmsea) - _number(general.rmsea),
        test.factor,
        test.shift,
    )


def _distance(fit: Fit) -> float:
    """Chi-square; its constant cancels in a difference where the saturated model has none."""
    return fit.solution.chisq


def _number(value: float | int | None) -> float:
    return float("nan") if value is None else float(value)


def _thresholds(s: Solution) -> set[tuple[int, str, str]]:
    """Group, item and name of each threshold."""
    return {(p.group, p.lhs, p.rhs) for p in s.table.parameters if p.op == "|"}


def _check_same_data(fit1: Fit, fit2: Fit) -> None:
    first, second = fit1.solution, fit2.solution
    if first.estimator != second.estimator:
        raise SpecificationError(
            f"one model was fitted by {first.estimator}, the other by {second.estimator}"
        )
    if first.missing != second.missing:
        raise SpecificationError("one model was fitted listwise, the other with missing fiml")
    if first.convention != second.convention:
        raise SpecificationError(
            f"one model was fitted under convention {first.convention.name}, the other under "
            f"{second.convention.name}"
        )
    if set(first.table.observed) != set(second.table.observed):
        raise SpecificationError("the models have different observed variables")
    if _thresholds(first) != _thresholds(second):
        raise SpecificationError("the models treat different items as ordered")
    if first.table.meanstructure != second.table.meanstructure:
        raise SpecificationError("one model has means and the other has none")
    if [s.label for s in first.samples] != [s.label for s in second.samples]:
        raise SpecificationError("the models were fitted to different groups")
    for one, other in zip(first.samples, second.samples, strict=True):
        same = other.moments.select(first.table.observed)
        if same.n != one.n or not np.allclose(same.S, one.moments.S, rtol=1e-8):
            raise SpecificationError("the models were fitted to different data")
