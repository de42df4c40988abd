"""How well the factors reproduce the correlations, as in psych's ``fa.stats``."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from surveysem.efa.correlations import Floats


@dataclass(frozen=True, slots=True)
class FitStatistics:
    """Fit of m factors of p items; None where n is unknown, df is 0 or correlations polychoric.

    objective  ln|Sigma| - ln|R| + tr(R Sigma^-1) - p with Sigma = Lambda Phi Lambda' + Psi,
               whatever the extraction minimised; None where Sigma is not positive definite
    chisq      (n - 1 - (2 p + 5) / 6 - 2 m / 3) times it (Bartlett 1950), with df and pvalue
    tli        Tucker and Lewis (1973); rmsea with psych's divisor n; bic = chisq - df ln n
    rmsr       root mean square of the residual correlations; rmsr_df the same with the degrees of
               freedom as divisor (psych's crms)
    largest    absolute residual, and ``over_05`` the share of residuals above .05 (SPSS prints it)
    """

    objective: float | None
    chisq: float | None
    df: int
    pvalue: float | None
    tli: float | None
    rmsea: float | None
    bic: float | None
    rmsr: float
    rmsr_df: float | None
    largest: float
    over_05: float


def fit_statistics(R: Floats, reproduced: Floats, m: int, n: int | None, df: int) -> FitStatistics:
    """Statistics of ``reproduced`` correlations (p, p), Lambda Phi Lambda', beside ``R``.

    ``n`` None where there is no test.
    """
    p = len(R)
    residual = np.abs((R - reproduced)[np.tril_indices(p, -1)])
    squares = float(2 * (residual**2).sum())
    objective = _discrepancy(R, reproduced)
    chisq = pvalue = tli = rmsea = bic = None
    if n is not None and objective is not None:
        factor = n - 1 - (2 * p + 5) / 6 - 2 * m / 3
        chisq = factor * objective
    if n is not None and objective is not None and chisq is not None and df > 0:
        pvalue = float(chdtrc(df, max(chisq, 0.0)))
        null = 2 * -float(np.linalg.slogdet(R)[1]) / (p * (p - 1))
        tli = (null - objective / df) / (null - 1 / factor)
        rmsea = float(np.sqrt(max(chisq / (df * n) - 1 / (n - 1), 0.0)))
        bic = chisq - df * float(np.log(n))
    return FitStatistics(
        objective=objective,
        chisq=chisq,
        df=df,
        pvalue=pvalue,
        tli=tli,
        rmsea=rmsea,
        bic=bic,
        rmsr=float(np.sqrt(squares / (p * (p - 1)))),
        rmsr_df=float(np.sqrt(squares / (2 * df))) if df > 0 else None,
        largest=float(residual.max()),
        over_05=float((residual > 0.05).mean()),
    )


def _discrepancy(R: Floats, reproduced: Floats) -> float | None:
    Sigma = reproduced.copy()
    np.fill_diagonal(Sigma, 1.0)
    if np.linalg.eigvalsh(Sigma)[0] <= 0:
        return None
    ratio = np.linalg.solve(Sigma, R)
    return float(np.trace(ratio) - np.linalg.slogdet(ratio)[1] - len(R))
