"""Means of latent variables of several groups, as differences from the first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array, Numbers, jacobian, positive_sqrt
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.fit import Fit
from surveysem.sem.inference.estimates import delta_method, wald


@dataclass(frozen=True, slots=True)
class _Places:
    """Rows of the estimates: mean and variance of a variable in a group and in the first."""

    group: int
    name: str
    mean: int
    mean_first: int
    variance: int
    variance_first: int


@one_blas_thread()
def latent_means(fit: Fit) -> pd.DataFrame:
    """Differences of latent means from those of the first group, a row per group and variable.

    DataFrame: group reference lhs difference se z pvalue ci_lower ci_upper d d_se d_ci_lower
    d_ci_upper. ``d`` is the difference in standard deviations pooled over the two groups, their
    latent variances weighted by n (Hancock, 2001, Psychometrika 66, p. 373), with errors by the
    delta method. Only exogenous latent variables with a free mean and a variance in both groups
    are there. They are differences of the constructs only where loadings and intercepts are equal.

    Raises
    ------
    SpecificationError
        The model has one group.
    """
    s = fit.solution
    if len(s.samples) < 2:
        raise SpecificationError("differences of latent means need two groups or more, found one")
    places = list(_places(s))

    def raw(theta: Numbers) -> Numbers:
        values = s.quantities.raw(theta)
        return _stack([values[..., p.mean] - values[..., p.mean_first] for p in places])

    def scaled(theta: Numbers) -> Numbers:
        values = s.quantities.raw(theta)
        return _stack([_d(values, p, *_weights(s, p.group)) for p in places])

    plain, in_sds = (_inferred(s, function, len(places)) for function in (raw, scaled))
    frame = pd.DataFrame(
        {
            "group": [s.samples[p.group].label for p in places],
            "reference": s.samples[0].label,
            "lhs": [p.name for p in places],
        }
    )
    frame[["difference", "se", "z", "pvalue", "ci_lower", "ci_upper"]] = plain
    frame[["d", "d_se", "d_ci_lower", "d_ci_upper"]] = in_sds[:, [0, 1, 4, 5]]
    return frame


def _inferred(s: Solution, function: Callable[[Numbers], Numbers], n: int) -> Array:
    """est, se, z, p and limits of n functions (n, 6), NaN where the solution did not converge."""
    if not n:
        return np.empty((0, 6))
    if s.vcov is None or not s.minimum.converged:
        return np.full((n, 6), np.nan)
    found = wald(function(s.theta), delta_method(jacobian(function, s.theta), s.vcov))
    return np.column_stack(
        [found.est, found.se, found.z, found.pvalue, found.ci_lower, found.ci_upper]
    )


def _stack(values: list[Numbers]) -> Numbers:
    return np.stack(values, axis=-1)


def _weights(s: Solution, group: int) -> tuple[float, float]:
    n, first = s.samples[group].n, s.samples[0].n
    return n / (n + first), first / (n + first)


def _d(values: Numbers, p: _Places, weight: float, weight_first: float) -> Numbers:
    pooled = weight * values[..., p.variance] + weight_first * values[..., p.variance_first]
    return np.asarray((values[..., p.mean] - values[..., p.mean_first]) / positive_sqrt(pooled))


def _places(s: Solution) -> Iterator[_Places]:
    rows = {(p.group, *p.key): (i, p) for i, p in enumerate(s.table.parameters)}
    explained = {p.lhs for p in s.table.parameters if p.op == "~"}
    explained |= {p.rhs for p in s.table.parameters if p.op == "=~"}
    first = s.table.parameters[0].group
    for (group, name, op, _), (mean, p) in rows.items():
        if op != "~1" or not p.free or group == first:
            continue
        if name not in s.table.latent or name in explained:
            continue
        where = [(first, name, "~1", ""), (group, name, "~~", name), (first, name, "~~", name)]
        if all(key in rows for key in where):
            others = [rows[key][0] for key in where]
            yield _Places(group - first, name, mean, *others)
