"""Moments of cases with missing values: by EM, or pair by pair."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import DataError
from surveysem.moments import (
    Moments,
    pairwise_moments,
    patterns_of,
    refuse_unit,
    saturated,
)
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.regular import check_regular, dependent
from surveysem.sem.estimation.slopes import Cases
from surveysem.sem.names import listed

UNBOUNDED = (
    "the saturated model has no maximum likelihood, because a pattern of missing values is shared "
    "by no more cases than it has variables"
)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Moments of incomplete cases; ``cases`` for a casewise likelihood, ``bounded`` or not."""

    moments: Moments
    cases: Cases | None = None
    bounded: bool = True


def of_incomplete(X: Array, names: tuple[str, ...], missing: str) -> Incomplete:
    """Moments of rows ``X`` (n, p) with NaN for missing values, each observed somewhere.

    ``fiml`` and ``two-stage``: saturated ML estimates; ``pairwise``: of each pair's rows. Raises
    DataError for a variable without values or without variance, a pair that no case shows,
    pairwise covariances that are not positive definite, and two-stage moments that do not exist.
    """
    if len(X) <= 1:
        raise DataError(f"{len(X)} cases with observed values; moments need at least two")
    for j, name in enumerate(names):
        _check_values(X[:, j][~np.isnan(X[:, j])], name)
    if missing == "pairwise":
        return Incomplete(_pairwise(X, names))
    found = _saturated(X, names)
    if found.bounded:
        check_regular(found.moments)
    if missing == "fiml":
        return found
    if not found.bounded:
        raise DataError(f"missing two-stage: {UNBOUNDED}; expected more cases")
    return Incomplete(found.moments)


def _saturated(X: Array, names: tuple[str, ...]) -> Incomplete:
    patterns = patterns_of(X)
    coverage = patterns.coverage()
    if not coverage.all():
        i, j = np.argwhere(coverage == 0)[0]
        raise DataError(
            f"variables {names[i]} and {names[j]}: no case shows both, so that their covariance "
            "is not determined by the data"
        )
    found = saturated(patterns)
    moments = Moments(found.S, len(X), found.mean, names, "n")
    return Incomplete(moments, Cases(patterns, found.value), found.bounded)


def _pairwise(X: Array, names: tuple[str, ...]) -> Moments:
    moments = pairwise_moments(X, names)
    culprits = dependent(moments)
    if culprits:
        raise DataError(
            f"the pairwise covariances are not positive definite: {listed(culprits)} (each pair "
            "rests on other rows); expected missing fiml or two-stage"
        )
    return moments


def _check_values(values: Array, name: str) -> None:
    """Raise DataError where a variable is never observed, does not vary or has an extreme unit."""
    if not values.size:
        raise DataError(f"item {name}: no case has a value")
    if np.ptp(values) <= 1e-12 * max(1e-300, float(np.abs(values).max())):
        raise DataError(f"item {name}: all observed values are one and the same ({values[0]:g})")
    with np.errstate(over="ignore"):
        refuse_unit(name, float(values.var()))
