"""The correlation matrix that every exploratory analysis starts from, and what spoils it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import OrderedSample, ordered_sample

Floats = NDArray[np.float64]

# Below this smallest eigenvalue a correlation matrix is singular in double precision.
SINGULAR = 1e-10
# Answers that differ by less than this share of their size are one answer and rounding.
CONSTANT = 1e-12


@dataclass(frozen=True, slots=True)
class Correlations:
    """Correlations of p items, from answers or from a publication.

    ``R`` (p, p); ``n`` the number of complete cases behind it, None where the source does not say
    (then there is no test and no parallel analysis); ``names`` (p,). Where they are polychoric,
    ``ordered`` names the ordered items and ``notes`` say what was done with empty cells.
    """

    R: Floats
    n: int | None
    names: Sequence[str]
    ordered: Sequence[str] = ()
    notes: Sequence[str] = ()


class MomentsLike(Protocol):
    """Anything with a covariance matrix ``S`` of ``n`` cases and ``names``: ``sem.Moments``."""

    @property
    def S(self) -> Floats: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def names(self) -> Sequence[str]: ...  # noqa: D102


Data = pd.DataFrame | Correlations | MomentsLike


def correlations(data: Data, ordered: Sequence[str] = ()) -> Correlations:
    """Pearson correlations of the complete cases of ``data``, or of a matrix that is handed in.

    Polychoric and polyserial for the items that ``ordered`` names.

    A DataFrame has one column per item; cases with a missing answer are left out (listwise), and
    ``n`` counts those that stay. Raises DataError, naming the items, for text or infinite answers,
    a constant item, no more cases than items, and linearly dependent items.
    """
    ordered = ordered if isinstance(ordered, str) else tuple(ordered)
    if ordered:
        sample = complete_sample(data, ordered)
        items, notes = sample.categories.names, sample.notes
        found = Correlations(sample.R, sample.n, sample.names, items, notes)
    elif isinstance(data, pd.DataFrame):
        found = _of_answers(data)
    elif isinstance(data, Correlations):
        read = _of_matrix(data.R, data.n, data.names)
        found = replace(data, R=read.R, names=read.names)
    elif all(hasattr(data, name) for name in ("S", "n", "names")):
        found = _of_matrix(data.S, data.n, data.names)
    else:
        raise SpecificationError(
            f"data: {type(data).__name__}; expected a DataFrame, Correlations or Moments"
        )
    _refuse_dependence(found)
    return found


def complete_sample(data: Data, ordered: Sequence[str]) -> OrderedSample:
    """Moments of ordered items in the cases without a missing answer.

    Raises SpecificationError without answers, DataError for no more cases than items.
    """
    if not isinstance(data, pd.DataFrame):
        raise SpecificationError("ordered items need the answers, found a matrix of correlations")
    names = _item_names(data.columns)
    complete = data.dropna().set_axis(list(names), axis=1)
    _check_cases(len(complete), len(names))
    return ordered_sample(complete, ordered)


def eigenvalues(R: Floats) -> Floats:
    """Of the correlation matrix ``R`` (p, p), descending (p,)."""
    values = np.linalg.eigvalsh(R)[::-1]
    return values.astype(np.float64, copy=False)


def known_n(correlations: Correlations, purpose: str) -> int:
    """The number of cases; DataError where a published matrix came without it."""
    if correlations.n is None:
        raise DataError(f"{purpose}: the correlation matrix came without its number of cases")
    return correlations.n


def _of_answers(data: pd.DataFrame) -> Correlations:
    names = _item_names(data.columns)
    X = _numbers(data)
    X = X[~np.isnan(X).any(axis=1)]
    n, p = X.shape
    _check_cases(n, p)
    lowest, spread = X.min(axis=0), np.ptp(X, axis=0)
    for name, column, width in zip(names, X.T, spread, strict=True):
        if width <= CONSTANT * np.abs(column).max():
            raise DataError(
                f"item {name}: constant, all {n} complete cases answer {column[0]:g}; "
                "expected answers that differ"
            )
    return Correlations(np.corrcoef((X - lowest) / spread, rowvar=False), n, names)


def _check_cases(n: int, p: int) -> None:
    if n <= p:
        raise DataError(
            f"correlations of {p} items: {n} cases without a missing answer, "
            "expected more cases than items"
        )


def _numbers(data: pd.DataFrame) -> Floats:
    for name, column in data.items():
        if not pd.api.types.is_numeric_dtype(column) or column.dtype.kind == "c":
            raise DataError(f"item {name}: answers of type {column.dtype}, expected numbers")
    X = data.to_numpy(dtype=np.float64, na_value=np.nan)
    infinite = np.isinf(X)
    if infinite.any():
        first = int(np.argmax(infinite.any(axis=0)))
        raise DataError(
            f"item {data.columns[first]}: {int(infinite[:, first].sum())} infinite answers, "
            "expected finite numbers"
        )
    return X


def _of_matrix(S: ArrayLike, n: int | None, names: Sequence[str]) -> Correlations:
    S = np.asarray(S, dtype=np.float64)
    names = _item_names(names)
    p = len(names)
    if S.shape != (p, p):
        raise DataError(f"correlation matrix: shape {S.shape}, expected ({p}, {p}) for {p} items")
    if not np.isfinite(S).all():
        raise DataError("correlation matrix: missing or infinite entries, expected finite numbers")
    if not np.allclose(S, S.T, rtol=0, atol=1e-8):
        raise DataError("correlation matrix: not symmetric, expected equal halves")
    variances = np.diag(S)
    if (variances <= 0).any():
        name = names[int(np.argmin(variances))]
        raise DataError(f"item {name}: variance {variances.min():g}, expected a positive one")
    if n is not None and n <= p:
        raise DataError(f"correlations of {p} items: {n} cases, expected more cases than items")
    scale = 1 / np.sqrt(variances)
    R = (S + S.T) / 2 * np.outer(scale, scale)
    np.fill_diagonal(R, 1.0)
    return Correlations(R, n, names)


def _item_names(names: Sequence[str] | pd.Index) -> tuple[str, ...]:
    found = tuple(str(name) for name in names)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise DataError(f"items {', '.join(twice)}: given twice, expected each item once")
    if len(found) < 2:
        raise DataError(f"correlations: {len(found)} item, expected at least 2")
    return found


def _refuse_dependence(correlations: Correlations) -> None:
    values, vectors = np.linalg.eigh(correlations.R)
    if values[0] > SINGULAR:
        return
    if values[0] < -SINGULAR:
        raise DataError(
            f"correlation matrix: smallest eigenvalue {values[0]:.3g}, "
            "expected a positive definite matrix"
        )
    involved = np.abs(vectors[:, 0]) > 1e-6
    names = ", ".join(np.array(correlations.names)[involved])
    raise DataError(
        f"items {names}: one is a linear combination of the others (smallest eigenvalue "
        f"{values[0]:.1e} of the correlations), expected no item determined by others"
    )
