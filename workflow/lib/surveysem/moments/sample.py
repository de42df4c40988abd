"""Means and covariances of a sample, observed or published."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.errors import DataError
from surveysem.moments.columns import numbers_of

Array = npt.NDArray[np.float64]

_SYMMETRY = 1e-8
_CONSTANT = 1e-12
_SMALLEST = 1e-50
_ROWS = 8192
# Beyond it the sum of many values is no number.
_LARGEST = 1e290


@dataclass(frozen=True, slots=True, init=False, eq=False)
class Moments:
    """Covariance matrix ``S`` (p, p), ``mean`` (p,) or None and size ``n`` of one sample.

    ``S`` is what is published and what ``cov()`` gives (divisor n-1), unless ``divisor="n"``.
    """

    S: Array
    n: int
    mean: Array | None
    names: tuple[str, ...]
    divisor: str

    def __init__(
        self,
        S: npt.ArrayLike,
        n: int,
        mean: npt.ArrayLike | None = None,
        names: Sequence[str] = (),
        divisor: str = "n-1",
    ) -> None:
        """Check and keep the moments; raises DataError where they are none.

        ``names`` may be left out when ``S`` is a DataFrame with its variables as columns.
        """
        if not names and isinstance(S, pd.DataFrame):
            names = [str(column) for column in S.columns]
        matrix = np.array(S, dtype=float)
        means = None if mean is None else np.array(mean, dtype=float)
        _check(matrix, n, means, tuple(names), divisor)
        for key, value in (("S", matrix), ("n", int(n)), ("mean", means)):
            object.__setattr__(self, key, value)
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "divisor", divisor)

    def select(self, names: Sequence[str]) -> "Moments":
        """The moments of some variables, in the order given."""
        at = [self.names.index(name) for name in names]
        mean = None if self.mean is None else self.mean[at]
        return Moments(self.S[np.ix_(at, at)], self.n, mean, names, self.divisor)

    def with_divisor(self, divisor: str) -> "Moments":
        """The same sample with covariances that divide by ``n`` or ``n-1``."""
        if divisor == self.divisor:
            return self
        factor = (self.n - 1) / self.n if divisor == "n" else self.n / (self.n - 1)
        return Moments(self.S * factor, self.n, self.mean, self.names, divisor)


def sample_moments(data: pd.DataFrame) -> Moments:
    """Means and covariances (divisor n) of complete rows, about the mean, so exact at any scale.

    Memory beyond the data is that of a few thousand rows.
    Raises DataError where a variable is not numeric, has missing values, or does not vary.
    """
    names = tuple(str(name) for name in data.columns)
    columns = [numbers_of(data[name], f"variable {name}") for name in data.columns]
    finite = np.array([np.isfinite(column).all() for column in columns])
    if not finite.all():
        bad = ", ".join(names[j] for j in np.flatnonzero(~finite))
        raise DataError(f"variables with missing or infinite values: {bad}")
    if len(data) < 2:
        raise DataError(f"{len(data)} complete rows; moments need at least two")
    largest = np.array([max(column.max(), -column.min()) for column in columns])
    if largest.max() > _LARGEST:
        name, value = names[int(np.argmax(largest))], float(largest.max())
        raise DataError(f"item {name}: values as large as {value:.3g}; change its unit")
    mean = np.array([column.mean() for column in columns])
    S = _products(columns, mean) / len(data)
    _refuse_constants(S, mean, names)
    return Moments(S, len(data), mean, names, "n")


def _products(columns: Sequence[Array], mean: Array) -> Array:
    """Sums of products (p, p) about the mean, by blocks of rows."""
    found = np.zeros((mean.size, mean.size))
    with np.errstate(over="ignore"):
        for start in range(0, len(columns[0]), _ROWS):
            rows = np.stack([column[start : start + _ROWS] for column in columns])
            rows -= mean[:, None]
            found += rows @ rows.T
    return found


def _refuse_constants(S: Array, mean: Array, names: tuple[str, ...]) -> None:
    scale = np.maximum(np.abs(mean), 1e-300)
    constant = np.sqrt(np.diag(S)) <= _CONSTANT * scale
    if constant.any():
        found = ", ".join(n for n, flat in zip(names, constant, strict=True) if flat)
        value = mean[np.argmax(constant)]
        raise DataError(f"item {found}: all rows have one and the same value ({value:g})")


def _check(S: Array, n: int, mean: Array | None, names: tuple[str, ...], divisor: str) -> None:
    if S.ndim != 2 or S.shape[0] != S.shape[1]:
        raise DataError(f"a covariance matrix is square, found shape {S.shape}")
    if len(names) != len(S) or len(set(names)) != len(names):
        found = len(set(names))
        raise DataError(f"{len(S)} variables need as many different names, found {found}")
    if divisor not in ("n", "n-1"):
        raise DataError(f"divisor {divisor!r}; expected 'n' or 'n-1'")
    if n < 2:
        raise DataError(f"a sample of n = {n}; moments need at least two rows")
    if mean is not None and mean.shape != (len(S),):
        raise DataError(f"{len(S)} variables need {len(S)} means, found shape {mean.shape}")
    if not np.isfinite(S).all() or (mean is not None and not np.isfinite(mean).all()):
        raise DataError("the moments hold missing or infinite values")
    if np.abs(S - S.T).max(initial=0.0) > _SYMMETRY * max(1.0, np.abs(S).max(initial=0.0)):
        raise DataError("the covariance matrix is not symmetric")
    for name, variance in zip(names, np.diag(S), strict=True):
        refuse_unit(name, float(variance))


def refuse_unit(name: str, variance: float) -> None:
    """Raise DataError where a variance is none, or so small or large that sums would not hold."""
    if variance <= 0:
        raise DataError(f"item {name}: variance {variance:g}, expected a positive number")
    if not _SMALLEST < variance < 1 / _SMALLEST:
        raise DataError(
            f"item {name}: variance {variance:g}; change its unit so that it lies between "
            f"{_SMALLEST:g} and {1 / _SMALLEST:g}"
        )
