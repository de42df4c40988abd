"""The poles that codes speak for: signs, weights, and which pole dominates where."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.cases.coding import Coding

Axes = Mapping[str, Mapping[str, Any]]


def poles_of(axes: Axes, axis: str) -> tuple[str, str]:
    """The two poles of an axis; the first is +1."""
    first, second = axes[axis]["poles"]
    return str(first), str(second)


def signed(codes: pd.DataFrame, axes: Axes) -> pd.DataFrame:
    """The codes that speak for a pole, with ``sign``: +1 for the first pole, -1 for the second."""
    speaking = codes[codes["axis"] != ""]
    firsts = {axis: poles_of(axes, axis)[0] for axis in axes}
    is_first = speaking["pole"] == speaking["axis"].map(firsts)
    return speaking.assign(sign=is_first.map({True: 1.0, False: -1.0}))


def dominant_poles(
    segments: pd.DataFrame, coding: Coding
) -> dict[tuple[str, str, str], dict[str, str]]:
    """By case, partner and theme: the pole with the larger weight on each axis.

    Axes come in the order of the codes; an axis on which the poles weigh the same has no entry.
    """
    speaking = coding.codes.loc[coding.codes["axis"] != "", ["code", "theme", "axis", "pole"]]
    speaking = speaking.assign(weight=coding.codes["weight"].astype(float))
    told = segments.drop(columns="theme").merge(speaking, on="code")
    keys = ["case", "partner", "theme", "axis"]
    weights = told.groupby([*keys, "pole"])["weight"].sum().unstack("pole", fill_value=0)
    top = weights.max(axis=1)
    single = weights.eq(top, axis=0).sum(axis=1) == 1
    leading = weights[single].idxmax(axis=1)
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    order = {axis: place for place, axis in enumerate(dict.fromkeys(speaking["axis"]))}
    for case, partner, theme, axis in sorted(leading.index, key=lambda at: order[at[3]]):
        found.setdefault((case, partner, theme), {})[axis] = leading[case, partner, theme, axis]
    return found
