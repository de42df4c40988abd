"""Agreement over all codes at once: disagreements summed over codes, observed over expected."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from surveysem.cases.agreement import (
    NO_UNITS,
    NO_VARIANCE,
    ONE_VALUE,
    PERFECT,
    Agreement,
    Resampling,
    resampled,
)

Floats = npt.NDArray[np.float64]
Disagreement = Callable[[Floats, int], tuple[Floats, Floats]]
AT_ONCE = 4_000_000


def pooled_kappa(
    first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_], how: Resampling
) -> Agreement:
    """Pooled kappa of two coders; ``first`` and ``second`` are (passages, codes)."""
    differ = (first != second).sum(axis=1, keepdims=True)
    return _pooled(np.hstack([differ, first, second]).astype(float), _of_kappa, how)


def pooled_alpha(
    given: npt.NDArray[np.int64], took_part: npt.NDArray[np.int64], how: Resampling
) -> Agreement:
    """Pooled alpha; ``given`` (passages, codes) and ``took_part`` (passages,) count coders."""
    several = took_part >= 2
    yes, raters = given[several].astype(float), took_part[several].astype(float)[:, None]
    differ = 2 * (yes * (raters - yes)).sum(axis=1, keepdims=True) / (raters - 1)
    return _pooled(np.hstack([differ, raters, yes]), _of_alpha, how)


def _pooled(units: Floats, disagreement: Disagreement, how: Resampling) -> Agreement:
    n = len(units)
    if n == 0:
        return Agreement(0, reason=NO_UNITS)
    observed, expected = disagreement(units.sum(axis=0)[None, :], n)
    if expected[0] <= NO_VARIANCE:
        return Agreement(n, reason=ONE_VALUE)
    value = float(1 - observed[0] / expected[0])
    if observed[0] <= NO_VARIANCE:
        return Agreement(n, value, reason=PERFECT)
    sums = np.concatenate(list(_resampled_sums(units, how)))
    return resampled(n, value, *disagreement(sums, n), how.level)


def _resampled_sums(units: Floats, how: Resampling) -> Iterator[Floats]:
    """Sums over resampled units (draws, columns), a few draws at a time."""
    n, left, rng = len(units), how.draws, how.rng()
    while left > 0:
        batch = min(left, max(1, AT_ONCE // n))
        draws = rng.integers(n, size=(batch, n)) + n * np.arange(batch)[:, None]
        often = np.bincount(draws.ravel(), minlength=batch * n).reshape(batch, n)
        yield often.astype(float) @ units
        left -= batch


def _of_kappa(sums: Floats, n: int) -> tuple[Floats, Floats]:
    shares = sums / n
    a, b = np.split(shares[:, 1:], 2, axis=1)
    return shares[:, 0], (a * (1 - b) + b * (1 - a)).sum(axis=1)


def _of_alpha(sums: Floats, _n: int) -> tuple[Floats, Floats]:
    differ, raters, yes = sums[:, 0], sums[:, 1:2], sums[:, 2:]
    return differ, (2 * yes * (raters - yes) / (raters - 1)).sum(axis=1)
