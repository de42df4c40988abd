"""Scaling factor of the difference of two chi-squares."""

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.sandwich import SANDWICHES, Sandwich, local
from surveysem.sem.estimation.solution import Solution

METHODS = ("satorra-bentler-2001", "satorra-bentler-2010")


def difference_factor(restricted: Solution, general: Solution, method: str) -> float:
    """c with (X0 - X1) / c close to chi-square; 1 for ML.

    (df0 c0 - df1 c1) / (df0 - df1): c1 of the general model at its own estimates (Satorra and
    Bentler, 2001) or at those of the restricted model (2010). Raises SpecificationError for MLMV,
    whose tests do not differ so, and where c is not positive.
    """
    if method not in METHODS:
        raise SpecificationError(f"method {method!r}; expected one of {' '.join(METHODS)}")
    s0, s1 = restricted.sandwich, general.sandwich
    if s0 is None or s1 is None:
        return 1.0
    if s0.trace2 is not None:
        raise SpecificationError("the scaled difference of MLMV fits is not yet available; use MLM")
    trace = s1.trace if method == METHODS[0] else _at_restricted(restricted, general).trace
    factor = (s0.trace - trace) / (restricted.df - general.df)
    if factor <= 0:
        raise SpecificationError(
            f"the scaling factor of the difference is {factor:.3f}, expected a positive number; "
            "use method='satorra-bentler-2010'"
        )
    return factor


def _at_restricted(restricted: Solution, general: Solution) -> Sandwich:
    """The general model at the estimates of the restricted one."""
    theta = _carried(restricted, general)
    pairs = zip(general.objective.blocks, general.samples, strict=True)
    return SANDWICHES[general.estimator]([local(b, sample, theta) for b, sample in pairs])


def _carried(restricted: Solution, general: Solution) -> Array:
    """Parameters (q,) of the general model; what the restricted one does not have is 0."""
    values = dict(
        zip(
            ((p.group, *p.key) for p in restricted.table.parameters),
            restricted.quantities.raw(restricted.theta),
            strict=False,
        )
    )
    theta = np.zeros(general.table.n_free)
    for p in general.table.parameters:
        if p.free:
            turned = (p.group, p.rhs, p.op, p.lhs)
            theta[p.free - 1] = values.get((p.group, *p.key), values.get(turned, 0.0))
    return theta
