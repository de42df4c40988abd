"""Pairs of variables by kind, in the order in which lavaan stacks correlations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Pairs of one kind: ``at`` their places among all pairs, ``first`` and ``second``.

    Places of ordered items count the ordered items, those of numeric variables the numeric ones;
    in a mixed pair the numeric variable is ``first``.
    """

    at: Indices
    first: Indices
    second: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All pairs of p variables, (1, 2), (1, 3), ..., (2, 3), ...: lower triangle by column.

    ``first`` and ``second`` (pairs,); ``ordered`` and ``numeric`` places of the variables.
    """

    first: Indices
    second: Indices
    ordered: Indices
    numeric: Indices
    both_ordered: Kind
    mixed: Kind
    both_numeric: Kind

    @property
    def n(self) -> int:
        """Number of pairs."""
        return self.first.size

    def matrix(self, values: Array) -> Array:
        """Symmetric matrix (p, p) of values (pairs,) with ones on the diagonal."""
        R = np.eye(self.ordered.size + self.numeric.size)
        R[self.first, self.second] = R[self.second, self.first] = values
        return R


def pairs_of(names: Sequence[str], ordered: Sequence[str]) -> Pairs:
    """Sort the pairs of variables by kind."""
    is_ordered = np.isin(np.array(names, dtype=object), np.array(ordered, dtype=object))
    place = np.where(is_ordered, np.cumsum(is_ordered), np.cumsum(~is_ordered)) - 1
    first, second = np.triu_indices(len(names), 1)
    number = is_ordered[first].astype(int) + is_ordered[second]
    mixed = np.flatnonzero(number == 1)
    swap = is_ordered[first[mixed]]
    numeric = np.where(swap, second[mixed], first[mixed])
    item = np.where(swap, first[mixed], second[mixed])
    both = [np.flatnonzero(number == count) for count in (2, 0)]
    kinds = [Kind(at, place[first[at]], place[second[at]]) for at in both]
    return Pairs(
        first,
        second,
        np.flatnonzero(is_ordered),
        np.flatnonzero(~is_ordered),
        kinds[0],
        Kind(mixed, place[numeric], place[item]),
        kinds[1],
    )
