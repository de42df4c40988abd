"""Compiled refits of a model, where the model has them and numba is there."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.moments import weighted_products
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.shape import Shape, shape_of
from surveysem.sem.estimation.discrepancy import Objective
from surveysem.sem.model.matrices import Pattern
from surveysem.sem.model.recentring import Recentring

_SMALL = 0.1


@dataclass(frozen=True, slots=True)
class Samples:
    """Moments of R samples of g groups, about one ``centre`` (g, p) each.

    ``mean`` (R, g, p) and mean ``products`` (R, g, p(p+1)/2), see ``WeightedProducts``;
    covariances are (products[i, j] - mean[i] mean[j]) ``factor`` (R, g). ``share`` (R, g) of the
    cases.
    """

    products: Array
    mean: Array
    centre: Array
    factor: Array
    share: Array

    def __getitem__(self, rows: slice) -> "Samples":
        """Some of the samples."""
        return Samples(
            self.products[rows], self.mean[rows], self.centre, self.factor[rows], self.share[rows]
        )

    def recentred(self, recentring: Recentring) -> "Samples":
        """The same samples of one group with products centred in each."""
        first, second = np.triu_indices(self.mean.shape[-1])
        mean = self.mean[:, 0]
        S = np.empty((*mean.shape, mean.shape[-1]))
        S[:, first, second] = self.products[:, 0] - mean[:, first] * mean[:, second]
        S[:, second, first] = S[:, first, second]
        moved, S = recentring.moments(mean + self.centre[0], S)
        mean = moved - self.centre[0]
        products = S[:, first, second] + mean[:, first] * mean[:, second]
        return replace(self, products=products[:, None], mean=np.ascontiguousarray(mean[:, None]))

    def variances(self) -> Array:
        """Variances (R, g, p)."""
        first, second = np.triu_indices(self.mean.shape[-1])
        squares = self.products[..., first == second] - self.mean**2
        return np.asarray(squares * self.factor[..., None])


def samples_of(X: list[Array], counts: list[Array], unbiased: bool) -> Samples:
    """Samples of each group by ``counts`` (R, n_g) of its cases ``X`` (n_g, p)."""
    found = [weighted_products(x, c) for x, c in zip(X, counts, strict=True)]
    size = np.stack([c.sum(axis=1) for c in counts], axis=1)
    return Samples(
        np.stack([f.products for f in found], axis=1),
        np.stack([f.mean for f in found], axis=1),
        np.stack([f.centre for f in found]),
        size / (size - 1.0) if unbiased else np.ones_like(size),
        size / size.sum(axis=1, keepdims=True),
    )


def samples_from(mean: Array, S: Array) -> Samples:
    """R samples of one group by their moments (R, p) and (R, p, p)."""
    first, second = np.triu_indices(mean.shape[1])
    return Samples(
        np.ascontiguousarray((S + mean[:, :, None] * mean[:, None, :])[:, None, first, second]),
        np.ascontiguousarray(mean[:, None]),
        np.zeros((1, mean.shape[1])),
        np.ones((len(mean), 1)),
        np.ones((len(mean), 1)),
    )


@dataclass(frozen=True, slots=True)
class Fast:
    """Estimates (R, q), discrepancies (R,), which draws (R,) are done; others have no values."""

    theta: Array
    value: Array
    done: Flags


@dataclass(frozen=True, slots=True)
class Kernel:
    """A model, its full-sample estimate (q,), and the inverse expected Hessian there (q, q)."""

    patterns: tuple[Pattern, ...]
    shape: Shape
    start: Array
    metric: Array

    def refit(self, samples: Samples, tolerance: float) -> Fast:
        """Refit to all samples, without the interpreter's lock.

        1. all, with residual variances above zero;
        2. where that fails, with those that came near zero as latent variables of any sign, to a
           tenth of the tolerance, because the metric of such samples is far off.
        """
        found = self._refit(self.shape, samples, tolerance)
        for r in np.flatnonzero(~found.done):
            one = samples[r : r + 1]
            shape = self._opened(found.theta[r], one.variances()[0])
            if shape is not None:
                again = self._refit(shape, one, 0.1 * tolerance)
                found.theta[r], found.value[r] = again.theta[0], again.value[0]
                found.done[r] = again.done[0]
        return found

    def _refit(self, shape: Shape, samples: Samples, tolerance: float) -> Fast:
        from surveysem.sem.bootstrap.kernel.implied import room
        from surveysem.sem.bootstrap.kernel.refits import refit_all

        count = len(samples.mean)
        theta, value = np.tile(self.start, (count, 1)), np.full(count, np.nan)
        done = np.zeros(count, dtype=bool)
        moments = (samples.products, samples.mean, samples.centre, samples.factor, samples.share)
        model = (self.start, self.metric, shape, room(shape))
        refit_all(*moments, *model, tolerance, theta, value, done)
        return Fast(theta, value, done)

    def _opened(self, theta: Array, variances: Array) -> Shape | None:
        """Shape in which residual variances that are small at ``theta`` (q,) may have any sign.

        ``variances`` (g, p) are those of the sample.
        """
        small = np.zeros(variances.shape[1], dtype=bool)
        for pattern, variance in zip(self.patterns, variances, strict=True):
            Theta = pattern.split(pattern.fill(theta))["Theta"]
            small |= Theta.diagonal() < _SMALL * variance
        if not small.any() or not (variances > 0).all():
            return None
        return shape_of(self.patterns, variances.mean(axis=0), np.flatnonzero(small))


def kernel_of(objective: Objective, theta: Array, metric: Array) -> Kernel | None:
    """Compiled refits from ``theta`` (q,) in ``metric`` (q, q), made ready for threads.

    None where numba is missing or the model has none (``shape_of``). Whether the objective is the
    one that is compiled, is for the caller to say.
    """
    patterns = tuple(block.pattern for block in objective.blocks)
    variances = np.mean([block.S.diagonal() for block in objective.blocks], axis=0)
    shape = shape_of(patterns, variances)
    if shape is None or not theta.size:
        return None
    try:
        import numba  # noqa: F401
    except ImportError:
        return None
    kernel = Kernel(patterns, shape, np.ascontiguousarray(theta), np.ascontiguousarray(metric))
    g, p = len(patterns), variances.size
    sizes = ((0, g, p * (p + 1) // 2), (0, g, p), (g, p), (0, g), (0, g))
    kernel.refit(Samples(*(np.empty(size) for size in sizes)), 1.0)
    return kernel
