"""Collinearity among the predictors of each outcome of a structural model."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import Fit

Array = npt.NDArray[np.float64]


def collinearity(fit: Fit) -> pd.DataFrame:
    """How far the predictors of an outcome say the same, from the correlations the model implies.

    DataFrame: outcome predictor predictors vif tolerance condition_index. VIF, the j-th diagonal
    element of the inverse of the predictors' correlations, is the factor by which their overlap
    multiplies the variance of the j-th path (Marquardt, 1970, Technometrics 12); tolerance is
    1 / VIF. ``condition_index`` is the largest of the set, sqrt(largest / smallest eigenvalue) of
    the correlations (Belsley, Kuh and Welsch, 1980, who also count the intercept, which has no
    place among latent variables). Correlations of latent variables are free of measurement error,
    so that these numbers exceed those of scale scores. NaN where the correlations are not positive
    definite; no rows where the model did not converge or an outcome has one predictor only.
    """
    found: list[dict[str, object]] = []
    if fit.converged:
        V = fit.implied("latent covariance")
        for outcome, predictors in _regressions(fit).items():
            if len(predictors) > 1:
                found += _rows(outcome, predictors, V.loc[predictors, predictors].to_numpy())
    return pd.DataFrame(found, columns=columns("collinearity"))


def _regressions(fit: Fit) -> dict[str, list[str]]:
    paths = fit.estimates().query("op == '~'")
    return {
        str(name): list(dict.fromkeys(rows["rhs"]))
        for name, rows in paths.groupby("lhs", sort=False)
    }


def _rows(outcome: str, predictors: list[str], V: Array) -> list[dict[str, object]]:
    vif, index = inflation(V)
    return [
        {
            "outcome": outcome,
            "predictor": name,
            "predictors": len(predictors),
            "vif": each,
            "tolerance": 1.0 / each,
            "condition_index": index,
        }
        for name, each in zip(predictors, vif, strict=True)
    ]


def inflation(V: Array) -> tuple[Array, float]:
    """VIF (k,) and largest condition index of variables with covariances V (k, k).

    NaN where V is not positive definite.
    """
    variances = V.diagonal()
    if (variances <= 0).any():
        return np.full(len(V), np.nan), float("nan")
    sd = np.sqrt(variances)
    values, vectors = np.linalg.eigh(V / np.outer(sd, sd))
    if values[0] <= np.finfo(float).eps * len(V):
        return np.full(len(V), np.nan), float("nan")
    return np.sum(vectors**2 / values, axis=1), float(np.sqrt(values[-1] / values[0]))
