"""The vector of all moments of ordered and numeric variables, and where each has its place."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveysem.moments.ordered import OrderedSample

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Places of the moments, in the order of lavaan.

    First the thresholds of each ordered item or the mean of each numeric variable, in the order of
    the variables; then the variances of the numeric ones; then the pairs. ``threshold`` (ordered,
    K - 1), -1 where an item has none; ``mean`` and ``variance`` (numeric,); ``variable`` (first
    step,) to which variable each moment of the first step belongs; ``n_first`` how many these are.
    """

    threshold: Indices
    mean: Indices
    variance: Indices
    variable: Indices
    n_first: int


def stack_of(sample: OrderedSample) -> Stack:
    """Places of the moments of a sample."""
    ordered, numeric = sample.pairs.ordered, sample.pairs.numeric
    counts = np.ones(len(sample.names), dtype=np.intp)
    counts[ordered] = sample.categories.n_thresholds
    begin = np.cumsum(counts) - counts
    total = int(counts.sum())
    steps = np.arange(sample.categories.tau.shape[1])
    threshold = np.where(sample.categories.has_threshold, begin[ordered][:, None] + steps, -1)
    variable = np.concatenate([np.repeat(np.arange(len(counts)), counts), numeric])
    variance = total + np.arange(numeric.size)
    return Stack(threshold, begin[numeric], variance, variable, total + numeric.size)


def stacked(sample: OrderedSample) -> Array:
    """All moments (k,): thresholds and means, variances, correlations and covariances."""
    stack = stack_of(sample)
    first = np.empty(stack.n_first)
    has = stack.threshold >= 0
    first[stack.threshold[has]] = sample.categories.tau[has]
    first[stack.mean], first[stack.variance] = sample.mean, sample.variance
    return np.concatenate([first, sample.S[sample.pairs.first, sample.pairs.second]])


def moment_names(sample: OrderedSample) -> tuple[str, ...]:
    """Names of the moments as lavaan has them: ``item|t1``, ``x~1``, ``x~~x``, ``x~~y``."""
    stack = stack_of(sample)
    first = [""] * stack.n_first
    for name, places in zip(sample.categories.names, stack.threshold, strict=True):
        for number, place in enumerate(places[places >= 0], start=1):
            first[place] = f"{name}|t{number}"
    names = sample.names
    for at, mean, variance in zip(sample.pairs.numeric, stack.mean, stack.variance, strict=True):
        first[mean], first[variance] = f"{names[at]}~1", f"{names[at]}~~{names[at]}"
    sides = zip(sample.pairs.first, sample.pairs.second, strict=True)
    return (*first, *(f"{names[i]}~~{names[j]}" for i, j in sides))
