"""Cases with missing values, sorted by what is missing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Sufficient statistics of cases with missing values: P patterns over p variables.

    Each pattern is kept as rows ``Z`` (r, p), zero where missing: its mean times ``root`` =
    sqrt(its size), and as many rows of ``root`` 0 as carry its scatter about the mean, at most p.
    A sum over the cases is a sum over these rows, whatever the number of cases. ``present`` (P, p),
    ``size`` (P,), ``pattern`` (r,) belongs to each row; ``holes`` (P, k) are the missing variables,
    padded where ``is_hole`` (P, k) is False. ``n`` counts cases, ``n_values`` observed values.
    """

    Z: Array
    root: Array
    pattern: Indices
    present: Flags
    size: Array
    holes: Indices
    is_hole: Flags

    @property
    def n(self) -> int:
        """Number of cases."""
        return int(self.size.sum())

    @property
    def n_values(self) -> int:
        """Number of observed values."""
        return int(self.size @ self.present.sum(axis=1))

    def coverage(self) -> Array:
        """Share of the cases (p, p) in which two variables are both observed."""
        seen = self.present.astype(float)
        return np.asarray((seen.T * self.size) @ seen / self.n)

    def means(self) -> Array:
        """Mean of the cases of each pattern (P, p); NaN where a variable is missing."""
        total = np.zeros(self.present.shape)
        np.add.at(total, self.pattern, self.root[:, None] * self.Z)
        return np.where(self.present, total / self.size[:, None], np.nan)

    def reweighted(self, size: Array) -> "Patterns":
        """The same rows with other sizes; for patterns of one case each."""
        kept = size > 0
        root = np.sqrt(size[kept])
        Z = self.Z[kept] / self.root[kept, None] * root[:, None]
        order = np.arange(len(root))
        found = (self.present[kept], size[kept], self.holes[kept], self.is_hole[kept])
        return Patterns(Z, root, order, *found)


def patterns_of(X: Array) -> Patterns:
    """Patterns of rows ``X`` (n, p) with NaN for missing values, each observed somewhere."""
    observed = ~np.isnan(X)
    _, first, pattern = np.unique(
        np.packbits(observed, axis=1), axis=0, return_index=True, return_inverse=True
    )
    present = observed[first]
    filled = np.where(observed, X, 0.0)
    Z, root, owner = [], [], []
    order = np.argsort(pattern.ravel(), kind="stable")
    size = np.bincount(pattern.ravel(), minlength=len(first)).astype(float)
    ends = np.cumsum(size).astype(int)
    for k, rows in enumerate(np.split(filled[order], ends[:-1])):
        part = _compressed(rows, present[k])
        Z.append(part)
        root.append(np.concatenate([[np.sqrt(size[k])], np.zeros(len(part) - 1)]))
        owner.append(np.full(len(part), k))
    return _patterns(np.vstack(Z), np.concatenate(root), np.concatenate(owner), present, size)


def single_patterns(X: Array) -> Patterns:
    """Every row of ``X`` (n, p) as a pattern of its own: for casewise sums and resampling."""
    observed = ~np.isnan(X)
    ones = np.ones(len(X))
    return _patterns(np.where(observed, X, 0.0), ones, np.arange(len(X)), observed, ones)


def _patterns(Z: Array, root: Array, owner: Indices, present: Flags, size: Array) -> Patterns:
    missing = ~present
    most = int(missing.sum(axis=1).max(initial=0))
    holes = np.argsort(present, axis=1, kind="stable")[:, :most]
    is_hole = np.take_along_axis(missing, holes, axis=1)
    return Patterns(Z, root, owner, present, size, holes, is_hole)


def _compressed(rows: Array, present: Flags) -> Array:
    """First the mean times sqrt(n), then rows with the scatter about the mean."""
    n = len(rows)
    mean = rows.mean(axis=0)
    centred = rows - mean
    if n > present.sum() + 1:
        centred = np.linalg.qr(centred, mode="r")
    if n == 1:
        return rows
    return np.vstack([np.sqrt(n) * mean, centred])
