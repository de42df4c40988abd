"""What a model of ordered items takes from the data, and what it cannot take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import OrderedSample, ordered_sample
from surveysem.sem.estimation.sample import by_group
from surveysem.sem.model.roles import Roles
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.names import listed, nearest


@dataclass(frozen=True, slots=True)
class Answers:
    """One group: moments of the rows kept, their index, rows left out, the group's label.

    ``n_ungrouped`` rows have no group at all; the first group counts them.
    """

    sample: OrderedSample
    index: pd.Index
    n_dropped: int
    label: str = ""
    n_ungrouped: int = 0


def ordered_items(ordered: Sequence[str] | bool, model: Roles) -> tuple[str, ...]:
    """The ordered items in the model's order of variables; True takes all that it explains.

    Raises SpecificationError for an item that the model does not have.
    """
    observed = model.observed
    if isinstance(ordered, bool):
        return model.endogenous if ordered else ()
    unknown = [name for name in ordered if name not in observed]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, observed)}" for name in unknown[:8])
        raise SpecificationError(f"ordered: the model has no observed variable {found}")
    return tuple(name for name in observed if name in ordered)


def read_answers(
    data: pd.DataFrame,
    observed: tuple[str, ...],
    items: tuple[str, ...],
    group: str | None,
    missing: str,
) -> tuple[Answers, ...]:
    """The answers of one group, or of each value of the variable ``group``.

    ``missing``: ``listwise`` keeps complete rows, ``pairwise`` all that have an answer.

    Raises SpecificationError for an unknown variable, DataError for what the moments cannot be
    computed from, and where the groups do not use the same categories.
    """
    if group is None:
        return (_answers(variables(data, observed), items, missing),)
    found: list[Answers] = []
    groups = by_group(data, group)
    ungrouped = len(data) - sum(len(rows) for _, rows in groups)
    for label, rows in groups:
        try:
            found.append(_answers(variables(rows, observed), items, missing, label))
        except DataError as error:
            raise DataError(f"group {label}: {error}") from None
    found[0] = replace(found[0], n_ungrouped=ungrouped)
    for other in found[1:]:
        _check_same_categories(found[0], other)
    return tuple(found)


def _answers(frame: pd.DataFrame, items: tuple[str, ...], missing: str, label: str = "") -> Answers:
    pairwise = missing == "pairwise"
    kept = frame.dropna(how="all" if pairwise else "any")
    sample = ordered_sample(kept, items, pairwise=pairwise)
    return Answers(sample, kept.index, len(frame) - len(kept), label)


def _check_same_categories(one: Answers, other: Answers) -> None:
    first, second = one.sample.categories, other.sample.categories
    for name, here, there in zip(first.names, first.values, second.values, strict=True):
        if here != there:
            raise DataError(
                f"item {name}: group {one.label} has the answers {_written(here)}, group "
                f"{other.label} {_written(there)}; thresholds of groups need the same categories, "
                "expected answers merged until every group gives all of them"
            )


def _written(values: tuple[object, ...]) -> str:
    return " ".join(str(value) for value in values)


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
