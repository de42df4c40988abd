"""What the intervals of reliability and HTMT need to be estimated anew in every resample."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import Fit, share
from surveysem.survey.confirm.polychorics import resampled_polychorics
from surveysem.survey.confirm.structure import complete_answers, indicators

Floats = npt.NDArray[np.float64]
Scales = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class Refitted:
    """In each resample: the polychoric correlations (draws, p, p) of ordered items, else None;
    the rows of the estimates raw, std_lv and std_all (r, k) of the draws that converged, None of
    a model that did not converge itself.
    """

    polychorics: Floats | None
    scales: Scales | None


def refitted(
    fit: Fit, items: Sequence[str], *, draws: int, seed: int, workers: int | None
) -> Refitted:
    """Resample the respondents of ``fit``; the loops may come from shares of other jobs."""
    ordered = resampled_polychorics(fit, items, draws=draws, seed=seed, workers=workers)
    if not fit.converged:
        return Refitted(ordered, None)
    boot = fit.bootstrap(draws, seed=seed, workers=workers)
    return Refitted(ordered, (boot.values("raw"), boot.values("std_lv"), boot.values("std_all")))


def complete_items(fit: Fit, items: pd.DataFrame) -> pd.DataFrame:
    """The answers to the items of all constructs, of the respondents who answer every one."""
    return complete_answers(indicators(fit.estimates()), items, "reliability, item")


def assessment_share(
    fit: Fit,
    items: pd.DataFrame,
    number: int,
    total: int,
    *,
    draws: int,
    seed: int,
    workers: int | None = None,
) -> pd.DataFrame:
    """Share ``number`` of ``total`` of the refits of `assess_constructs`, which takes the rest."""
    names = [str(item) for item in complete_items(fit, items).columns]
    with share(number, total) as own:
        refitted(fit, names, draws=draws, seed=seed, workers=workers)
    return own.table(columns("assessment_draws"))
