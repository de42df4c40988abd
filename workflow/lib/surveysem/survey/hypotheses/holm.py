"""Holm's adjustment of p-values."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def holm(p: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Holm's adjusted p-values (k,): max over smaller p of (k - rank) p, at most 1.

    Holm (1979, Scandinavian Journal of Statistics 6, p. 67).
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    scaled = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(scaled, 1.0)
    return adjusted


def holm_within(families: Sequence[str], p: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Holm's adjusted p-values (k,), each among those of its family; NaN counts in none."""
    values, names = np.asarray(p, dtype=float), np.asarray(families, dtype=object)
    adjusted = np.full_like(values, np.nan)
    for family in dict.fromkeys(families):
        members = (names == family) & np.isfinite(values)
        adjusted[members] = holm(values[members])
    return adjusted
