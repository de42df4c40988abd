"""The type of each firm: its side on every axis, and how often it would be another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.cases.firms.axes import Cut, Scale
from surveysem.cases.firms.stability import near_cut, share_first

PLACED, BORDER, INCOMPLETE, UNTYPED = "placed", "border", "incomplete", "untyped"
Types = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """One row for each firm.

    ``type`` is "" where a firm has none, and ``status`` says why: placed, border (a score on the
    cut), incomplete (an item without an answer), untyped (the typology has no type for its sides).
    ``stability`` is the probability that it keeps its type, missing without one; ``near`` whether
    the interval of one of its scores covers the cut. ``scores`` and ``sides`` have a column for
    each axis; a side is "" where there is none.
    """

    type: pd.Series
    status: pd.Series
    stability: pd.Series
    near: pd.Series
    scores: pd.DataFrame
    sides: pd.DataFrame


def place(scales: Sequence[Scale], types: Types, rule: Cut, level: float) -> Typed:
    """Type firms by their sides on the axes; a score exactly on the cut is on neither side.

    ``types`` maps the name of each type to its pole on every axis. Errors of measurement on
    different axes are taken as independent, so that probabilities multiply.
    """
    scores = pd.DataFrame({scale.axis.name: scale.score for scale in scales})
    sides = pd.DataFrame({scale.axis.name: _side(scale, rule) for scale in scales})
    named = pd.Series("", index=scores.index, dtype=object)
    for name, poles in types.items():
        named[(sides[list(poles)] == pd.Series(poles)).all(axis=1)] = name
    status = np.select(
        [scores.isna().any(axis=1), (sides == "").any(axis=1), named == ""],
        [INCOMPLETE, BORDER, UNTYPED],
        PLACED,
    )
    keep = pd.concat([_keep(scale, sides, rule) for scale in scales], axis=1).prod(axis=1)
    near = pd.concat([near_cut(scale, rule, level) for scale in scales], axis=1).any(axis=1)
    return Typed(
        type=named,
        status=pd.Series(status, index=scores.index),
        stability=keep.where(named != ""),
        near=near & (named != ""),
        scores=scores,
        sides=sides,
    )


def _side(scale: Scale, rule: Cut) -> pd.Series:
    first, second = scale.axis.poles
    distance = scale.score - scale.cut(rule)
    sides = np.select([distance > 0, distance < 0], [first, second], "")
    return pd.Series(sides, index=distance.index)


def _keep(scale: Scale, sides: pd.DataFrame, rule: Cut) -> pd.Series:
    first = share_first(scale, rule)
    return first.where(sides[scale.axis.name] == scale.axis.poles[0], 1 - first)
