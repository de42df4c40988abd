"""Which construct is measured by what, read from the estimates of a model."""

from collections.abc import Mapping

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.survey.codebook import require_variables


def indicators(estimates: pd.DataFrame) -> dict[str, list[str]]:
    """Indicators of each construct in the order of the model.

    ``estimates`` has columns lhs, op, rhs, as `fit.estimates()` and `fit.standardized()` give them.

    Raises
    ------
    SpecificationError
        The model has several groups, or measures nothing.
    """
    if "group" in estimates and estimates["group"].nunique() > 1:
        raise SpecificationError("reliability and validity of several groups are not yet available")
    loadings = estimates[estimates["op"] == "=~"]
    if loadings.empty:
        raise SpecificationError(
            "the model measures no construct (no line with =~); expected a measurement model"
        )
    return {str(name): rows["rhs"].tolist() for name, rows in loadings.groupby("lhs", sort=False)}


def first_order(measured: Mapping[str, list[str]]) -> list[str]:
    """Constructs that are measured by items alone."""
    return [name for name, parts in measured.items() if not set(parts) & set(measured)]


def higher_order(measured: Mapping[str, list[str]]) -> list[str]:
    """Constructs that are measured by other constructs alone."""
    return [name for name, parts in measured.items() if set(parts) <= set(measured)]


def shared_items(measured: Mapping[str, list[str]]) -> set[str]:
    """Indicators of more than one construct (cross-loadings)."""
    every = [item for parts in measured.values() for item in parts]
    return {item for item in every if every.count(item) > 1}


def complete_answers(
    measured: Mapping[str, list[str]], items: pd.DataFrame, what: str
) -> pd.DataFrame:
    """Answers (n, p) of the respondents who answer every item of the model.

    ``what`` begins the message of the DataError for an item that ``items`` lack.
    """
    observed = [item for name in first_order(measured) for item in measured[name]]
    names = list(dict.fromkeys(observed))
    require_variables(names, items.columns, what)
    return items[names].dropna().astype(float)
