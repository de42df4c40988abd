"""Non-response: do those who answered late, as if not at all, differ from the early ones?"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import DataError
from surveysem.survey.hypotheses.holm import holm

FEWEST = 5
COMPARED = (
    *("d", "ci_lower", "ci_upper", "t", "df", "t_pvalue"),
    *("mann_whitney", "mann_whitney_pvalue", "rank_biserial"),
)


def compare_returns(
    scores: pd.DataFrame, returned: pd.Series, late: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Early against late respondents on each column of ``scores``.

    Late respondents stand in for those who did not answer (Armstrong and Overton, 1977, Journal of
    Marketing Research 14, p. 397). Columns of ``returns.parquet``: ``d`` is Cohen's d (early less
    late, pooled SD) with the interval of Hedges and Olkin (1985, p. 86) at ``level``; ``t`` is
    Welch's; ``mann_whitney`` with ties and continuity corrected, its effect the rank-biserial
    correlation (Kerby, 2014); p-values adjusted by Holm (1979) within each test.
    Raises DataError where a side has fewer than five respondents.
    """
    is_late = returned.isin(list(late)).to_numpy()
    known = returned.notna().to_numpy()
    for side, of_side in (("late", is_late), ("early", known & ~is_late)):
        if of_side.sum() < FEWEST:
            raise DataError(
                f"nonresponse: {int(of_side.sum())} {side} respondents; expected at least {FEWEST}"
            )
    rows = [
        {"variable": name, **_compare(column[known & ~is_late], column[is_late], level)}
        for name, column in scores.items()
    ]
    table = pd.DataFrame(rows)
    for test in ("t", "mann_whitney"):
        table[f"{test}_pvalue_holm"] = _holm(table[f"{test}_pvalue"])
    return table[columns("returns")]


def _holm(p: pd.Series) -> pd.Series:
    known = p.notna()
    adjusted = pd.Series(np.nan, index=p.index)
    adjusted[known] = holm(p[known])
    return adjusted


def _compare(early: pd.Series, late: pd.Series, level: float) -> Mapping[str, object]:
    from scipy import stats

    a, b = early.dropna().to_numpy(dtype=float), late.dropna().to_numpy(dtype=float)
    row: dict[str, object] = {
        "n_early": a.size,
        "n_late": b.size,
        "mean_early": a.mean() if a.size else np.nan,
        "mean_late": b.mean() if b.size else np.nan,
    }
    gone = dict.fromkeys(COMPARED, np.nan)
    if min(a.size, b.size) < 2 or np.ptp(np.concatenate([a, b])) == 0.0:
        return row | gone
    welch = stats.ttest_ind(a, b, equal_var=False)
    ranks = stats.mannwhitneyu(a, b, method="asymptotic")
    return row | {
        **_cohen(a, b, level),
        "t": float(welch.statistic),
        "df": float(welch.df),
        "t_pvalue": float(welch.pvalue),
        "mann_whitney": float(ranks.statistic),
        "mann_whitney_pvalue": float(ranks.pvalue),
        "rank_biserial": 2.0 * float(ranks.statistic) / (a.size * b.size) - 1.0,
    }


def _cohen(a: np.ndarray, b: np.ndarray, level: float) -> dict[str, float]:
    """d = (mean a - mean b) / pooled SD, se^2 = (m + n) / (m n) + d^2 / (2 (m + n))."""
    from scipy.special import ndtri

    m, n = a.size, b.size
    pooled = np.sqrt(((m - 1) * a.var(ddof=1) + (n - 1) * b.var(ddof=1)) / (m + n - 2))
    d = float((a.mean() - b.mean()) / pooled)
    half = float(ndtri(0.5 + level / 2) * np.sqrt((m + n) / (m * n) + d * d / (2 * (m + n))))
    return {"d": d, "ci_lower": d - half, "ci_upper": d + half}
