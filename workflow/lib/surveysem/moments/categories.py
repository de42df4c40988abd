"""Ordered items: their categories, thresholds and two-way tables."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from surveysem.errors import DataError
from surveysem.moments.columns import numbers_of

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

# Stands for an infinite threshold: the distribution function is 0 or 1 there, the density 0.
FAR = 40.0
MOST_CATEGORIES = 30
_ROWS = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """Answers to p ordered items in up to K categories, from the lowest to the highest.

    ``codes`` (n, p) from 0, -1 where an answer is missing; ``values`` what each code stands for;
    ``counts`` (p, K) answers per category; ``tau`` (p, K - 1) thresholds, ``FAR`` beyond the last
    of an item with fewer.
    """

    names: tuple[str, ...]
    codes: Indices
    values: tuple[tuple[object, ...], ...]
    counts: Array
    tau: Array

    @property
    def n_thresholds(self) -> Indices:
        """Number of thresholds of each item (p,)."""
        return np.array([len(v) - 1 for v in self.values], dtype=np.intp)

    @property
    def has_threshold(self) -> npt.NDArray[np.bool_]:
        """Which places of ``tau`` hold a threshold (p, K - 1)."""
        return np.arange(self.tau.shape[1]) < self.n_thresholds[:, None]

    @property
    def has_missing(self) -> bool:
        """Is an answer missing?"""
        return bool((self.codes < 0).any())

    def bounds(self) -> Array:
        """Thresholds (p, K + 1) with ``-FAR`` before the first and ``FAR`` after the last."""
        p = len(self.names)
        return np.hstack([np.full((p, 1), -FAR), self.tau, np.full((p, 1), FAR)])


def categories(items: pd.DataFrame, *, with_missing: bool = False) -> Categories:
    """Categories and thresholds of the answers, one column per item.

    A category is a value that occurs, in the order of the values (of an ordered ``Categorical``:
    its own order); threshold k is the normal quantile of the share that answered k or lower.
    Raises DataError for a constant item, text without an order, and more than 30 different answers,
    which is no ordered item; unless ``with_missing`` also for missing answers.
    """
    names = tuple(str(name) for name in items.columns)
    read = [_codes(name, items.iloc[:, j], with_missing) for j, name in enumerate(names)]
    codes = np.column_stack([c for c, _ in read]).astype(np.intp)
    values = tuple(v for _, v in read)
    K = max(len(v) for v in values)
    counts = np.stack([np.bincount(c[c >= 0], minlength=K) for c in codes.T]).astype(float)
    below = np.cumsum(counts, axis=1)[:, :-1] / counts.sum(axis=1)[:, None]
    tau = np.where(below < 1, ndtri(below), FAR)
    return Categories(names, codes, values, counts, tau)


def two_way_tables(found: Categories, first: Indices, second: Indices) -> Array:
    """Frequencies (pairs, K, K) of the answers to items ``first`` by those to ``second``."""
    p, K = found.counts.shape
    products = np.zeros((p * K, p * K))
    for start in range(0, len(found.codes), _ROWS):
        answered = indicators(found.codes[start : start + _ROWS], K)
        products += answered.T @ answered
    by_item = products.reshape(p, K, p, K)
    return np.ascontiguousarray(by_item[first, :, second, :])


def indicators(codes: Indices, K: int) -> Array:
    """One column per item and category (n, p K): 1 where the answer is that category."""
    n, p = codes.shape
    flat = np.zeros((n, p * K))
    place = np.arange(p) * K + codes
    if (codes >= 0).all():
        flat[np.arange(n)[:, None], place] = 1.0
    else:
        row, item = np.nonzero(codes >= 0)
        flat[row, place[row, item]] = 1.0
    return flat


def rare_categories(found: Categories) -> list[str]:
    """Sentences on categories that one respondent alone answered."""
    return [
        f"item {name}: answer {value} given once; its threshold rests on one respondent"
        for name, values, counts in zip(found.names, found.values, found.counts, strict=True)
        for value, count in zip(values, counts, strict=False)
        if count == 1
    ]


def _codes(name: str, column: pd.Series, with_missing: bool) -> tuple[Indices, tuple[object, ...]]:
    answered = column.notna().to_numpy()
    if not with_missing:
        _refuse_missing(name, int((~answered).sum()))
    if not answered.any():
        raise DataError(f"item {name}: no case has an answer")
    if isinstance(column.dtype, pd.CategoricalDtype):
        some, values = _of_categorical(name, column[answered])
    else:
        some, values = _of_numbers(name, column[answered])
    codes = np.full(len(column), -1, dtype=np.intp)
    codes[answered] = some
    if len(values) < 2:
        raise DataError(
            f"item {name}: constant, all {len(some)} complete cases answer {values[0]}; "
            "expected answers that differ"
        )
    if len(values) > MOST_CATEGORIES:
        raise DataError(
            f"item {name}: {len(values)} different answers, expected at most {MOST_CATEGORIES} "
            "of an ordered item"
        )
    return codes, values


def _of_categorical(name: str, column: pd.Series) -> tuple[Indices, tuple[object, ...]]:
    if not column.cat.ordered:
        raise DataError(f"item {name}: categories without an order, expected ordered ones")
    used = column.cat.remove_unused_categories()
    return used.cat.codes.to_numpy().astype(np.intp), tuple(used.cat.categories)


def _of_numbers(name: str, column: pd.Series) -> tuple[Indices, tuple[object, ...]]:
    numbers = numbers_of(column, f"item {name}", " or ordered categories")
    if not np.isfinite(numbers).all():
        raise DataError(f"item {name}: infinite answers, expected finite numbers")
    values, codes = np.unique(numbers, return_inverse=True)
    return codes.astype(np.intp), tuple(f"{value:g}" for value in values)


def _refuse_missing(name: str, missing: int) -> None:
    if missing:
        raise DataError(f"item {name}: {missing} missing answers, expected complete rows")
