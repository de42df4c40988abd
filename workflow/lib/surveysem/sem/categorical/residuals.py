"""What a model of ordered items leaves over of correlations and thresholds."""

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import moment_names
from surveysem.sem.arrays import Array
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.inference.residuals import group_number

KINDS = ("raw", "standardized")
_NOTHING = 1e-5


def correlation_residuals(s: OrderedSolution, kind: str, group: str | None) -> pd.DataFrame:
    """Residual correlations (p, p), of numeric variables covariances."""
    number = group_number(s, group)
    block = s.least_squares.groups[number]
    values = _residuals(s, kind, number)[block.places.level.size :]
    names = list(s.table.observed)
    matrix = np.zeros((len(names), len(names)))
    matrix[block.places.row, block.places.column] = values
    matrix[block.places.column, block.places.row] = values
    return pd.DataFrame(matrix, index=names, columns=names)


def threshold_residuals(s: OrderedSolution, kind: str, group: str | None) -> pd.Series:
    """Residuals of the thresholds, named ``item|t1``."""
    number = group_number(s, group)
    at = s.least_squares.groups[number].places.threshold
    names = np.array(moment_names(s.moments[number]), dtype=object)[at]
    return pd.Series(_residuals(s, kind, number)[at], index=names, name="residual")


def _residuals(s: OrderedSolution, kind: str, number: int) -> Array:
    """Residuals (k,) of the moments of a group."""
    if kind not in KINDS:
        raise SpecificationError(f"kind {kind!r}; expected raw or standardized")
    block = s.least_squares.groups[number]
    raw = block.s - block.implied(s.theta)
    if kind == "raw":
        return raw
    return np.asarray(raw / np.where(np.abs(raw) < _NOTHING, 1.0, _standard_errors(s, number)))


def _standard_errors(s: OrderedSolution, number: int) -> Array:
    """Standard errors (k,) of the residuals of a group (lavaan's "standardized").

    With D the derivatives of the moments of all groups: the covariance of the residuals is
    Q Gamma Q' / n, Q = I - D (D'WD)^-1 D'W. Of several groups lavaan 0.6-14 takes the cases of all
    for n, and leaves out what other groups say about parameters held equal.
    """
    groups = s.least_squares.groups
    D = groups[number].jacobian(s.theta)
    bread = 2.0 * inverse_information(s.objective, s.theta)
    variance = np.zeros(len(D))
    for k, (block, Gamma) in enumerate(zip(groups, s.Gamma, strict=True)):
        WJ = block.share * block.W.times(block.jacobian(s.theta))
        Q = -(D @ bread) @ WJ.T
        if k == number:
            Q[np.diag_indices(len(Q))] += 1.0
        variance += np.einsum("ij,ij->i", Q @ Gamma, Q) / block.n
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
