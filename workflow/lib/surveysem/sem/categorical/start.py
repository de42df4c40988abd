"""Starting values of models of ordered items."""

import numpy as np

from surveysem.moments import OrderedSample
from surveysem.sem.arrays import Array
from surveysem.sem.model.start import start_values
from surveysem.sem.model.table import ParameterTable


def start_of(table: ParameterTable, samples: tuple[OrderedSample, ...]) -> Array:
    """Starting values; those of shared parameters come from the first group that has them."""
    theta = np.full(table.n_free, np.nan)
    for number, sample in enumerate(samples, start=1):
        part = table.group(number)
        values = _start_in_group(part, sample)
        own = sorted({p.free - 1 for p in part.parameters if p.free})
        theta[own] = np.where(np.isnan(theta[own]), values[own], theta[own])
    return theta


def _start_in_group(table: ParameterTable, sample: OrderedSample) -> Array:
    """Thresholds of the sample, scales of 1, the rest as for numeric variables."""
    theta = start_values(table, sample.S, item_means(sample))
    thresholds = sample.thresholds
    keys = zip(thresholds["item"], thresholds["threshold"], thresholds["value"], strict=True)
    values = {(item, "|", f"t{k}"): value for item, k, value in keys}
    for item in sample.categories.names:
        values |= {(item, "~*~", item): 1.0, (item, "~~", item): 1.0}
    for p in table.parameters:
        if p.free and p.key in values and p.start is None:
            theta[p.free - 1] = values[p.key]
    return theta


def item_means(sample: OrderedSample) -> Array:
    """Means (p,) of the variables, 0 of ordered items."""
    means = np.zeros(len(sample.names))
    means[sample.pairs.numeric] = sample.mean
    return means
