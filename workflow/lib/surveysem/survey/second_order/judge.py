"""The second-order contest from answers and models to every table of its chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.survey.second_order.contenders import (
    compare_contenders,
    fit_contenders,
    records_of,
)
from surveysem.survey.second_order.contest import Contest, hold_contest
from surveysem.survey.second_order.criteria import Criteria
from surveysem.survey.second_order.higher_order import higher_order_loadings, improper_values
from surveysem.survey.second_order.omega import common_variance, omega_coefficients, omega_limits
from surveysem.survey.wording import Names


@dataclass(frozen=True, slots=True)
class SecondOrder:
    """The contest with its verdict, and the tables of the chapter by the names of artefacts."""

    contest: Contest
    higher_order: pd.DataFrame
    improper: pd.DataFrame
    omega: pd.DataFrame
    common_variance: pd.DataFrame


def judge_second_order(
    contenders: Mapping[str, Sequence[str]],
    models: Mapping[str, str],
    data: pd.DataFrame,
    *,
    estimation: Mapping[str, Any],
    construct: str,
    criteria: Criteria,
    names: Names | None = None,
) -> SecondOrder:
    """Fit every contender to the same answers, set them side by side and judge ``construct``.

    ``contenders`` has the columns scope (alone, within), contender and model, ``models`` the text
    of each model; ``names`` has the display names of the factors, by language. The rule of the
    verdict stands at `judge_contest`.

    Raises
    ------
    SpecificationError
        A contender is missing or is not what its name says.
    """
    fits = fit_contenders(contenders, models, data, estimation)
    records = records_of(contenders, fits)
    standardized = {
        scope: {name: fit.standardized() for name, fit in own.items()}
        for scope, own in fits.items()
    }
    higher_order = higher_order_loadings(standardized, construct)
    contest = hold_contest(
        records["alone"],
        records["within"],
        compare_contenders(fits),
        higher_order,
        construct=construct,
        criteria=criteria,
        names=names,
    )
    return SecondOrder(
        contest,
        higher_order,
        improper_values(standardized),
        omega_coefficients(standardized, records, construct, omega_limits(fits, construct)),
        common_variance(standardized, records, construct),
    )
