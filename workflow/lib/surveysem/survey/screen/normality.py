"""Skewness and kurtosis, item by item and of all items together."""

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtr

from surveysem.contracts import columns

MULTIVARIATE = "(multivariate)"


def assess_normality(items: pd.DataFrame) -> pd.DataFrame:
    """AMOS's table of normality, complete cases: columns of ``normality.parquet``.

    Moments with divisor n: skewness m3 / m2^1.5 with standard error sqrt(6 / n), kurtosis
    m4 / m2^2 - 3 with sqrt(24 / n), and the last row Mardia's multivariate kurtosis (1970,
    Biometrika 57, p. 519) as AMOS centres it, mean(d^4) - p (p + 2) (n - 1) / (n + 1), with
    sqrt(8 p (p + 2) / n). Its skewness is Mardia's b1p, with ``chisq`` k n b1p / 6 on ``df``
    p (p + 1) (p + 2) / 6, where k = (p + 1) (n + 1) (n + 3) / (n ((n + 1) (p + 1) - 6)) gives the
    chi-square its mean in small samples (Mardia, 1974, Sankhya B 36; psych's ``small.skew``).
    ``*_cr`` is the critical ratio, value / error. Multivariate values are NaN where S is singular.
    """
    X = items.dropna().to_numpy(dtype=float)
    n, _ = X.shape
    d = X - X.mean(axis=0) if n else X
    with np.errstate(invalid="ignore", divide="ignore"):
        m2, m3, m4 = ((d**k).mean(axis=0) if n else np.full(X.shape[1], np.nan) for k in (2, 3, 4))
        skewness, kurtosis = m3 / m2**1.5, m4 / m2**2 - 3.0
    table = pd.DataFrame(
        {
            "variable": items.columns.astype(str),
            "n": n,
            "minimum": items.dropna().min().to_numpy(dtype=float),
            "maximum": items.dropna().max().to_numpy(dtype=float),
            "skewness": skewness,
            "skewness_cr": skewness / np.sqrt(6.0 / n) if n else np.nan,
            "kurtosis": kurtosis,
            "kurtosis_cr": kurtosis / np.sqrt(24.0 / n) if n else np.nan,
            "skewness_pvalue": np.nan,
            "kurtosis_pvalue": np.nan,
            "chisq": np.nan,
            "df": np.nan,
        }
    )
    table["skewness_pvalue"] = _two_sided(table["skewness_cr"])
    table["kurtosis_pvalue"] = _two_sided(table["kurtosis_cr"])
    together = pd.DataFrame([_multivariate(d)]).reindex(columns=table.columns)
    return pd.concat([table, together], ignore_index=True)[columns("normality")]


def _two_sided(ratio: pd.Series) -> np.ndarray:
    return np.asarray(2.0 * ndtr(-np.abs(ratio.to_numpy(dtype=float))))


def _multivariate(d: np.ndarray) -> dict[str, object]:
    """Mardia's skewness and kurtosis of centred rows ``d`` (n, p)."""
    n, p = d.shape
    row: dict[str, object] = {"variable": MULTIVARIATE, "n": n}
    if n <= p:
        return row
    S = d.T @ d / n
    if np.linalg.matrix_rank(S, hermitian=True) < p:
        return row
    products = d @ np.linalg.solve(S, d.T)
    skewness = float((products**3).mean())
    small = (p + 1) * (n + 1) * (n + 3) / (n * ((n + 1) * (p + 1) - 6))
    chisq, df = small * n * skewness / 6.0, p * (p + 1) * (p + 2) / 6
    kurtosis = float((products.diagonal() ** 2).mean()) - p * (p + 2) * (n - 1) / (n + 1)
    ratio = kurtosis / np.sqrt(8.0 * p * (p + 2) / n)
    return row | {
        "skewness": skewness,
        "skewness_pvalue": float(chdtrc(df, chisq)),
        "chisq": chisq,
        "df": df,
        "kurtosis": kurtosis,
        "kurtosis_cr": float(ratio),
        "kurtosis_pvalue": float(2.0 * ndtr(-abs(ratio))),
    }
