"""Modification indices of least-squares fits."""

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.inference.modification import (
    Key,
    Slopes,
    candidates,
    directions_of,
    index_table,
)


def modification_indices(s: OrderedSolution, kind: str) -> pd.DataFrame:
    """DataFrame: lhs op rhs mi epc std_epc, with several groups group; lavaan's ``modindices()``.

    With g = -2 d'W r and h = 2 d'W d for the derivatives d (k,) of the moments by a new parameter,
    h less what the free parameters take up: mi = (N - 1) g^2 / 2 h in units of the chi-square that
    is not adjusted, and epc = -g / h. lavaan has (N - 1)^2 / N and -(N - 1) / N, since its gradient
    is on the scale of N - 1 and its information on that of N.
    """
    if kind != "score":
        raise SpecificationError(f"kind {kind!r} of models with ordered items; expected score")
    frames = []
    for number, group in enumerate(s.quantities.groups):
        keys = candidates(group.table)
        slopes = _slopes(s, number, keys)
        frame = index_table(keys, slopes.g, slopes.adjusted, s.scale, group, s.theta)
        if len(s.samples) > 1:
            frame.insert(0, "group", group.table.groups[0])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _slopes(s: OrderedSolution, number: int, keys: list[Key]) -> Slopes:
    block = s.least_squares.groups[number]
    residual = block.s - block.implied(s.theta)
    D = block.slopes(s.theta, directions_of(keys, block.pattern))
    WD = block.W.times(D)
    g = -2.0 * block.weight * (WD.T @ residual)
    WD *= block.share
    h = 2.0 * np.einsum("ij,ij->j", D, WD)
    cross = 2.0 * (WD.T @ block.jacobian(s.theta))
    inverse = inverse_information(s.objective, s.theta)
    return Slopes(g, h, h - np.einsum("ij,jk,ik->i", cross, inverse, cross))
