"""Which models have compiled refits, and where their parameters sit for them."""

from typing import NamedTuple

import numpy as np

from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.model.matrices import Pattern


class Shape(NamedTuple):
    """Entries of Lambda ordered by item, of Beta, of Psi, then the diagonal of Theta.

    Those of Lambda for item i are ``first[i]`` to ``first[i + 1]``. Latent variables are in an
    order in which Beta is strictly lower triangular, its entries by row. ``template`` holds the
    fixed values of all entries; the free entry ``position[k]`` is the parameter ``parameter[k]``
    plus ``offset[k]``, so that equal entries share one. ``m`` is the number of latent variables.
    A named tuple, because numba takes those.
    """

    first: Indices
    item: Indices
    factor: Indices
    beta_row: Indices
    beta_column: Indices
    psi_row: Indices
    psi_column: Indices
    template: Array
    position: Indices
    parameter: Indices
    offset: Array
    m: int


def shape_of(pattern: Pattern) -> Shape | None:
    """Shape of a model; None where it has none.

    It has none with a mean structure, moments that the sample gives, residual covariances, an
    item whose residual variance is fixed at zero or less, or circular regressions.
    """
    used = pattern.template != 0
    used[pattern.position] = True
    filled = {name: used[at].reshape(shape) for name, at, shape in pattern.spans}
    order = _causal_order(filled["Beta"])
    if pattern.meanstructure or pattern.exogenous.size or order is None:
        return None
    if not _positive_diagonal(pattern, filled["Theta"]):
        return None
    rank = np.argsort(order)
    entries = [np.argwhere(filled[name]) for name in ("Lambda", "Beta", "Psi", "Theta")]
    entries[1] = entries[1][np.argsort(rank[entries[1][:, 0]], kind="stable")]
    places = _places(pattern, entries)
    number = np.full(pattern.template.size, -1)
    number[places] = np.arange(places.size)
    Lambda, Beta, Psi, Theta = entries
    return Shape(
        first=np.searchsorted(Lambda[:, 0], np.arange(len(Theta) + 1)),
        item=Lambda[:, 0].copy(),
        factor=rank[Lambda[:, 1]],
        beta_row=rank[Beta[:, 0]],
        beta_column=rank[Beta[:, 1]],
        psi_row=rank[Psi[:, 0]],
        psi_column=rank[Psi[:, 1]],
        template=pattern.template[places],
        position=number[pattern.position],
        parameter=np.ascontiguousarray(pattern.parameter),
        offset=np.zeros(pattern.position.size),
        m=len(pattern.latent),
    )


def with_latent_residuals(shape: Shape, items: Indices, level: Array) -> Shape:
    """The same model where the free residual variances of ``items`` (b,) may have any sign.

    A residual eps_i with variance theta_i is one with variance ``level`` (b,) > 0 plus a latent
    variable with loading 1 and variance theta_i - level, negative or not. Sigma, F and the
    derivatives by theta_i stay what they are.
    """
    p, m, b = shape.first.size - 1, shape.m, items.size
    residuals = shape.template.size - p
    added = np.concatenate([shape.first[items + 1], np.full(b, residuals)])
    values = np.concatenate([np.ones(b), np.zeros(b)])
    number = np.arange(shape.template.size)
    number += np.searchsorted(added, number, side="right")
    template = np.insert(shape.template, added, values)
    template[number[residuals + items]] = level
    position, offset = number[shape.position], shape.offset.copy()
    moved = np.full(p, -1)
    moved[items] = np.arange(b)
    residual = shape.position >= residuals
    which = np.where(residual, moved[np.where(residual, shape.position - residuals, 0)], -1)
    position[which >= 0] = residuals + b + which[which >= 0]
    offset[which >= 0] = -level[which[which >= 0]]
    latent = m + np.arange(b)
    return shape._replace(
        first=shape.first + np.searchsorted(items, np.arange(p + 1)),
        item=np.insert(shape.item, added[:b], items),
        factor=np.insert(shape.factor, added[:b], latent),
        psi_row=np.concatenate([shape.psi_row, latent]),
        psi_column=np.concatenate([shape.psi_column, latent]),
        template=template,
        position=position,
        offset=offset,
        m=m + b,
    )


def _places(pattern: Pattern, entries: list[Indices]) -> Indices:
    """Places of matrix entries in the pattern's vector."""
    spans = {name: (at.start, shape[-1]) for name, at, shape in pattern.spans}
    parts = []
    for name, found in zip(("Lambda", "Beta", "Psi", "Theta"), entries, strict=True):
        start, width = spans[name]
        parts.append(start + found[:, 0] * width + found[:, 1])
    return np.concatenate(parts)


def _positive_diagonal(pattern: Pattern, filled: Flags) -> bool:
    """Is Theta diagonal, and every item's residual variance free or fixed above zero?"""
    theta = pattern.split(pattern.template)["Theta"].diagonal().copy()
    at = next(at for name, at, _ in pattern.spans if name == "Theta")
    free = np.zeros(pattern.template.size, dtype=bool)
    free[pattern.position] = True
    possible = free[at].reshape(filled.shape).diagonal() | (theta > 0)
    return bool(possible.all() and np.count_nonzero(filled) == len(filled))


def _causal_order(Beta: Flags) -> list[int] | None:
    """Latent variables with causes before effects; None where regressions are circular."""
    order: list[int] = []
    left = set(range(len(Beta)))
    while left:
        ready = [i for i in sorted(left) if not any(Beta[i, j] for j in left)]
        if not ready:
            return None
        order += ready
        left -= set(ready)
    return order
