"""Condition numbers: how far linear dependence is from the numbers of a fit."""

import numpy as np
import pandas as pd

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.solution import Solution


def condition_numbers(s: Solution) -> pd.DataFrame:
    """DataFrame: group matrix largest smallest condition; see ``Fit.condition_numbers``."""
    rows = []
    for sample in s.samples:
        S = sample.moments.S
        sd = np.sqrt(S.diagonal())
        rows.append([sample.label, "sample covariances", *_extremes(S)])
        rows.append([sample.label, "sample correlations", *_extremes(S / sd / sd[:, None])])
    if s.theta.size:
        H = 0.5 * s.scale * s.objective.information(s.theta)
        sd = np.sqrt(np.maximum(H.diagonal(), np.finfo(float).tiny))
        rows.append(["", "information", *_extremes(H)])
        rows.append(["", "information, unit diagonal", *_extremes(H / sd / sd[:, None])])
    return pd.DataFrame(rows, columns=["group", "matrix", "largest", "smallest", "condition"])


def _extremes(matrix: Array) -> tuple[float, float, float]:
    """Largest and smallest eigenvalue and their ratio, infinite where the smallest is not > 0."""
    values = np.linalg.eigvalsh(matrix)
    largest, smallest = float(values[-1]), float(values[0])
    return largest, smallest, largest / smallest if smallest > 0 else np.inf
