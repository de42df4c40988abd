"""From a data frame or published moments to the sample that a model is fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import Moments, sample_moments
from surveysem.sem.arrays import Array
from surveysem.sem.convention import Convention
from surveysem.sem.names import listed, nearest

_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class Sample:
    """Moments analysed, complete cases ``X`` (n, p) with their ``index``, rows left out."""

    moments: Moments
    X: Array | None
    index: pd.Index | None
    n_dropped: int

    @property
    def n(self) -> int:
        """Number of cases."""
        return self.moments.n


def read_sample(
    data: pd.DataFrame | Moments, observed: Sequence[str], convention: Convention
) -> Sample:
    """The complete cases of the model's variables.

    Raises SpecificationError for a variable that the data do not have, and DataError for a
    constant item, or where S is singular (no more cases than variables, or linear dependence).
    """
    known = data.names if isinstance(data, Moments) else tuple(str(c) for c in data.columns)
    _check_names(observed, known)
    if isinstance(data, Moments):
        moments = convention.analysed(data.select(observed), published=True)
        sample = Sample(moments, None, None, 0)
    else:
        frame = _variables(data, known, observed)
        complete = frame.dropna()
        _check_rows(len(complete), frame)
        moments = convention.analysed(sample_moments(complete), published=False)
        X = complete.to_numpy(dtype=float)
        sample = Sample(moments, X, complete.index, len(frame) - len(complete))
    _check_regular(sample.moments)
    return sample


def _variables(data: pd.DataFrame, known: tuple[str, ...], observed: Sequence[str]) -> pd.DataFrame:
    columns = {}
    for name in observed:
        if known.count(name) > 1:
            raise DataError(f"variable {name}: {known.count(name)} columns have this name")
        column = data.iloc[:, known.index(name)]
        try:
            columns[name] = column.to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError):
            raise DataError(f"variable {name}: the values are not numbers") from None
    return pd.DataFrame(columns, index=data.index).replace([np.inf, -np.inf], np.nan)


def _check_names(observed: Sequence[str], known: tuple[str, ...]) -> None:
    unknown = [name for name in observed if name not in known]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, known)}" for name in unknown[:8])
        raise SpecificationError(f"the data have no variable {found}")


def _check_rows(n: int, frame: pd.DataFrame) -> None:
    p = frame.shape[1]
    if n <= p:
        holes = int(frame.isna().any(axis=1).sum())
        raise DataError(
            f"{n} complete cases for {p} observed variables ({holes} of {len(frame)} rows have "
            "missing values); S is singular: expected more cases than variables"
        )


def _check_regular(moments: Moments) -> None:
    p = len(moments.names)
    if moments.n <= p:
        raise DataError(
            f"{moments.n} cases for {p} observed variables: S is singular; "
            "expected more cases than variables"
        )
    sd = np.sqrt(np.diag(moments.S))
    values, vectors = np.linalg.eigh(moments.S / sd / sd[:, None])
    if values[0] > _SINGULAR:
        return
    weights = np.abs(vectors[:, 0])
    involved = [n for n, w in zip(moments.names, weights, strict=True) if w > 0.05 * weights.max()]
    kind = "not positive definite" if values[0] < -_SINGULAR else "singular"
    raise DataError(f"S is {kind}: linear dependence between {listed(involved)}")
