"""What the synthetic waves hold of the typology of alliances: items of its axes, and governance.

Drawn from random streams of their own, so that every other variable of a wave keeps its values.
Tie goes with trust and interest a little with tie, by numbers chosen here, of no real firm; both
are centred in the sample, so that no type is left with few firms.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

TRUST = [f"trust_{i}" for i in range(1, 6)]
AXES = {axis: [f"{axis}_{i}" for i in range(1, 5)] for axis in ("tie", "interest")}
LOADING = 0.88
OF_TRUST, OF_TIE = 0.45, 0.15
GOVERNANCE = {
    1.0: "Contrats répétés",
    2.0: "Licence",
    3.0: "Partenariat d'approvisionnement",
    4.0: "Coentreprise",
}
GOVERNANCE_SHARES = [0.42, 0.14, 0.30, 0.14]
# Firms that leave one item of an axis, and that do not say how the alliance is governed.
WITHOUT_ITEM, WITHOUT_GOVERNANCE = 3, 4
# Beside the seed of the wave: what tells these streams from those of the other variables.
ITEMS_STREAM, GOVERNANCE_STREAM = 1, 2


def draw(trust: pd.DataFrame, reverse: Mapping[str, bool], seed: int) -> pd.DataFrame:
    """Items of both axes, 1 to 7, and the form of governance, one row for each row of ``trust``."""
    random = np.random.default_rng([seed, ITEMS_STREAM])
    drawn = {}
    axis = _standard(trust.mean(axis=1).to_numpy())
    for items, share in zip(AXES.values(), (OF_TRUST, OF_TIE), strict=True):
        axis = share * axis + np.sqrt(1 - share**2) * random.standard_normal(len(trust))
        axis = _standard(axis)
        for item in items:
            noise = np.sqrt(1 - LOADING**2) * random.standard_normal(len(trust))
            answers = (4.0 + 1.5 * (LOADING * axis + noise)).round().clip(1, 7)
            drawn[item] = 8 - answers if reverse[item] else answers
    found = pd.DataFrame(drawn, index=trust.index)
    for firm in random.choice(len(trust), WITHOUT_ITEM, replace=False):
        found.loc[firm, random.choice(list(drawn))] = np.nan
    return found.assign(governance=_governance(len(trust), seed))


def _governance(n: int, seed: int) -> np.ndarray:
    random = np.random.default_rng([seed, GOVERNANCE_STREAM])
    found = random.choice(list(GOVERNANCE), n, p=GOVERNANCE_SHARES)
    found[random.choice(n, WITHOUT_GOVERNANCE, replace=False)] = np.nan
    return found


def _standard(x: np.ndarray) -> np.ndarray:
    return np.asarray((x - x.mean()) / x.std())
