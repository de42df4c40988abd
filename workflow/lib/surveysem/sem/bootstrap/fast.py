"""Compiled refits of a model, where the model has them and numba is there."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import WeightedProducts
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.shape import Shape, shape_of, with_latent_residuals
from surveysem.sem.estimation.discrepancy import Objective

_SMALL = 0.1


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
        """Refit to the first ``count`` samples, without the interpreter's lock.

        1. all, with residual variances above zero;
        2. where that fails, with those that came near zero as latent variables of any sign.
        """
        found = self._refit(self.shape, samples.products, samples.mean, count, tolerance)
        for r in np.flatnonzero(~found.done):
            products, mean = samples.products[r : r + 1], samples.mean[r : r + 1]
            shape = _opened(self.shape, found.theta[r], _variances(products[0], mean[0]))
            if shape is not None:
                again = self._refit(shape, products, mean, 1, tolerance)
                found.theta[r], found.value[r] = again.theta[0], again.value[0]
                found.done[r] = again.done[0]
        return found

    def _refit(
        self, shape: Shape, products: Array, mean: Array, count: int, tolerance: float
    ) -> Fast:
        from surveysem.sem.bootstrap.kernel.refits import refit_all

        theta, value = np.tile(self.start, (count, 1)), np.full(count, np.nan)
        done = np.zeros(count, dtype=bool)
        model = (self.start, self.metric, shape)
        refit_all(products, mean, *model, tolerance, theta, value, done)
        return Fast(theta, value, done)


def _variances(products: Array, mean: Array) -> Array:
    """Variances (p,) of one sample."""
    first, second = np.triu_indices(mean.size)
    return np.asarray(products[first == second] - mean**2)


def _opened(shape: Shape, theta: Array, variances: Array) -> Shape | None:
    """Shape in which the residual variances that are small at ``theta`` (q,) may have any sign."""
    residuals = shape.template.size - variances.size
    free = shape.position >= residuals
    item = shape.position[free] - residuals
    small = theta[shape.parameter[free]] < _SMALL * variances[item]
    items = np.sort(item[small])
    if not items.size or not (variances[items] > 0).all():
        return None
    return with_latent_residuals(shape, items, 0.5 * variances[items])


def kernel_of(objective: Objective, theta: Array, metric: Array) -> Kernel | None:
    """Compiled refits from ``theta`` (q,) in ``metric`` (q, q), made ready for threads.

    None where numba is missing or the model has none: several groups, constraints, or what
    ``shape_of`` says.
    """
    if len(objective.blocks) > 1 or objective.constraints:
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
