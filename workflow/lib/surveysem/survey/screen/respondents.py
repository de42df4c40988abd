"""How each respondent answered: straight lines, spread, distance from the others."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtrc, betaincc, chdtrc, chdtri

from surveysem.errors import DataError
from surveysem.moments import patterns_of, saturated
from surveysem.survey.codebook import Entry

Floats = npt.NDArray[np.float64]


def describe_respondents(items: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """One row per respondent: columns of ``respondents.parquet`` but its flags.

    ``items`` is indexed by row.

    - ``share_missing`` of the items;
    - ``longstring``: longest run of one and the same answer, in the order of the codebook and as
      the respondent ticked them, before items are reversed (Johnson, 2005);
    - ``within_sd``: standard deviation (divisor n - 1) of a respondent's own answers, scales
      brought to 0..1 (Dunn, Heggestad, Shanock and Theilgard, 2018);
    - ``mahalanobis``: squared distance from the mean over the ``answered`` items, by ML moments
      (divisor n; by EM where answers are missing), with ``pvalue`` of chi-square and
      ``pvalue_rank``, the chance that the distance of this rank is so large (AMOS's p1 and p2);
      ``pvalue_exact`` by the distribution that it has in a normal sample, see `exact_pvalue`, of
      complete respondents only;
    - ``leverage``: 1 / n + d2 / n, complete respondents only.
    Distances are NaN where S is singular.
    """
    ticked = _as_ticked(items, entries)
    distance, answered = _distances(items.to_numpy(dtype=float))
    p1 = np.where(np.isnan(distance), np.nan, chdtrc(np.maximum(answered, 1), distance))
    complete = answered == items.shape[1]
    return pd.DataFrame(
        {
            "row": items.index.to_numpy(),
            "answered": answered,
            "share_missing": items.isna().mean(axis=1).to_numpy(),
            "longstring": [longest_run(row) for row in ticked.to_numpy(dtype=float)],
            "within_sd": _unit_scales(ticked, entries).std(axis=1).to_numpy(),
            "mahalanobis": distance,
            "pvalue": p1,
            "pvalue_rank": _of_rank(p1),
            "pvalue_exact": np.where(complete, exact_pvalue(distance, *items.shape), np.nan),
            "leverage": np.where(complete, (1.0 + distance) / len(items), np.nan),
        }
    )


def exact_pvalue(distance: npt.ArrayLike, n: int, p: int) -> Floats:
    """Upper tail of squared distances (divisor n) of ``n`` normal rows of ``p`` items.

    They are (n - 1) times a beta variable with p / 2 and (n - p - 1) / 2 (Wilks, 1963, Sankhya A
    25; Gnanadesikan and Kettenring, 1972, Biometrics 28), and chi-square only where n is large
    beside p. With gaps, and moments by EM, this is approximate. NaN for n < p + 2.
    """
    d = np.asarray(distance, dtype=float)
    if n < p + 2:
        return np.full(d.shape, np.nan)
    share = np.clip(d / (n - 1), 0.0, 1.0)
    return np.asarray(betaincc(p / 2, (n - p - 1) / 2, share))


def chi_square_level(alpha: float, n: int, p: int) -> float:
    """The share of ``n`` normal rows that a chi-square test at ``alpha`` flags in fact."""
    return float(exact_pvalue(chdtri(p, alpha), n, p))


def longest_run(answers: Floats) -> int:
    """Longest run of equal values in ``answers`` (k,), gaps left out."""
    given = answers[~np.isnan(answers)]
    if not given.size:
        return 0
    starts = np.flatnonzero(np.append(True, given[1:] != given[:-1]))
    return int(np.diff(np.append(starts, given.size)).max())


def _as_ticked(items: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """The answers as given: reversed items turned back, in the order of the codebook."""
    known = [entry for entry in entries if entry.variable in items.columns]
    turned = {}
    for entry in known:
        column = items[entry.variable]
        if entry.reverse and entry.minimum is not None and entry.maximum is not None:
            column = entry.minimum + entry.maximum - column
        turned[entry.variable] = column
    return pd.DataFrame(turned, index=items.index)


def _unit_scales(ticked: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """Answers from 0 to 1; items without a scale are left out."""
    parts = {}
    for entry in entries:
        low, high = entry.minimum, entry.maximum
        if entry.variable in ticked.columns and low is not None and high is not None and high > low:
            parts[entry.variable] = (ticked[entry.variable] - low) / (high - low)
    return pd.DataFrame(parts, index=ticked.index)


def _distances(X: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Squared distances (n,), NaN where they do not exist, and how many answers each rests on."""
    seen = ~np.isnan(X)
    answered = seen.sum(axis=1)
    found = np.full(len(X), np.nan)
    rows = answered > 0
    try:
        moments = saturated(patterns_of(X[rows]))
    except DataError:
        return found, answered
    if not moments.bounded or np.linalg.matrix_rank(moments.S, hermitian=True) < X.shape[1]:
        return found, answered
    for i in np.flatnonzero(rows):
        d = X[i, seen[i]] - moments.mean[seen[i]]
        S = moments.S[np.ix_(seen[i], seen[i])]
        found[i] = d @ np.linalg.solve(S, d)
    return found, answered


def _of_rank(p1: Floats) -> Floats:
    """P(at least k of n distances so large), k the rank of each, the largest distance first."""
    found = np.full(len(p1), np.nan)
    known = np.flatnonzero(~np.isnan(p1))
    order = known[np.argsort(p1[known], kind="stable")]
    rank = np.arange(1, order.size + 1)
    found[order] = bdtrc(rank - 1, order.size, p1[order])
    return found
