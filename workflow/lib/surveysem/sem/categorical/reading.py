"""What a model of ordered items takes from the data, and what it cannot take."""

from collections.abc import Sequence

import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.names import listed, nearest


def ordered_items(ordered: Sequence[str], observed: tuple[str, ...]) -> tuple[str, ...]:
    """The ordered items in the order of the model's observed variables.

    Raises SpecificationError for an item that the model does not have.
    """
    if isinstance(ordered, str):
        raise SpecificationError(f"ordered = {ordered!r}; expected a list of items")
    unknown = [name for name in ordered if name not in observed]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, observed)}" for name in unknown[:8])
        raise SpecificationError(f"ordered: the model has no observed variable {found}")
    return tuple(name for name in observed if name in ordered)


def variables(data: pd.DataFrame, observed: tuple[str, ...]) -> pd.DataFrame:
    """The columns of the observed variables, as they are.

    Raises SpecificationError for a variable that the data do not have.
    """
    known = [str(column) for column in data.columns]
    unknown = [name for name in observed if name not in known]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, known)}" for name in unknown[:8])
        raise SpecificationError(f"the data have no variable {found}")
    for name in observed:
        if known.count(name) > 1:
            raise DataError(f"variable {name}: {known.count(name)} columns have this name")
    frame = data.iloc[:, [known.index(name) for name in observed]]
    return frame.set_axis(list(observed), axis=1)


def refuse_structural(
    table: ParameterTable, latent: tuple[str, ...], items: tuple[str, ...]
) -> None:
    """Raise SpecificationError for observed predictors, and ordered items in the structural part.

    ``latent`` are the variables of the structural part, observed ones among them.
    """
    if table.roles.exogenous:
        raise SpecificationError(
            f"observed predictors {listed(table.roles.exogenous)} of models with ordered items "
            "are not yet available; measure them by a factor"
        )
    inner = [name for name in items if name in latent]
    if inner:
        raise SpecificationError(
            f"ordered items in regressions, or covarying with factors ({listed(inner)}), are not "
            "yet available; measure them by a factor"
        )
