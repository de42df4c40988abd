"""Moments of ordered items, alone or beside numeric variables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments.binormal import normal_density
from surveysem.moments.categories import Categories, categories, rare_categories
from surveysem.moments.pairs import Pairs, pairs_of
from surveysem.moments.polychoric import Tables, polychoric, tables
from surveysem.moments.polyserial import polyserial
from surveysem.moments.roots import BOUND
from surveysem.moments.sample import sample_moments

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OrderedSample:
    """Moments of p variables of which some are ordered items cut from normal ones.

    ``names`` (p,); ``pairs`` which variables are ordered and how they pair; ``categories`` of the
    ordered items and ``tables`` of their pairs; ``z`` (n, numeric) the others, standardised;
    ``mean`` and ``variance`` (numeric,), divisor n; ``R`` (p, p) polychoric, polyserial and
    product-moment correlations; ``notes``: sentences on empty cells and rare categories.
    """

    names: tuple[str, ...]
    n: int
    pairs: Pairs
    categories: Categories
    tables: Tables
    z: Array
    mean: Array
    variance: Array
    R: Array
    notes: tuple[str, ...]

    @property
    def S(self) -> Array:
        """Correlations with the variances of the numeric variables put in (p, p)."""
        sd = np.ones(len(self.names))
        sd[self.pairs.numeric] = np.sqrt(self.variance)
        return np.asarray(self.R * sd * sd[:, None])

    @property
    def thresholds(self) -> pd.DataFrame:
        """One row per threshold: item, threshold (1, 2, ...), value on the standard normal."""
        item, place = np.nonzero(self.categories.has_threshold)
        names = np.array(self.categories.names, dtype=object)[item]
        values = self.categories.tau[item, place]
        return pd.DataFrame({"item": names, "threshold": place + 1, "value": values})


def ordered_sample(
    data: pd.DataFrame, ordered: Sequence[str] | None = None, *, pairwise: bool = False
) -> OrderedSample:
    """Thresholds and two-step correlations of the complete rows; ``ordered`` None: all variables.

    With ``pairwise`` missing answers are left out item by item and pair by pair.

    As lavaan's ``lavCor(ordered = )``: thresholds of each item alone, then each correlation given
    them. In a 2 x 2 table with one empty cell, 1/2 is put there, the margins kept; empty cells of
    larger tables stay empty: ``notes`` says which pairs have them.

    Raises SpecificationError for an unknown item, DataError for missing answers, a constant item,
    a pair that nobody answered, and where a correlation has no maximum below .999 (one item
    repeats the other).
    """
    names = tuple(str(name) for name in data.columns)
    chosen = names if ordered is None else ordered
    _check(names, chosen)
    if len(data) < 2:
        raise DataError(f"{len(data)} complete rows; correlations need at least two")
    pairs = pairs_of(names, chosen)
    found = categories(data.iloc[:, pairs.ordered], with_missing=pairwise)
    if found.has_missing and pairs.numeric.size:
        raise SpecificationError(
            "missing pairwise of ordered items beside numeric variables is not yet available"
        )
    numeric = data.iloc[:, pairs.numeric]
    moments = sample_moments(numeric) if len(pairs.numeric) else None
    mean = np.zeros(0) if moments is None or moments.mean is None else moments.mean
    variance = np.zeros(0) if moments is None else np.diag(moments.S)
    z = (numeric.to_numpy(dtype=float) - mean) / np.sqrt(variance)
    two_way = _tables(pairs, found)
    _refuse_unanswered(found, two_way)
    R = _correlations(pairs, found, two_way, z)
    _refuse_bounds(R, names)
    notes = (*rare_categories(found), *_empty_cells(found, two_way))
    return OrderedSample(names, len(data), pairs, found, two_way, z, mean, variance, R, notes)


def two_step_correlations(pairs: Pairs, found: Categories, z: Array) -> Array:
    """Correlations (p, p) of ordered items and numeric variables; .999 where there is no maximum.

    ``z`` (n, numeric) are the numeric variables, standardised.
    """
    return _correlations(pairs, found, _tables(pairs, found), z)


def _tables(pairs: Pairs, found: Categories) -> Tables:
    return tables(found, pairs.both_ordered.first, pairs.both_ordered.second)


def _check(names: tuple[str, ...], ordered: Sequence[str]) -> None:
    if isinstance(ordered, str):
        raise SpecificationError(f"ordered = {ordered!r}; expected a list of items")
    unknown = [name for name in ordered if name not in names]
    if unknown:
        raise SpecificationError(f"ordered: the data have no item {', '.join(unknown)}")
    if not ordered:
        raise SpecificationError("ordered: no item is named; expected at least one")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise DataError(f"items {', '.join(twice)}: given twice, expected each item once")


def _correlations(pairs: Pairs, found: Categories, two_way: Tables, z: Array) -> Array:
    values = np.empty(pairs.n)
    if two_way.first.size:
        start = _attenuated(found)[two_way.first, two_way.second]
        values[pairs.both_ordered.at] = polychoric(two_way, start)
    mixed = pairs.mixed
    values[mixed.at] = polyserial(z, found.bounds(), found.codes, (mixed.first, mixed.second))
    products = z.T @ z / len(z)
    values[pairs.both_numeric.at] = products[pairs.both_numeric.first, pairs.both_numeric.second]
    return pairs.matrix(values)


def _attenuated(found: Categories) -> Array:
    """Correlations (p, p) of the category numbers, corrected for what cutting takes away.

    The number of a category correlates with the variable behind it by the sum of the densities at
    the thresholds over the standard deviation of the numbers: near the polychoric correlation.
    """
    codes = np.where(found.codes < 0, np.nan, found.codes)
    codes = np.where(found.codes < 0, np.nanmean(codes, axis=0), codes)
    kept = normal_density(found.tau).sum(axis=1) / codes.std(axis=0)
    R = np.atleast_2d(np.corrcoef(codes, rowvar=False))
    return np.asarray(R / kept / kept[:, None])


def _refuse_unanswered(found: Categories, two_way: Tables) -> None:
    none = np.flatnonzero(two_way.observed.sum(axis=(1, 2)) == 0)
    if none.size:
        first, second = two_way.first[none[0]], two_way.second[none[0]]
        raise DataError(
            f"items {found.names[first]} and {found.names[second]}: no case answered both, so that "
            "their correlation is not determined by the data"
        )


def _refuse_bounds(R: Array, names: tuple[str, ...]) -> None:
    at_bound = np.argwhere(np.triu(np.abs(R) >= BOUND, 1))
    if not at_bound.size:
        return
    first, second = at_bound[0]
    raise DataError(
        f"items {names[first]} and {names[second]}: their correlation has no maximum within "
        f"-{BOUND} and {BOUND}; one item determines the other, keep one of them"
    )


def _empty_cells(found: Categories, two_way: Tables) -> list[str]:
    notes = []
    for pair in np.flatnonzero(two_way.empty):
        first, second = (found.names[side[pair]] for side in (two_way.first, two_way.second))
        done = "1/2 put there, margins kept" if two_way.adjusted[pair] else "left empty"
        count = int(two_way.empty[pair])
        number = f"{count} empty cell{'s' if count > 1 else ''}"
        notes.append(f"items {first} and {second}: {number}, {done}")
    return notes
