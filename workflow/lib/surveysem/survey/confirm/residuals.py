"""What a model leaves over of the correlations of its variables."""

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import Fit


def correlation_residuals(fit: Fit) -> pd.DataFrame:
    """The analysed covariances and correlations, and what the model misses of them.

    One row per pair of observed variables and per variable with itself. ``residual`` is the
    correlation of the sample less that of the model (lavaan's ``residuals(type = "cor")``); ``z``
    the residual covariance over its standard error (``type = "standardized"``), NaN on the
    diagonal. Both are NaN where the estimation did not converge.
    """
    left, implied = fit.residuals("raw"), pd.DataFrame(fit.implied("covariance"))
    sample = left + implied
    names = list(sample.columns)
    found = _correlations(sample)
    missed = found - _correlations(implied)
    z = fit.residuals("standardized").to_numpy()
    rows, others = np.array(list(combinations_with_replacement(range(len(names)), 2))).T
    frame = pd.DataFrame(
        {
            "lhs": np.array(names, dtype=object)[rows],
            "rhs": np.array(names, dtype=object)[others],
            "covariance": sample.to_numpy()[rows, others],
            "correlation": found[rows, others],
            "residual": missed[rows, others] if fit.converged else np.nan,
            "z": np.where(rows == others, np.nan, z[rows, others]),
        }
    )
    return frame[columns("residuals")]


def _correlations(covariances: pd.DataFrame) -> np.ndarray:
    C = covariances.to_numpy(dtype=float)
    scale = np.sqrt(C.diagonal())
    return np.asarray(C / np.outer(scale, scale))
