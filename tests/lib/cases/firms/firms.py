"""Simulated firms whose true places on two axes are known."""

import numpy as np
import pandas as pd

from surveysem.cases import firms

ITEMS = {axis: [f"{axis}_{i}" for i in (1, 2, 3, 4)] for axis in ("tie", "interest")}
POLES = {"tie": ["social", "economic"], "interest": ["symmetric", "asymmetric"]}
AXES = firms.read_axes({axis: {"poles": POLES[axis], "items": ITEMS[axis]} for axis in ITEMS})
TYPES = {
    "mutual_help": {"tie": "social", "interest": "symmetric"},
    "sponsorship": {"tie": "social", "interest": "asymmetric"},
    "survival": {"tie": "economic", "interest": "symmetric"},
    "against_nature": {"tie": "economic", "interest": "asymmetric"},
}


def codebook(**changes: dict[str, str]) -> pd.DataFrame:
    """Rows of items.tsv for the items of both axes."""
    rows = [
        {"variable": item, "role": "axis", "reverse": "no", "min": "1", "max": "7"}
        | changes.get(item, {})
        for items in ITEMS.values()
        for item in items
    ]
    return pd.DataFrame(rows)


def answered(true: pd.DataFrame, error: float, seed: int) -> pd.DataFrame:
    """Answers from -1 to 1 as of true places, each item with an error of its own, as 1 to 7."""
    rng = np.random.default_rng(seed)
    found = {
        item: 4 + 3 * (true[axis] + error * rng.normal(size=len(true)))
        for axis, items in ITEMS.items()
        for item in items
    }
    return pd.DataFrame(found).assign(row=np.arange(1, len(true) + 1))


def places(n: int, seed: int) -> pd.DataFrame:
    """True places of n firms on both axes."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(scale=0.4, size=(n, 2)), columns=list(ITEMS))


def typed_by(true: pd.DataFrame) -> pd.Series:
    """The type of each true place."""
    sides = {axis: np.where(true[axis] > 0, *POLES[axis]) for axis in ITEMS}
    names = {tuple(poles.values()): name for name, poles in TYPES.items()}
    return pd.Series([names[pair] for pair in zip(*sides.values(), strict=True)])
