"""Groups of respondents to compare: the values of a variable, or the parts of a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import DataError

MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Grouping:
    """A variable whose values are groups, or a number cut at ``split``: the median, or points.

    A respondent on a cut belongs to the lower group.
    """

    variable: str
    split: str | Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Grouped:
    """``label`` is the group of each row, missing where it has none; ``order`` lists the groups."""

    grouping: Grouping
    label: pd.Series
    order: tuple[str, ...]

    @property
    def name(self) -> str:
        """The variable."""
        return self.grouping.variable


def read_groupings(stated: Sequence[Mapping[str, Any]]) -> list[Grouping]:
    """Groupings as the configuration states them: ``{variable, split}``."""
    return [Grouping(**one) for one in stated]


def group(background: pd.DataFrame, grouping: Grouping) -> Grouped:
    """The group of each row of ``background``.

    Raises
    ------
    DataError
        The variable is not there, or is to be split and holds no numbers.
    """
    name = grouping.variable
    if name not in background:
        raise DataError(f"grouping {name}: no such variable among the background variables")
    values = background[name]
    if grouping.split is None:
        labels = values.map(str, na_action="ignore")
        order = tuple(map(str, sorted(values.dropna().unique())))
        return Grouped(grouping, labels, order)
    if not pd.api.types.is_numeric_dtype(values):
        raise DataError(f"grouping {name}: split needs numbers, found categories")
    cuts = _cuts(values, grouping.split)
    names = _names(cuts)
    place = np.searchsorted(cuts, values.to_numpy(dtype=float), side="left")
    labels = pd.Series([names[at] for at in place], index=values.index).where(values.notna())
    there = tuple(one for one in names if (labels == one).any())
    return Grouped(grouping, labels, there)


def _cuts(values: pd.Series, split: str | Sequence[float]) -> list[float]:
    if split == MEDIAN:
        return [float(values.median())]
    assert not isinstance(split, str)
    return sorted(float(cut) for cut in split)


def _names(cuts: Sequence[float]) -> list[str]:
    """``≤ 50``, ``> 50, ≤ 100``, ``> 100``."""
    ends = [f"{cut:g}" for cut in cuts]
    between = [f"> {low}, ≤ {high}" for low, high in pairwise(ends)]
    return [f"≤ {ends[0]}", *between, f"> {ends[-1]}"]


def sizes(grouped: Grouped) -> pd.DataFrame:
    """Respondents of each group: grouping, group, n; without a group last, under no name."""
    counts = grouped.label.value_counts()
    rows = [
        {"grouping": grouped.name, "group": name, "n": int(counts[name])} for name in grouped.order
    ]
    absent = int(grouped.label.isna().sum())
    rows += [{"grouping": grouped.name, "group": "", "n": absent}] if absent else []
    return pd.DataFrame(rows, columns=["grouping", "group", "n"])
