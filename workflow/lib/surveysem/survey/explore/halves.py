"""Different respondents for exploration and for what follows it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import DataError


@dataclass(frozen=True, slots=True)
class Halves:
    """Items of the respondents to explore and of those to confirm, in the order of the raw file."""

    explore: pd.DataFrame
    confirm: pd.DataFrame


def split_respondents(items: pd.DataFrame, seed: int) -> Halves:
    """Deal the respondents into two random halves; exploration gets the odd one.

    ``items`` has a row per respondent, as items_all.parquet. Equal seeds deal alike.

    Raises
    ------
    DataError
        A half has no more respondents than there are items: neither its factors nor a model of all
        items could be estimated.
    """
    n = len(items)
    n_items = len(items.columns.drop(["row", "wave"], errors="ignore"))
    if n // 2 <= n_items:
        raise DataError(
            f"explore/respondents: halves of {n} respondents have {n // 2}, expected more than the"
            f" {n_items} items; `same` explores and confirms all respondents"
        )
    to_explore = np.zeros(n, dtype=bool)
    to_explore[np.random.default_rng(seed).permutation(n)[: (n + 1) // 2]] = True
    return Halves(
        items[to_explore].reset_index(drop=True), items[~to_explore].reset_index(drop=True)
    )
