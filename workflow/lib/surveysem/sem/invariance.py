"""Measurement invariance across groups."""

from typing import NoReturn

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.statements import Model
from surveysem.sem.table import parameter_table


def invariance(syntax: str | Model, data: pd.DataFrame, group: str) -> NoReturn:
    """Raise SpecificationError: models of several groups are not yet available."""
    n_free = parameter_table(syntax).n_free
    raise SpecificationError(
        f"invariance across '{group}' ({len(data)} rows, {n_free} parameters) is not yet available"
    )
