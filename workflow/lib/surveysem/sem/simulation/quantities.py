"""Everything that is reported of a model, in one vector with its derivatives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array, Flags, Indices, Numbers, jacobian
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.effects import Effects, effects_of
from surveysem.sem.model.quantities import Quantities
from surveysem.sem.simulation.paths import Paths, paths_of

_NOISE = 1e-12
_SMALL = 1e-3

Key = tuple[str, str, str]
"""A parameter by its lhs, op and rhs; of a defined one, whose op is ``:=``, rhs does not matter."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Parameters and effects, raw and standardised, as functions of theta (..., q) -> (..., k).

    ``kept`` says which of all values vary with theta: free and defined parameters and what rests
    on them; only these are in the k. ``moving`` are the parameters that they vary with, ``paths``
    their derivatives in closed form, where they have one.
    """

    quantities: Quantities
    effects: Effects
    kept: Flags
    moving: Indices
    paths: Paths | None = None

    def values(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """All values; ``given`` (..., e) are the exogenous moments of other samples."""
        return self._all(theta, given)[..., self.kept]

    def derivatives(self, theta: Array, given: Array | None = None) -> Array:
        """Derivatives (k, q) at theta (q,)."""
        if self.paths is not None:
            return self.paths.derivatives(theta, given)
        J = np.zeros((int(self.kept.sum()), theta.size))

        def values(moved: Numbers) -> Numbers:
            every = np.tile(theta.astype(moved.dtype), (len(moved), 1))
            every[:, self.moving] = moved
            return self.values(every, given)

        J[:, self.moving] = jacobian(values, theta[self.moving])
        return J

    def labels(self) -> pd.DataFrame:
        """Columns quantity lhs op rhs label, one row for each of the k."""
        rows = self.quantities.table.frame()[["lhs", "op", "rhs", "label"]]
        items = self.effects.items
        columns = {"lhs": "outcome", "op": "kind", "rhs": "predictor", "label": "path"}
        effects = pd.DataFrame(
            {name: [getattr(e, field) for e in items] for name, field in columns.items()}, dtype=str
        )
        parts = [
            part.assign(quantity=name)
            for name, part in (
                ("parameter", rows),
                ("standardized", rows),
                ("effect", effects),
                ("standardized effect", effects),
            )
        ]
        frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
        return frame.loc[self.kept, ["quantity", "lhs", "op", "rhs", "label"]].reset_index(
            drop=True
        )

    def _all(self, theta: Numbers, given: Array | None) -> Numbers:
        """Every value; of effects NaN where none is kept."""
        q, e = self.quantities, self.effects
        parts = [q.raw(theta, given), q.appropriate(theta, given)]
        if e.items and self.kept[-2 * len(e.items) :].any():
            parts += [e.raw(theta, given), e.std_all(theta, given)]
        elif e.items:
            parts.append(np.full((*parts[0].shape[:-1], 2 * len(e.items)), np.nan))
        return np.concatenate(parts, axis=-1)


def reported(s: Solution, only: Sequence[Key] | None = None) -> Reported:
    """What a solution reports, without what its model fixes; ``only`` these parameters, if given.

    Raises SpecificationError for a parameter that the model does not have, or fixes.
    """
    group = s.quantities.groups[0]
    effects = effects_of(group.table, group.pattern, group.interactions)
    width = 2 * (len(s.table.parameters) + len(s.table.definitions) + len(effects.items))
    every = Reported(s.quantities, effects, np.ones(width, dtype=bool), np.arange(s.theta.size))
    size = np.abs(every.derivatives(s.theta)) * np.maximum(np.abs(s.theta), _SMALL)
    kept = np.asarray(size.sum(axis=1) > _NOISE)
    if only is not None:
        kept &= _chosen(every, kept, only)
    moving = np.flatnonzero((size[kept] > 0).any(axis=0))
    return Reported(s.quantities, effects, kept, moving, None if only is None else _paths(s, kept))


def _paths(s: Solution, kept: Flags) -> Paths | None:
    """The closed form of the values that are kept, with the paths that they are defined from.

    None where it is not known: effects, and the scale of products.
    """
    if s.quantities.interactions:
        return None
    table = s.table
    n_rows = len(table.parameters)
    width = n_rows + len(table.definitions)
    found = np.flatnonzero(kept)
    if found.size and found[-1] >= 2 * width:
        return None
    own = {int(k) % width for k in found}
    needed = {p for k in own if k >= n_rows for p in table.definitions[k - n_rows].expression.names}
    for d in reversed(table.definitions):
        needed |= set(d.expression.names) if d.label in needed else set()
    named = {i for i, p in enumerate(table.parameters) if p.label in needed}
    rows = sorted(named | {k for k in own if k < n_rows})
    return paths_of(s.quantities, rows, found)


def _chosen(every: Reported, kept: Flags, only: Sequence[Key]) -> Flags:
    """Which of all values are those of ``only``, raw or standardised."""
    rows = every.labels()
    keys = [_key(*row) for row in rows[["lhs", "op", "rhs"]].itertuples(index=False)]
    own = rows["quantity"].isin(["parameter", "standardized"]).to_numpy()
    wanted = {_key(*key) for key in only}
    unknown = wanted - {key for key, x, y in zip(keys, own, kept, strict=True) if x and y}
    if unknown:
        name = " ".join(sorted(unknown)[0]).strip()
        raise SpecificationError(f"only: the model estimates no parameter {name}")
    return np.asarray(own & np.array([key in wanted for key in keys]))


def _key(lhs: str, op: str, rhs: str) -> Key:
    """The same for both orders of a covariance, and without the text of a definition."""
    if op == "~~":
        lhs, rhs = sorted((lhs, rhs))
    return lhs, op, "" if op == ":=" else rhs
