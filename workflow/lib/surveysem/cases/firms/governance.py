"""The forms of governance that firms name, in the order of their codes."""

import json
from dataclasses import dataclass

import pandas as pd

from surveysem.errors import DataError


@dataclass(frozen=True, slots=True)
class Governance:
    """A group variable, and its answers in order: those with a label by code, then the others."""

    variable: str
    order: tuple[str, ...]


def read_governance(
    variable: str | None, background: pd.DataFrame, dictionary: pd.DataFrame
) -> Governance | None:
    """The forms of governance that were named in one wave; None without a variable.

    ``background`` and ``dictionary`` are those of cleaning.

    Raises
    ------
    DataError
        The variable is not among the background variables.
    """
    if not variable:
        return None
    if variable not in background:
        raise DataError(f"governance {variable}: no such variable among the background variables")
    labels = dictionary.set_index("variable")["value_labels"].get(variable) or "{}"
    coded = sorted((float(code), str(label)) for code, label in json.loads(labels).items())
    named = [label for _, label in coded]
    found = set(background[variable].dropna())
    order = [name for name in named if name in found] + sorted(found - set(named))
    return Governance(variable, tuple(dict.fromkeys(order)))
