"""Simplicity criteria of oblique rotation: value and gradient at pattern loadings Lambda (p, m).

All are minimised. Forms and gradients as in Bernaards & Jennrich (2005).
"""

from collections.abc import Callable

import numpy as np

from surveysem.efa.correlations import Floats

Criterion = Callable[[Floats], tuple[float, Floats]]


def oblimin(gamma: float) -> Criterion:
    """Direct oblimin (Jennrich & Sampson 1966); gamma 0 is quartimin, SPSS calls gamma delta."""

    def criterion(Lambda: Floats) -> tuple[float, Floats]:
        squares = Lambda**2
        others = squares.sum(axis=1, keepdims=True) - squares
        others = others - gamma * others.mean(axis=0)
        return float((squares * others).sum() / 4), Lambda * others

    return criterion


def geomin(delta: float) -> Criterion:
    """Geometric mean of the squared loadings of an item, each raised by delta (Yates 1987)."""

    def criterion(Lambda: Floats) -> tuple[float, Floats]:
        raised = Lambda**2 + delta
        means = np.exp(np.log(raised).mean(axis=1))
        return float(means.sum()), (2 / Lambda.shape[1]) * (Lambda / raised) * means[:, None]

    return criterion


def target(wanted: Floats) -> Criterion:
    """Squared distance to ``wanted`` (p, m) where that is not NaN (Browne 1972)."""

    def criterion(Lambda: Floats) -> tuple[float, Floats]:
        distance = np.where(np.isnan(wanted), 0.0, Lambda - wanted)
        return float((distance**2).sum()), 2 * distance

    return criterion
