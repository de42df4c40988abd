"""Missing answers: by item, by pattern, and whether they are missing completely at random."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from surveysem.contracts import columns
from surveysem.errors import DataError
from surveysem.moments import Saturated, patterns_of, saturated

COMPLETE = "no answer is missing"


@dataclass(frozen=True, slots=True)
class Mcar:
    """Little's test; ``chisq``, ``df`` and ``pvalue`` are None for the ``reason`` given."""

    n: int
    patterns: int
    chisq: float | None
    df: int | None
    pvalue: float | None
    reason: str = ""


def gaps_by_item(items: pd.DataFrame) -> pd.DataFrame:
    """Answers that each item lacks: columns of ``missing_items.parquet``."""
    missing = items.isna().sum()
    return pd.DataFrame(
        {
            "variable": items.columns.astype(str),
            "n": (len(items) - missing).to_numpy(),
            "missing": missing.to_numpy(),
            "share_missing": (missing / max(len(items), 1)).to_numpy(),
        }
    )[columns("missing_items")]


def gap_patterns(items: pd.DataFrame) -> pd.DataFrame:
    """Which items are missing together, the most frequent pattern first.

    Columns of ``missing_patterns.parquet``; ``items`` names those missing, separated by spaces,
    and is empty for the complete cases.
    """
    holes = items.isna()
    texts = holes.apply(lambda row: " ".join(items.columns[row]), axis=1)
    counts = texts.value_counts(sort=False)
    table = pd.DataFrame(
        {
            "n": counts.to_numpy(),
            "share": counts.to_numpy() / max(len(items), 1),
            "missing": [len(text.split()) for text in counts.index],
            "items": counts.index.astype(str),
        }
    )
    ordered = table.sort_values(["n", "missing", "items"], ascending=[False, True, True])
    ordered.insert(0, "pattern", range(1, len(ordered) + 1))
    return ordered.reset_index(drop=True)[columns("missing_patterns")]


def little_mcar(items: pd.DataFrame) -> Mcar:
    """Little's test that answers are missing completely at random.

    d2 = sum over patterns of n_j (ybar_j - mu_j)' Sigma_jj^-1 (ybar_j - mu_j), with mu and Sigma
    the ML estimates by EM (divisor n, as naniar and misty take them), on sum p_j - p degrees of
    freedom (Little, 1988, JASA 83, p. 1199). Respondents without any answer are left out. It is
    large-sample: with few cases per pattern neither its rejection nor its silence says much.
    """
    shown = items.dropna(how="all")
    X = shown.to_numpy(dtype=float)
    n = len(X)
    if not np.isnan(X).any():
        return Mcar(n, 1, None, None, None, COMPLETE)
    unseen = [str(name) for name in items.columns if shown[name].isna().all()]
    if unseen:
        return Mcar(n, 0, None, None, None, f"item {unseen[0]} has no answer")
    observed, pattern = np.unique(~np.isnan(X), axis=0, return_inverse=True)
    try:
        moments = saturated(patterns_of(X))
    except DataError as error:
        return Mcar(n, len(observed), None, None, None, str(error))
    if not moments.bounded:
        reason = "the likelihood of the means and covariances has no maximum: too few respondents"
        return Mcar(n, len(observed), None, None, None, reason)
    chisq = sum(_distance(X[pattern == k], row, moments) for k, row in enumerate(observed))
    df = int(observed.sum()) - X.shape[1]
    return Mcar(n, len(observed), float(chisq), df, float(chdtrc(df, chisq)))


def _distance(rows: np.ndarray, seen: np.ndarray, moments: Saturated) -> float:
    """n_j times the squared distance of a pattern's means from those of all cases."""
    d = rows[:, seen].mean(axis=0) - moments.mean[seen]
    S = moments.S[np.ix_(seen, seen)]
    return len(rows) * float(d @ np.linalg.solve(S, d))
