"""Reliability, convergent and discriminant validity of one measurement model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.sem import Fit
from surveysem.survey.confirm.convergent import convergent
from surveysem.survey.confirm.cross_loadings import cross_loadings
from surveysem.survey.confirm.polychorics import polychorics
from surveysem.survey.confirm.precision import bootstrap_limits, delta_limits
from surveysem.survey.confirm.reliability import reliability
from surveysem.survey.confirm.validity import validity

LEVEL = 0.95
"""Level of the intervals of a study that states no bootstrap."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The tables of the chapter, each with the columns of its artefact."""

    reliability: pd.DataFrame
    convergent: pd.DataFrame
    validity: pd.DataFrame
    cross_loadings: pd.DataFrame


def assess_constructs(
    fit: Fit,
    items: pd.DataFrame,
    *,
    cutoffs: Mapping[str, float],
    bootstrap: Mapping[str, Any] | None,
    seed: int,
    workers: int | None = None,
) -> Assessed:
    """Assess every construct of a fitted measurement model and every pair of them.

    ``items`` are the raw items; ``cutoffs`` has the values that the verdicts rest on: those of
    ``correlation`` and ``htmt`` on each pair, of ``ave``, ``composite_reliability`` and ``loading``
    on each construct. ``bootstrap`` (draws, level) asks for percentile intervals from
    resamples of the respondents; None for the delta method, see `delta_limits`.
    """
    estimates = fit.estimates()
    limits = (
        delta_limits(fit, items, level=LEVEL)
        if bootstrap is None
        else bootstrap_limits(fit, items, **bootstrap, seed=seed, workers=workers)
    )
    reliable = reliability(estimates, items, limits)
    return Assessed(
        reliable,
        convergent(reliable, estimates, limits, cutoffs),
        validity(estimates, fit.standardized(), items, limits, cutoffs, polychorics(fit)),
        cross_loadings(fit),
    )
