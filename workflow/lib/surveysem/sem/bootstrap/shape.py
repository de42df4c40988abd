"""Which models have compiled refits, and where their parameters sit for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.model.matrices import Pattern

_NONE = np.empty(0, dtype=np.intp)


class Shape(NamedTuple):
    """Entries of Lambda ordered by item, of Beta, of Psi, then alpha, nu, the diagonal of Theta.

    Those of Lambda for item i are ``first[i]`` to ``first[i + 1]``. Latent variables are in an
    order in which Beta is strictly lower triangular, its entries by row. ``template`` (g, K) holds
    the fixed values of all entries of each group. The free entry k of all groups, at
    ``position[k]``, is the parameter ``parameter[k]`` plus ``offset[k]``, so that equal entries
    share one; those of group g are ``start[g]`` to ``start[g + 1]``. The sample gives the entries
    ``given``, alike in all groups, from the places ``source`` of (S, mean). ``m`` is the number of
    latent variables; ``means`` tells a model with a mean structure.
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
    start: Indices
    given: Indices
    source: Indices
    m: int
    means: bool


def shape_of(
    patterns: Sequence[Pattern], variances: Array, opened: Indices = _NONE
) -> Shape | None:
    """Shape of a model, one pattern for each group; None where regressions are circular.

    The kernel's Theta is diagonal and positive. The residual eps_i of an item with residual
    covariances, without residual variance, or ``opened``, is one with the fixed variance c_i > 0
    (half of ``variances[i]``) plus a latent variable with loading 1 and variance theta_i - c_i,
    negative or not; its covariances are those of the residual. Sigma, F and the derivatives by
    theta stay what they are.
    """
    one = patterns[0]
    filled = {
        name: np.any([_used(x)[at] for x in patterns], axis=0).reshape(shape)
        for name, at, shape in one.spans
    }
    order = _causal_order(filled["Beta"])
    if order is None or any(x.spans != one.spans for x in patterns):
        return None
    items = _opened_items(patterns, filled["Theta"], opened)
    entries = _entries(filled, np.argsort(order), items)
    places = _Places(one, entries, items, 0.5 * variances)
    free = [places.number[x.position] for x in patterns]
    K, m = entries.size, len(order) + items.size
    ends = np.cumsum([0, *(x.position.size for x in patterns)])
    return Shape(
        first=np.searchsorted(entries.Lambda[:, 0], np.arange(len(variances) + 1)),
        item=entries.Lambda[:, 0].copy(),
        factor=entries.Lambda[:, 1].copy(),
        beta_row=entries.Beta[:, 0].copy(),
        beta_column=entries.Beta[:, 1].copy(),
        psi_row=entries.Psi[:, 0].copy(),
        psi_column=entries.Psi[:, 1].copy(),
        template=np.stack([places.template(x) for x in patterns]),
        position=np.concatenate([g * K + at for g, at in enumerate(free)]),
        parameter=np.concatenate([x.parameter for x in patterns]),
        offset=np.concatenate([places.offset[x.position] for x in patterns]),
        start=ends,
        given=places.number[one.exogenous],
        source=one.source.copy(),
        m=m,
        means=one.meanstructure,
    )


@dataclass(frozen=True, slots=True)
class _Entries:
    """Rows and columns of the entries, as the kernel numbers variables, and their old places.

    Rows of ``Lambda``, ``Beta`` and ``Psi`` are (row, column, old row, old column), the last two
    -1 for what the old matrix of that name does not have. ``m`` counts the old latent variables.
    """

    Lambda: Indices
    Beta: Indices
    Psi: Indices
    rank: Indices
    p: int
    m: int
    added: int

    @property
    def size(self) -> int:
        """Number of all entries."""
        lists = len(self.Lambda) + len(self.Beta) + len(self.Psi)
        return lists + self.m + self.added + 2 * self.p


def _entries(filled: dict[str, Flags], rank: Indices, items: Indices) -> _Entries:
    p, m = filled["Lambda"].shape
    latent = m + np.arange(items.size)
    none = np.full(items.size, -1)
    Lambda = np.argwhere(filled["Lambda"])
    Beta = np.argwhere(filled["Beta"])
    Psi = np.argwhere(filled["Psi"])
    at = np.full(p, -1)
    at[items] = latent
    residual = filled["Theta"].copy()
    np.fill_diagonal(residual, False)
    residual[items, items] = True
    Theta = np.argwhere(residual)
    own = np.column_stack([Lambda[:, 0], rank[Lambda[:, 1]], Lambda])
    rows = np.vstack([own, np.column_stack([items, latent, none, none])])
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    causes = np.column_stack([rank[Beta], Beta])
    none = np.full(len(Theta), -1)
    return _Entries(
        Lambda=rows,
        Beta=causes[np.argsort(causes[:, 0], kind="stable")],
        Psi=np.vstack(
            [np.column_stack([rank[Psi], Psi]), np.column_stack([at[Theta], none, none])]
        ),
        rank=rank,
        p=p,
        m=m,
        added=items.size,
    )


class _Places:
    """Where the entries of a pattern's vector are in the kernel's: ``number`` (T,), ``offset``."""

    def __init__(self, pattern: Pattern, e: _Entries, items: Indices, level: Array) -> None:
        self._size, self._items, self._level = e.size, items, level
        spans = {name: (at.start, shape[-1]) for name, at, shape in pattern.spans}
        self.number = np.full(pattern.template.size, -1)
        self.offset = np.zeros(pattern.template.size)
        last = 0
        for name, rows in (("Lambda", e.Lambda), ("Beta", e.Beta), ("Psi", e.Psi)):
            start, width = spans[name]
            here = rows[:, 2] >= 0
            new = last + np.arange(len(rows))
            self.number[start + rows[here, 2] * width + rows[here, 3]] = new[here]
            last += len(rows)
        self._loadings = np.flatnonzero(e.Lambda[:, 2] < 0)
        residual = np.flatnonzero(e.Psi[:, 2] < 0)
        start, p = spans["Theta"]
        self._residuals = self._size - p
        i, j = (items[e.Psi[residual, side] - e.m] for side in (0, 1))
        self.number[start + np.arange(p) * (p + 1)] = self._residuals + np.arange(p)
        self.number[start + i * p + j] = last - len(e.Psi) + residual
        self.offset[start + items * (p + 1)] = -level[items]
        self.number[spans["alpha"][0] + np.arange(e.m)] = last + e.rank
        self.number[spans["nu"][0] + np.arange(p)] = self._residuals - p + np.arange(p)

    def template(self, pattern: Pattern) -> Array:
        """Fixed values (K,) of one group."""
        values = np.zeros(self._size)
        known = self.number >= 0
        fixed = np.nan_to_num(pattern.template) + self.offset
        values[self.number[known]] = fixed[known]
        values[self._loadings] = 1.0
        values[self._residuals + self._items] = self._level[self._items]
        return values


def _used(pattern: Pattern) -> Flags:
    used: Flags = np.asarray(pattern.template != 0)
    used[pattern.position] = True
    used[pattern.exogenous] = True
    return used


def _opened_items(patterns: Sequence[Pattern], Theta: Flags, opened: Indices) -> Indices:
    """Items whose residual the kernel cannot have in its Theta, or shall not."""
    off = Theta.copy()
    np.fill_diagonal(off, False)
    needed: Flags = np.asarray(off.any(axis=1))
    for x in patterns:
        at = next(at for name, at, _ in x.spans if name == "Theta")
        free = np.zeros(x.template.size, dtype=bool)
        free[x.position] = True
        diagonal = at.start + np.arange(len(Theta)) * (len(Theta) + 1)
        needed |= ~(free[diagonal] | (x.template[diagonal] > 0))
    needed[opened] = True
    return np.flatnonzero(needed)


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
