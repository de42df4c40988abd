"""Which moment of ordered and numeric variables belongs to which variables and parameters."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import OrderedSample
from surveysem.moments.stacked import stack_of
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.categorical.pattern import OrderedPattern
from surveysem.sem.model.table import ParameterTable


@dataclass(frozen=True, slots=True)
class Places:
    """Which moment belongs to which variables.

    ``level`` and ``sign`` (first,): the variable of each threshold (-1) or mean (1); variances and
    pairs (k - first,) lie at ``row`` and ``column`` of Sigma; ``threshold`` (t,) places of the
    thresholds, ``at`` (t,) theirs in the pattern's vector, ``tau`` (t,) the parameter of each, -1
    where it is fixed. ``free`` parameters of scaling factors of the variables ``free_of``.
    """

    level: Indices
    sign: Array
    row: Indices
    column: Indices
    threshold: Indices
    at: Indices
    tau: Indices
    free: Indices
    free_of: Indices


def places_of(table: ParameterTable, pattern: OrderedPattern, sample: OrderedSample) -> Places:
    """Places of the moments of one group, whose variables are in the table's order."""
    stack, numeric = stack_of(sample), sample.pairs.numeric
    levels = stack.n_first - numeric.size
    sign = np.full(levels, -1.0)
    sign[stack.mean] = 1.0
    at = dict(zip((p.key for p in table.parameters), pattern.rows.tolist(), strict=True))
    parameter = {p.key: p.free - 1 for p in table.parameters}
    keys = [
        (name, "|", f"t{k}")
        for name, count in zip(sample.categories.names, sample.categories.n_thresholds, strict=True)
        for k in range(1, int(count) + 1)
    ]
    items = [pattern.observed[i] for i in pattern.ordered]
    scaling = np.array([parameter[item, "~*~", item] for item in items], dtype=np.intp)
    return Places(
        level=stack.variable[:levels],
        sign=sign,
        row=np.concatenate([numeric, sample.pairs.first]),
        column=np.concatenate([numeric, sample.pairs.second]),
        threshold=stack.threshold[stack.threshold >= 0],
        at=np.array([at[key] for key in keys], dtype=np.intp),
        tau=np.array([parameter[key] for key in keys], dtype=np.intp),
        free=scaling[scaling >= 0],
        free_of=pattern.ordered[scaling >= 0],
    )
