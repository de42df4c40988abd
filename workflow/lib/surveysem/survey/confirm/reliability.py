"""Reliability of constructs: alpha, omega, composite reliability, average variance extracted."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.codebook import require_variables
from surveysem.survey.confirm.structure import first_order, higher_order, indicators, shared_items


def reliability(estimates: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row per construct with the columns of ``reliability.parquet``.

    ``estimates`` is that of the measurement model (columns lhs, op, rhs, est, std_lv, std_all);
    ``items`` holds the raw items. Alpha takes the respondents who answer every item of the model,
    as the model with listwise deletion does. ``items`` of the result counts the indicators.

    A construct that is measured by constructs has composite reliability and AVE from its
    standardised loadings; alpha and omega are of item scores and missing there. Where an item loads
    on several constructs, omega, composite reliability and AVE of these are missing, since their
    formulae hold for congeneric items only.
    """
    measured = indicators(estimates)
    observed = [item for name in first_order(measured) for item in measured[name]]
    require_variables(dict.fromkeys(observed), items.columns, "reliability, item")
    complete = items[list(dict.fromkeys(observed))].dropna()
    shared = shared_items(measured)
    rows = [
        _row(name, measured[name], estimates, complete, not shared & set(measured[name]))
        for name in [*first_order(measured), *higher_order(measured)]
    ]
    return pd.DataFrame(rows, columns=columns("reliability"))


def alpha(X: npt.NDArray[np.float64]) -> float:
    """Cronbach's alpha of complete answers X (n, k): k/(k-1) (1 - tr S / 1'S1).

    Cronbach (1951, Psychometrika 16, p. 299); of raw scores, missing for a single item.
    """
    k = X.shape[1]
    if k < 2:
        return float("nan")
    S = np.cov(X, rowvar=False)
    return float(k / (k - 1) * (1 - np.trace(S) / S.sum()))


def omega(lambda_: npt.NDArray[np.float64], Theta: npt.NDArray[np.float64]) -> float:
    """McDonald's omega total, (1'lambda)^2 / ((1'lambda)^2 + 1'Theta 1).

    ``lambda_`` (k,) are unstandardised loadings on the construct scaled to variance 1, ``Theta``
    (k, k) the residual covariances, correlated residuals included. McDonald (1999, Test Theory,
    p. 89); semTools' "omega" without correlated residuals.
    """
    true = float(lambda_.sum()) ** 2
    return true / (true + float(Theta.sum()))


def composite_reliability(lambda_: npt.NDArray[np.float64]) -> float:
    """(sum l)^2 / ((sum l)^2 + sum (1 - l^2)) of standardised loadings l (k,).

    Fornell and Larcker (1981, Journal of Marketing Research 18, p. 45, eq. 10).
    """
    true = float(lambda_.sum()) ** 2
    return true / (true + float((1 - lambda_**2).sum()))


def average_variance_extracted(lambda_: npt.NDArray[np.float64]) -> float:
    """Mean of the squared standardised loadings l (k,).

    Fornell and Larcker (1981, p. 45, eq. 11) for standardised items; semTools weights the items by
    their variances instead.
    """
    return float((lambda_**2).mean())


def standardized_loadings(estimates: pd.DataFrame, construct: str) -> pd.Series:
    """Standardised loadings of ``construct`` by indicator."""
    rows = estimates[(estimates["op"] == "=~") & (estimates["lhs"] == construct)]
    return rows.set_index("rhs")["std_all"].astype(float)


def _row(
    construct: str,
    parts: list[str],
    estimates: pd.DataFrame,
    complete: pd.DataFrame,
    congeneric: bool,
) -> list[object]:
    of_items = set(parts) <= set(complete.columns)
    std = standardized_loadings(estimates, construct).to_numpy()
    nan = float("nan")
    return [
        construct,
        len(parts),
        alpha(complete[parts].to_numpy(dtype=float)) if of_items else nan,
        omega(*_measurement(estimates, construct, parts)) if of_items and congeneric else nan,
        composite_reliability(std) if congeneric else nan,
        average_variance_extracted(std) if congeneric else nan,
    ]


def _measurement(
    estimates: pd.DataFrame, construct: str, parts: list[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Loadings on the construct scaled to variance 1 (k,), residual covariances (k, k)."""
    rows = estimates[(estimates["op"] == "=~") & (estimates["lhs"] == construct)]
    lambda_ = rows.set_index("rhs").loc[parts, "std_lv"].to_numpy(dtype=float)
    residual = estimates[
        (estimates["op"] == "~~") & estimates["lhs"].isin(parts) & estimates["rhs"].isin(parts)
    ]
    Theta = np.zeros((len(parts), len(parts)))
    for left, right, value in residual[["lhs", "rhs", "est"]].itertuples(index=False):
        i, j = parts.index(left), parts.index(right)
        Theta[i, j] = Theta[j, i] = value
    return lambda_, Theta
