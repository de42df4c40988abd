"""What firms are grouped by for comparisons: type, side of each axis, form of governance."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.cases.firms.axes import Axis, read_axes
from surveysem.cases.firms.governance import Governance, read_governance

TYPE = "type"


@dataclass(frozen=True, slots=True)
class FirmGroups:
    """``group`` names the group of each row of the wave (missing: none); the first of ``order`` is
    the one that others are set against."""

    name: str
    group: pd.Series
    order: tuple[str, ...]

    def rows(self, items: pd.DataFrame) -> pd.DataFrame:
        """The answers of the firms that have a group, in the order of groups, with a column named
        as the grouping; ``items`` has the column ``row``."""
        labelled = items.assign(**{self.name: items["row"].map(self.group)})
        rank = {name: at for at, name in enumerate(self.order)}
        there = labelled[labelled[self.name].isin(rank)]
        return there.sort_values(self.name, key=lambda one: one.map(rank), kind="stable")


def groups_asked(
    asked: Mapping[str, Any],
    typed: pd.DataFrame,
    background: pd.DataFrame,
    dictionary: pd.DataFrame,
) -> list[FirmGroups]:
    """The groupings of one wave as the configuration asks for them: ``axes`` as of `read_axes`,
    ``types`` by name, ``governance`` a variable or None."""
    governance = read_governance(asked["governance"], background, dictionary)
    return firm_groups(typed, background, asked["types"], read_axes(asked["axes"]), governance)


def firm_groups(
    typed: pd.DataFrame,
    background: pd.DataFrame,
    types: Iterable[str],
    axes: Sequence[Axis],
    governance: Governance | None,
) -> list[FirmGroups]:
    """The groupings: types, sides of each axis, forms of governance.

    ``typed`` is the table of `FirmTypes.types`, ``background`` that of cleaning.
    """
    firms = typed.set_index("row")
    modes = background.set_index("row")
    return [
        FirmGroups(name, group.where(group.isin(order)), tuple(order))
        for name, group, order in _stated(firms, modes, list(types), axes, governance)
    ]


def _stated(
    firms: pd.DataFrame,
    modes: pd.DataFrame,
    types: Sequence[str],
    axes: Sequence[Axis],
    governance: Governance | None,
) -> Iterator[tuple[str, pd.Series, Sequence[str]]]:
    yield TYPE, firms["type"], types
    for axis in axes:
        yield axis.name, firms[f"{axis.name}_pole"], axis.poles
    if governance is not None:
        yield governance.variable, modes[governance.variable], governance.order


def in_order(table: pd.DataFrame, groups: Mapping[str, FirmGroups]) -> pd.DataFrame:
    """A table of groupings and groups in the order of the groups, those without a group last."""
    rank = {(name, group): at for name, one in groups.items() for at, group in enumerate(one.order)}
    pairs = zip(table["grouping"], table["group"], strict=True)
    at = pd.Series([rank.get(pair, len(rank)) for pair in pairs], index=table.index)
    place = table["grouping"].map({name: i for i, name in enumerate(groups)})
    order = pd.DataFrame({"place": place, "at": at}).sort_values(["place", "at"], kind="stable")
    return table.loc[order.index].reset_index(drop=True)
