"""What a bootstrap reports of its draws: parameters and effects, raw and standardised."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.sem.arrays import Array, Numbers
from surveysem.sem.inference.effects import Effects, effects_of
from surveysem.sem.model.quantities import Quantities

_PIECE = 256


@dataclass(frozen=True, slots=True)
class Reported:
    """Quantities (k) of a model as functions of theta (R, q): parameters, then effects by group."""

    quantities: Quantities
    effects: tuple[Effects, ...]

    def values(self, theta: Array, given: Array | None) -> Array:
        """All quantities (R, k), in pieces that keep memory small."""
        pieces = []
        for at in range(0, len(theta), _PIECE):
            here = slice(at, at + _PIECE)
            pieces.append(self._piece(theta[here], None if given is None else given[here]))
        return np.concatenate(pieces)

    def _piece(self, theta: Array, given: Array | None) -> Array:
        found: list[Numbers] = [
            self.quantities.raw(theta, given),
            self.quantities.appropriate(theta, given),
        ]
        parts = self.quantities.given_of_groups(given)
        own = list(zip(self.effects, parts, strict=True))
        found += [effects.raw(theta, x) for effects, x in own]
        found += [effects.std_all(theta, x) for effects, x in own]
        return np.concatenate(found, axis=1)

    def labels(self) -> pd.DataFrame:
        """Columns quantity lhs op rhs label, in the order of ``values``; several groups: group."""
        rows = self.quantities.table.frame()[["group", "lhs", "op", "rhs", "label"]]
        names = dict(enumerate(self.quantities.table.groups, start=1))
        rows = rows.assign(group=rows["group"].map(names).fillna(""))
        effects = pd.concat([_effect_labels(e) for e in self.effects], ignore_index=True)
        parts = {
            "parameter": rows,
            "standardized": rows,
            "effect": effects,
            "standardized effect": effects,
        }
        frames = [part.assign(quantity=name) for name, part in parts.items() if len(part)]
        frame = pd.concat(frames, ignore_index=True)
        several = ["group"] if len(self.effects) > 1 else []
        return frame[[*several, "quantity", "lhs", "op", "rhs", "label"]]


def reported(quantities: Quantities) -> Reported:
    """What is reported of a model."""
    groups = quantities.groups
    effects = tuple(effects_of(g.table, g.pattern, g.interactions) for g in groups)
    return Reported(quantities, effects)


def _effect_labels(effects: Effects) -> pd.DataFrame:
    items = effects.items
    return pd.DataFrame(
        {
            "group": [effects.table.groups[0] for _ in items],
            "lhs": [e.outcome for e in items],
            "op": [e.kind for e in items],
            "rhs": [e.predictor for e in items],
            "label": [e.path for e in items],
        },
        dtype=str,
    )
