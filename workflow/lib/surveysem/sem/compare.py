"""Comparison of nested models."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem import chisq
from surveysem.sem.fit import Fit

_WORSE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Likelihood-ratio test of the restricted against the general model.

    ``delta_cfi`` and ``delta_rmsea`` are restricted less general.
    """

    chisq_diff: float
    df_diff: int
    pvalue: float
    delta_cfi: float
    delta_rmsea: float


def compare(fit1: Fit, fit2: Fit) -> Comparison:
    """Chi-square difference test of two nested ML fits to the same data, in either order.

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
    worse = _number(restricted.chisq) - _number(general.chisq)
    if worse < -_WORSE * max(1.0, _number(general.chisq)):
        raise SpecificationError(
            f"the model with {df} more degrees of freedom fits better by {-worse:.3f}: "
            "the models are not nested"
        )
    difference = max(worse, 0.0)
    return Comparison(
        difference,
        df,
        chisq.survival(difference, df),
        _number(restricted.cfi) - _number(general.cfi),
        _number(restricted.rmsea) - _number(general.rmsea),
    )


def _number(value: float | int | None) -> float:
    return float("nan") if value is None else float(value)


def _check_same_data(fit1: Fit, fit2: Fit) -> None:
    first, second = fit1.solution, fit2.solution
    if first.convention != second.convention:
        raise SpecificationError(
            f"one model was fitted under convention {first.convention.name}, the other under "
            f"{second.convention.name}"
        )
    if set(first.table.observed) != set(second.table.observed):
        raise SpecificationError("the models have different observed variables")
    if first.table.meanstructure != second.table.meanstructure:
        raise SpecificationError("one model has means and the other has none")
    same = second.sample.moments.select(first.table.observed)
    moments = first.sample.moments
    if same.n != moments.n or not np.allclose(same.S, moments.S, rtol=1e-8):
        raise SpecificationError("the models were fitted to different data")
