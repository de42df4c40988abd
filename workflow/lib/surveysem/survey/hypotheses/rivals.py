"""Rival structural models set against the structural model of the hypotheses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.errors import SurveySemError
from surveysem.moments import Moments
from surveysem.survey.wording import is_number

Relation = Literal["nested", "equivalent", "not nested", "not estimable"]
Support = Literal["best", "as good", "weaker", "none", "not estimable"]

_INDICES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
_REPRODUCED = 1e-3
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Rivals:
    """``table``: a row per model with its indices and weights; ``tests``: a row per rival."""

    table: pd.DataFrame
    tests: pd.DataFrame


def compare_rivals(
    models: Mapping[str, str],
    data: pd.DataFrame,
    estimation: Mapping[str, Any],
    *,
    as_good: float,
    none: float,
) -> Rivals:
    """Fit every model to the same answers and compare the rivals with the first.

    ``models`` maps names to texts. AIC and BIC of all models, their distance from the lowest, and
    Akaike weights exp(-delta / 2) / sum, the same from BIC (Burnham and Anderson, 2002, Model
    selection, section 2.9; Wagenmakers and Farrell, 2004). Up to ``as_good`` above the lowest AIC a
    model counts as good as the best, above ``none`` as without support. Each rival that is nested
    in the first model, or in which the first is nested, is tested by the chi-square difference, of
    robust estimators scaled.
    """
    fits = {name: sem.fit(text, data, **estimation) for name, text in models.items()}
    table = pd.DataFrame([_row(name, fit) for name, fit in fits.items()])
    for name in ("aic", "bic"):
        delta = table[name] - table[name].min()
        table[f"delta_{name}"] = delta
        table[f"weight_{name}"] = weights(delta)
    table["support"] = [support(delta, as_good, none) for delta in table["delta_aic"]]
    first, *others = models
    tests = [_test(models, fits, first, other) for other in others]
    return Rivals(
        table[["model", *columns("rivals")]], pd.DataFrame(tests, columns=columns("rival_tests"))
    )


def weights(delta: pd.Series) -> pd.Series:
    """exp(-delta / 2) / sum; NaN where delta is."""
    raw: pd.Series = np.exp(-0.5 * delta)
    found: pd.Series = raw / raw.sum()
    return found


def support(delta_aic: float, as_good: float, none: float) -> Support:
    """What a distance from the lowest AIC says: up to ``as_good``, between, above ``none``.

    Burnham and Anderson (2002, section 2.6) take 2 and 10, and call it considerably less between.
    """
    if not is_number(delta_aic):
        return "not estimable"
    if delta_aic == 0:
        return "best"
    return "as good" if delta_aic <= as_good else "weaker" if delta_aic <= none else "none"


def _row(name: str, fit: sem.Fit) -> dict[str, Any]:
    indices = fit.fit_indices()
    return {
        "model": name,
        "n_free": fit.n_free,
        **{index: _number(indices.get(index)) for index in _INDICES},
        "converged": fit.converged,
        "admissible": fit.admissible,
    }


def _number(value: float | int | None) -> float:
    return NAN if value is None else float(value)


def _test(
    models: Mapping[str, str], fits: Mapping[str, sem.Fit], first: str, other: str
) -> dict[str, Any]:
    """The one with more degrees of freedom against the other."""
    restricted, general = sorted((first, other), key=lambda name: -int(fits[name].solution.df))
    relation = relate(fits[restricted], models[general], int(fits[general].solution.df))
    row = {"restricted": restricted, "general": general, "relation": relation}
    if relation != "nested" or not fits[general].converged:
        return row
    try:
        step = sem.compare(fits[restricted], fits[general])
    except SurveySemError:
        return row | {"relation": "not estimable"}
    return row | {
        "chisq_diff": step.chisq_diff,
        "df_diff": step.df_diff,
        "pvalue": step.pvalue,
        "delta_cfi": step.delta_cfi,
        "delta_rmsea": step.delta_rmsea,
    }


def relate(restricted: sem.Fit, general: str, df: int) -> Relation:
    """Whether the model text ``general``, with ``df``, contains a fitted model.

    The covariances that the restricted model implies are given to the general one: it contains
    the restricted model where it reproduces them (Bentler and Satorra, 2010, Psychological Methods
    15); with equal degrees of freedom the two are equivalent.
    """
    if not restricted.converged:
        return "not estimable"
    Sigma = restricted.implied()
    n = restricted.n_obs
    try:
        found = sem.fit(general, Moments(Sigma, n, divisor="n"))
    except SurveySemError:
        return "not estimable"
    if not found.converged:
        return "not estimable"
    if found.solution.chisq > _REPRODUCED * n:
        return "not nested"
    return "equivalent" if restricted.solution.df == df else "nested"
