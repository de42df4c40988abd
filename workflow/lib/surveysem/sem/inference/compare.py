"""Comparison of nested models."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.fit import Fit
from surveysem.sem.indices import chisq
from surveysem.sem.inference.difference import difference_factor

_WORSE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Likelihood-ratio test of the restricted against the general model.

    ``scaling_factor`` is 1 for ML; else chisq_diff is the difference divided by it. ``delta_cfi``
    and ``delta_rmsea`` are restricted less general.
    """

    chisq_diff: float
    df_diff: int
    pvalue: float
    delta_cfi: float
    delta_rmsea: float
    scaling_factor: float = 1.0


def compare(fit1: Fit, fit2: Fit, *, method: str = "satorra-bentler-2001") -> Comparison:
    """Chi-square difference test of two nested fits to the same data, in either order.

    Of MLM and MLR fits the difference is scaled: as in Satorra and Bentler (2001), or with
    ``satorra-bentler-2010``, whose factor cannot be negative where the models are nested.

    The model with more degrees of freedom is taken as the restricted one; that its parameters are
    special cases of the other's is for the user to know.

    Raises SpecificationError where the data, the convention or the df rule the comparison out,
    ConvergenceError where a fit did not converge.
    """
    for fit in (fit1, fit2):
        if any(p.op == "|" for p in fit.solution.table.parameters):
            raise SpecificationError(
                "the difference test of models with ordered items is not yet available"
            )
        if not fit.converged:
            raise ConvergenceError("a model that did not converge cannot be compared")
    _check_same_data(fit1, fit2)
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
    factor = difference_factor(restricted.solution, general.solution, method)
    difference = max(worse, 0.0) / factor
    return Comparison(
        difference,
        df,
        chisq.survival(difference, df),
        _number(restricted.cfi) - _number(general.cfi),
        _number(restricted.rmsea) - _number(general.rmsea),
        factor,
    )


def _distance(fit: Fit) -> float:
    """Chi-square; its constant cancels in a difference where the saturated model has none."""
    return fit.solution.scale * fit.solution.minimum.value


def _number(value: float | int | None) -> float:
    return float("nan") if value is None else float(value)


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
    if first.table.meanstructure != second.table.meanstructure:
        raise SpecificationError("one model has means and the other has none")
    if [s.label for s in first.samples] != [s.label for s in second.samples]:
        raise SpecificationError("the models were fitted to different groups")
    for one, other in zip(first.samples, second.samples, strict=True):
        same = other.moments.select(first.table.observed)
        if same.n != one.n or not np.allclose(same.S, one.moments.S, rtol=1e-8):
            raise SpecificationError("the models were fitted to different data")
