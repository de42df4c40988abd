"""Double mean centring of products of items inside a resample."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.text.interactions import Interaction, product_name


@dataclass(frozen=True, slots=True, eq=False)
class Recentring:
    """Which columns are products of which two others, and the ``centre`` (p,) they were built with.

    A resample has means of its own. With d_x and d_z the distance of its means from the centre,
    (x - m_x)(z - m_z) is the product built once, less d_z x and d_x z, plus a constant: products of
    items centred in each draw are linear in the columns, so that their moments follow from those of
    the draw without a product being formed anew.
    """

    product: Indices
    first: Indices
    second: Indices
    centre: Array

    def moments(self, mean: Array, S: Array) -> tuple[Array, Array]:
        """Means (R, p) and covariances (R, p, p) of draws, products centred in each."""
        mean, S = mean.copy(), S.copy()
        shift = mean - self.centre
        a, b = shift[:, self.second], shift[:, self.first]
        S[:, self.product] -= a[..., None] * S[:, self.first] + b[..., None] * S[:, self.second]
        S[:, :, self.product] -= (
            a[:, None] * S[:, :, self.first] + b[:, None] * S[:, :, self.second]
        )
        mean[:, self.product] = 0.0
        return mean, S

    def rows(self, X: Array, counts: Array) -> Array:
        """Cases (n, p), which may lack values, with products centred for ``counts`` (n,)."""
        shift = _means(X, counts) - self.centre
        x, z = (X[:, at] - self.centre[at] for at in (self.first, self.second))
        X = X.copy()
        X[:, self.product] -= shift[self.second] * x + shift[self.first] * z
        X[:, self.product] -= _means(X[:, self.product], counts)
        return X


def _means(X: Array, counts: Array) -> Array:
    """Weighted means (p,) of the values that are there."""
    total = counts @ ~np.isnan(X)
    return np.asarray((counts @ np.nan_to_num(X)) / np.where(total > 0, total, 1.0))


def recentring_of(
    found: Sequence[Interaction], observed: Sequence[str], X: Array | None
) -> Recentring | None:
    """The products among the observed variables of a sample ``X`` (n, p); None without any."""
    pairs = list(dict.fromkeys(pair for one in found for pair in one.pairs))
    if not pairs or X is None:
        return None
    at = {name: j for j, name in enumerate(observed)}
    return Recentring(
        np.array([at[product_name(pair)] for pair in pairs], dtype=np.intp),
        np.array([at[first] for first, _ in pairs], dtype=np.intp),
        np.array([at[second] for _, second in pairs], dtype=np.intp),
        _means(X, np.ones(len(X))),
    )
