"""The scale of effects of latent products."""

from collections.abc import Sequence

import numpy as np

from surveysem.sem.arrays import Numbers, positive_sqrt
from surveysem.sem.text.interactions import Interaction


def product_scale(
    V: Numbers, latent: Sequence[str], found: Sequence[Interaction], predictors: Sequence[str]
) -> Numbers:
    """sd(a) sd(b) / sd(a.b) for each predictor (k) that is a product, 1 for others: (..., k).

    ``V`` (..., m, m) are the covariances of the ``latent``. A coefficient standardised as if a.b
    were any variable rests on the standard deviation of a.b, which changes with the correlation of
    a and b, and is no product of standardised variables. Times this it is the effect of the product
    of the standardised a and b, the appropriate standardised solution of Wen, Marsh and Hau (2010,
    Structural Equation Modeling 17, 1-22: gamma'' = gamma sd(a) sd(b) / sd(outcome)), which holds
    without a mean structure too (Wu, Wen, Hau and Marsh, 2011, Acta Psychologica Sinica 43, 1219).
    """
    scale = np.ones((*V.shape[:-2], len(predictors)), dtype=V.dtype)
    sd = positive_sqrt(np.diagonal(V, axis1=-2, axis2=-1))
    at = {name: i for i, name in enumerate(latent)}
    for one in found:
        rows = [k for k, name in enumerate(predictors) if name == one.factor]
        a, b, ab = (sd[..., at[name]] for name in (one.focal, one.moderator, one.factor))
        with np.errstate(divide="ignore", invalid="ignore"):
            scale[..., rows] = (a * b / ab)[..., None]
    return scale
