"""Compiled refits of a model, where the model has them and numba is there."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import WeightedProducts
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.discrepancy import Objective
from surveysem.sem.shape import Shape, shape_of


@dataclass(frozen=True, slots=True)
class Fast:
    """Estimates (R, q), discrepancies (R,), which draws (R,) are done; others have no values."""

    theta: Array
    value: Array
    done: Flags


@dataclass(frozen=True, slots=True)
class Kernel:
    """Shape of a model, full-sample estimate (q,) and inverse expected Hessian there (q, q)."""

    shape: Shape
    start: Array
    metric: Array

    def refit(self, samples: WeightedProducts, count: int, tolerance: float) -> Fast:
        """Refit to the first ``count`` samples, without the interpreter's lock."""
        from surveysem.sem.kernel.refits import refit_all

        theta, value = np.empty((count, self.start.size)), np.empty(count)
        done = np.zeros(count, dtype=bool)
        model = (self.start, self.metric, self.shape)
        refit_all(samples.products, samples.mean, *model, tolerance, theta, value, done)
        return Fast(theta, value, done)


def kernel_of(objective: Objective, theta: Array, metric: Array) -> Kernel | None:
    """Compiled refits from ``theta`` (q,) in ``metric`` (q, q), made ready for threads.

    None where numba is missing or the model has none: several groups, or see ``shape_of``.
    """
    if len(objective.blocks) > 1:
        return None
    shape = shape_of(objective.blocks[0].pattern)
    if shape is None or not theta.size:
        return None
    try:
        import numba  # noqa: F401
    except ImportError:
        return None
    kernel = Kernel(shape, np.ascontiguousarray(theta), np.ascontiguousarray(metric))
    none = WeightedProducts(*(np.empty(s) for s in ((0,), (0, 0), (0, 0))))
    kernel.refit(none, 0, 1.0)
    return kernel
