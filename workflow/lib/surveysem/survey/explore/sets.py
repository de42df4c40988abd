"""The item sets that are explored, and the tables of several of them."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from surveysem.survey.explore.purification import FEWEST_ITEMS

Sets = Mapping[str, Sequence[str]]


def explorable(sets: Sets, data: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """The sets with enough items in the data, each with the items that are there."""
    found = ((name, present(items, data)) for name, items in sets.items())
    return ((name, items) for name, items in found if len(items) >= FEWEST_ITEMS)


def present(items: Sequence[str], data: pd.DataFrame) -> list[str]:
    """The items that cleaning left in the data."""
    return [item for item in items if item in data.columns]


def disjoint(sets: Sets, data: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """The explorable sets, the largest first, without those whose items a larger one holds.

    Only large sets show cross-loadings, and an item is judged once.
    """
    covered: set[str] = set()
    for name, items in sorted(explorable(sets, data), key=lambda one: -len(one[1])):
        if not covered & set(items):
            covered |= set(items)
            yield name, items


def chosen_factors(retention: pd.DataFrame) -> dict[str, int]:
    """The number of factors of each set, as retention.parquet states it."""
    taken = retention.dropna(subset="chosen")
    return dict(zip(taken["set"], taken["chosen"].astype(int), strict=True))


def stacked(tables: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """The tables one below the other; no rows where no set could be explored."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
