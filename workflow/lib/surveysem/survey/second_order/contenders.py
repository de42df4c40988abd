"""The contenders of the second-order contest, fitted, and the tests of one against another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.survey.second_order.comparison import ChisqDifference, is_better
from surveysem.survey.second_order.target import target_limits
from surveysem.survey.wording import is_number

Fits = Mapping[str, Mapping[str, sem.Fit]]
Pair = tuple[str, str, str]

SCOPES = ("alone", "within")
PAIRS = (
    ("one_factor", "correlated", True),
    ("second_order", "correlated", True),
    ("second_order", "bifactor", True),
    ("second_order", "cross_loadings", True),
    ("correlated", "bifactor", False),
    ("correlated", "cross_loadings", False),
    ("bifactor", "cross_loadings", False),
)
"""Restricted, general, and whether the first is nested in the second. The second-order model is a
bifactor model with proportional loadings (Yung, Thissen and McLeod, 1999, Psychometrika 64)."""


def fit_contenders(
    contenders: Mapping[str, Sequence[str]],
    models: Mapping[str, str],
    data: pd.DataFrame,
    estimation: Mapping[str, Any],
) -> dict[str, dict[str, sem.Fit]]:
    """Fits by scope and contender; a model that stands in both scopes is fitted once.

    ``contenders`` has the columns scope, contender and model, ``models`` the text of each model.
    """
    fitted = {
        name: sem.fit(models[name], data, **estimation)
        for name in dict.fromkeys(contenders["model"])
    }
    found: dict[str, dict[str, sem.Fit]] = {scope: {} for scope in SCOPES}
    rows = zip(*(contenders[name] for name in ("scope", "contender", "model")), strict=True)
    for scope, contender, model in rows:
        found[scope][contender] = fitted[model]
    return found


def records_of(
    contenders: Mapping[str, Sequence[str]], fits: Fits
) -> dict[str, dict[str, dict[str, Any]]]:
    """Flat fit records with the name of the model, by scope and contender."""
    rows = zip(*(contenders[name] for name in ("scope", "contender", "model")), strict=True)
    found: dict[str, dict[str, dict[str, Any]]] = {scope: {} for scope in SCOPES}
    for scope, contender, model in rows:
        found[scope][contender] = fits[scope][contender].summary() | {"model": model}
    return found


def compare_contenders(fits: Fits) -> dict[Pair, ChisqDifference]:
    """The chi-square difference of every nested pair that can be tested, by scope and pair.

    ``sem.compare`` of the two fits, so that every estimator and treatment of missing answers has
    the test of lavaan's ``lavTestLRT()``: the plain difference; scaled (Satorra and Bentler, 2001;
    where that factor is not positive, 2010); or scaled and shifted (Satorra, 2000) where the tests
    are adjusted in mean and variance. Pairs that did not converge, have equal degrees of freedom or
    a restricted model that fits better have none.
    """
    return {
        (scope, restricted, general): tested
        for scope, of_scope in fits.items()
        for restricted, general, nested in PAIRS
        if nested and restricted in of_scope and general in of_scope
        for tested in _tested(of_scope[restricted], of_scope[general])
    }


def _tested(restricted: sem.Fit, general: sem.Fit) -> Iterator[ChisqDifference]:
    """The test of a pair, or nothing."""
    if not (restricted.converged and general.converged):
        return
    first, second = restricted.solution, general.solution
    if first.df <= second.df or not first.has_theory or is_better(first.chisq, second.chisq):
        return
    for method in _methods(restricted.fit_indices()):
        try:
            found = sem.compare(restricted, general, method=method or "default")
        except SpecificationError:
            continue
        limits = target_limits(restricted, general)
        yield ChisqDifference(found.chisq_diff, found.df_diff, found.pvalue, method, *limits)
        return


def _methods(indices: Mapping[str, Any]) -> tuple[str, ...]:
    """How the difference of two such fits is scaled, in the order of preference."""
    if is_number(indices.get("chisq_shift")):
        return ("satorra-2000",)
    if is_number(indices.get("chisq_scaling_factor")):
        return ("satorra-bentler-2001", "satorra-bentler-2010")
    return ("",)
