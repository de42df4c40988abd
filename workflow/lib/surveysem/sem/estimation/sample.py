"""From a data frame or published moments to the sample that a model is fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import Moments, numbers_of, sample_moments
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.incomplete import of_incomplete
from surveysem.sem.estimation.regular import check_regular
from surveysem.sem.estimation.slopes import Cases
from surveysem.sem.names import nearest

MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """One group: moments analysed, cases ``X`` (n, p) with their ``index``, rows left out.

    ``cases`` is set where values are missing and kept (FIML); the moments are then those of the
    saturated model, whose likelihood may not be ``bounded``. With ``pairwise`` and ``two-stage``
    moments ``X`` has missing values too. ``label``: the group's, or ""; ``n_ungrouped``: rows
    without a group, counted with the first one.
    """

    moments: Moments
    X: Array | None
    index: pd.Index | None
    n_dropped: int
    cases: Cases | None = None
    bounded: bool = True
    label: str = ""
    n_ungrouped: int = 0

    @property
    def n(self) -> int:
        """Number of cases."""
        return self.moments.n


def read_samples(
    data: pd.DataFrame | Moments,
    observed: Sequence[str],
    convention: Convention,
    missing: str,
    exogenous: Sequence[str],
    group: str | None,
) -> tuple[Sample, ...]:
    """One sample, or one for each value of the variable ``group``; see ``read_sample``.

    Groups come in the order of the data, as in lavaan; of categories, in theirs.
    """
    if group is None:
        return (read_sample(data, observed, convention, missing, exogenous),)
    if isinstance(data, Moments):
        raise SpecificationError(f"group '{group}' needs the cases, not published moments")
    found: list[Sample] = []
    groups = by_group(data, group)
    ungrouped = len(data) - sum(len(rows) for _, rows in groups)
    for label, rows in groups:
        try:
            sample = read_sample(rows, observed, convention, missing, exogenous)
        except DataError as error:
            raise DataError(f"group {label}: {error}") from None
        without = 0 if found else ungrouped
        found.append(replace(sample, label=label, n_ungrouped=without))
    return tuple(found)


def by_group(data: pd.DataFrame, group: str) -> list[tuple[str, pd.DataFrame]]:
    """Label and rows of each group, in the order of the data; rows without one are left out."""
    known = tuple(str(c) for c in data.columns)
    _check_names([group], known)
    column = data.iloc[:, known.index(group)]
    values = _distinct(column, group)
    if len(values) < 2:
        raise DataError(f"the variable '{group}' has {len(values)} value, expected at least two")
    if len(values) > MOST_GROUPS:
        raise DataError(
            f"the variable '{group}' has {len(values)} values, expected at most {MOST_GROUPS}"
        )
    return [(group_label(value), data[(column == value).to_numpy(dtype=bool)]) for value in values]


def _distinct(column: pd.Series, group: str) -> list[Any]:
    """The different values, those of categories in their order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [c for c in column.cat.categories if (column == c).any()]
    try:
        return list(column.dropna().unique())
    except TypeError:
        raise DataError(
            f"the variable '{group}' holds lists; expected one label for each row"
        ) from None


def group_label(value: object) -> str:
    """The value as text; whole numbers without decimals."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value)


def read_sample(
    data: pd.DataFrame | Moments,
    observed: Sequence[str],
    convention: Convention,
    missing: str = "listwise",
    exogenous: Sequence[str] = (),
) -> Sample:
    """The cases of the model's variables: with ``listwise`` complete ones, else all that show any.

    Cases that lack one of the ``exogenous`` variables, whose moments are given, are left out.
    Raises SpecificationError for a variable that the data do not have, and DataError for a
    constant item, or where S is singular (no more cases than variables, or linear dependence).
    """
    known = data.names if isinstance(data, Moments) else tuple(str(c) for c in data.columns)
    _check_names(observed, known)
    if isinstance(data, Moments):
        if missing != "listwise":
            raise SpecificationError(f"missing {missing} needs the cases, not published moments")
        moments = convention.analysed(data.select(observed), published=True)
        sample = Sample(moments, None, None, 0)
    else:
        frame = _variables(data, known, observed)
        if missing != "listwise":
            shown = frame.dropna(how="all").dropna(subset=list(exogenous))
            if missing == "two-stage" or shown.isna().to_numpy().any():
                return _incomplete(shown, len(frame), convention, missing)
        complete = frame.dropna()
        _check_rows(len(complete), frame)
        moments = convention.analysed(sample_moments(complete), published=False)
        X = complete.to_numpy(dtype=float)
        sample = Sample(moments, X, complete.index, len(frame) - len(complete))
    check_regular(sample.moments)
    return sample


def _incomplete(shown: pd.DataFrame, n_rows: int, convention: Convention, missing: str) -> Sample:
    X = shown.to_numpy(dtype=float)
    found = of_incomplete(X, tuple(str(name) for name in shown.columns), missing)
    moments = convention.analysed(found.moments, published=False)
    return Sample(moments, X, shown.index, n_rows - len(shown), found.cases, found.bounded)


def _variables(data: pd.DataFrame, known: tuple[str, ...], observed: Sequence[str]) -> pd.DataFrame:
    columns = {}
    for name in observed:
        if known.count(name) > 1:
            raise DataError(f"variable {name}: {known.count(name)} columns have this name")
        column = data.iloc[:, known.index(name)]
        values = numbers_of(column, f"variable {name}")
        infinite = np.isinf(values)
        columns[name] = np.where(infinite, np.nan, values) if infinite.any() else values
    return pd.DataFrame(columns, index=data.index, copy=False)


def _check_names(observed: Sequence[str], known: tuple[str, ...]) -> None:
    unknown = [name for name in observed if name not in known]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, known)}" for name in unknown[:8])
        raise SpecificationError(f"the data have no variable {found}")


def _check_rows(n: int, frame: pd.DataFrame) -> None:
    p = frame.shape[1]
    empty = [str(name) for name in frame.columns if frame[name].isna().all()]
    if empty and len(frame):
        raise DataError(f"item {', '.join(empty)}: no case has a value")
    if n <= p:
        holes = int(frame.isna().any(axis=1).sum())
        raise DataError(
            f"{n} complete cases for {p} observed variables ({holes} of {len(frame)} rows have "
            "missing values); S is singular: expected more cases than variables"
        )
