"""Everything that is reported of a model, in one vector with its derivatives."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.sem.arrays import Array, Flags, Numbers, jacobian
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.effects import Effects, effects_of
from surveysem.sem.model.quantities import Quantities

_NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class Reported:
    """Parameters and effects, raw and standardised, as functions of theta (..., q) -> (..., k).

    ``kept`` says which of all values vary with theta: free and defined parameters and what rests
    on them; only these are in the k.
    """

    quantities: Quantities
    effects: Effects
    kept: Flags

    def values(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """All values; ``given`` (..., e) are the exogenous moments of other samples."""
        return self._all(theta, given)[..., self.kept]

    def derivatives(self, theta: Array, given: Array | None = None) -> Array:
        """Derivatives (k, q) at theta (q,)."""
        return jacobian(lambda t: self.values(t, given), theta)

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
        q, e = self.quantities, self.effects
        parts = [q.raw(theta, given), q.std_all(theta, given)]
        if e.items:
            parts += [e.raw(theta, given), e.std_all(theta, given)]
        return np.concatenate(parts, axis=-1)


def reported(s: Solution) -> Reported:
    """What a solution reports, without what its model fixes."""
    group = s.quantities.groups[0]
    effects = effects_of(group.table, group.pattern)
    width = 2 * (len(s.table.parameters) + len(s.table.definitions) + len(effects.items))
    every = Reported(s.quantities, effects, np.ones(width, dtype=bool))
    size = np.abs(every.derivatives(s.theta)) @ np.abs(np.where(s.theta == 0, 1.0, s.theta))
    return Reported(s.quantities, effects, np.asarray(size > _NOISE))
