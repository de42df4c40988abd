"""Discriminant validity: correlations of constructs, Fornell-Larcker, HTMT and HTMT2."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem.inference.estimates import wald
from surveysem.survey.confirm.distinct import add_verdicts
from surveysem.survey.confirm.limits import NO_LIMITS, Limits
from surveysem.survey.confirm.reliability import average_variance_extracted, standardized_loadings
from surveysem.survey.confirm.structure import (
    complete_answers,
    first_order,
    higher_order,
    indicators,
    shared_items,
)

Floats = npt.NDArray[np.float64]
ESTIMATED = [
    *("construct", "with", "correlation", "ci_lower", "ci_upper"),
    *("ave", "ave_with", "htmt", "htmt2"),
]


def validity(
    estimates: pd.DataFrame,
    standardized: pd.DataFrame,
    items: pd.DataFrame,
    limits: Limits | None = None,
    cutoffs: Mapping[str, float] | None = None,
    correlations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per pair of constructs with the columns of ``validity.parquet``.

    Correlations and their intervals are those of the measurement model (``standardized``: lhs, op,
    rhs, est, ci_lower, ci_upper), AVE is from its standardised loadings (``estimates``: std_all),
    HTMT from ``correlations`` of the items, see `polychorics`; None takes product-moment
    correlations of ``items`` among respondents who answer every item of the model.
    ``fornell_larcker`` holds where the smaller AVE exceeds the shared variance, the squared
    correlation (Fornell and Larcker, 1981, p. 46). A pair whose correlation is no parameter of the
    model has none here; a construct measured by constructs has no HTMT. ``limits`` holds the
    intervals of HTMT and HTMT2, ``cutoffs`` the values of ``correlation`` and ``htmt`` that the
    verdict on each pair rests on, see `judge_pair`.
    """
    measured = indicators(estimates)
    names = [*first_order(measured), *higher_order(measured)]
    complete = complete_answers(measured, items, "validity, item")
    R = complete.corr() if correlations is None else correlations
    shared = shared_items(measured)
    ave = {
        name: float("nan")
        if shared & set(measured[name])
        else float(average_variance_extracted(standardized_loadings(estimates, name).to_numpy()))
        for name in names
    }
    rows = [
        [
            a,
            b,
            *_correlation(standardized, a, b, (limits or NO_LIMITS).level),
            ave[a],
            ave[b],
            *_ratios(R, measured[a], measured[b]),
        ]
        for a, b in combinations(names, 2)
        if b not in measured[a] and a not in measured[b]
    ]
    table = _judge(pd.DataFrame(rows, columns=ESTIMATED))
    pairs = pd.MultiIndex.from_frame(table[["construct", "with"]])
    found = (limits or NO_LIMITS).of_pairs.reindex(pairs)
    table = table.assign(**{str(name): found[name].to_numpy() for name in found})
    kind = "product-moment" if correlations is None else "polychoric"
    return add_verdicts(table.assign(item_correlations=kind), cutoffs or {})[columns("validity")]


def htmt(R: Floats, first: Sequence[int], second: Sequence[int]) -> Floats:
    """Heterotrait-monotrait ratio (...,) of two constructs from item correlations R (..., p, p).

    Mean correlation between the items of both, over the geometric mean of the two mean correlations
    within (Henseler, Ringle and Sarstedt, 2015, Journal of the Academy of Marketing Science 43,
    p. 121), of absolute correlations as in semTools.
    """
    return _ratio(np.abs(R), first, second)


def htmt2(R: Floats, first: Sequence[int], second: Sequence[int]) -> Floats:
    """HTMT2: as `htmt`, with geometric means, which suits congeneric items.

    Roemer, Schuberth and Henseler (2021, Industrial Management & Data Systems 121).
    """
    with np.errstate(divide="ignore"):
        return _ratio(np.log(np.abs(R)), first, second, back=np.exp)


def _ratio(
    A: Floats,
    first: Sequence[int],
    second: Sequence[int],
    back: Callable[[Floats], Floats] = np.asarray,
) -> Floats:
    """Ratio of means; ``back`` takes a mean of transformed correlations to the scale of these."""
    if len(first) < 2 or len(second) < 2:
        return np.full(A.shape[:-2], np.nan)
    between = back(A[..., np.ix_(first, second)[0], np.ix_(first, second)[1]].mean(axis=(-2, -1)))
    within = back(_below(A, first).mean(axis=-1)) * back(_below(A, second).mean(axis=-1))
    return np.asarray(between / np.sqrt(within))


def _below(A: Floats, items: Sequence[int]) -> Floats:
    i, j = np.tril_indices(len(items), -1)
    at = np.asarray(items)
    return np.asarray(A[..., at[i], at[j]])


def _ratios(R: pd.DataFrame, first: list[str], second: list[str]) -> tuple[float, float]:
    if not {*first, *second} <= set(R.columns):
        return float("nan"), float("nan")
    i, j = ([R.columns.tolist().index(item) for item in side] for side in (first, second))
    values = R.to_numpy(dtype=float)
    return float(htmt(values, i, j)), float(htmt2(values, i, j))


def _correlation(
    standardized: pd.DataFrame, a: str, b: str, level: float
) -> tuple[float, float, float]:
    """A correlation with its Wald interval: at ``level``, or as it stands where that is NaN."""
    pair = {a, b}
    rows = standardized[
        (standardized["op"] == "~~")
        & standardized["lhs"].isin(pair)
        & standardized["rhs"].isin(pair)
        & (standardized["lhs"] != standardized["rhs"])
    ]
    if rows.empty:
        return float("nan"), float("nan"), float("nan")
    row = rows.iloc[0]
    if np.isnan(level):
        return float(row["est"]), float(row["ci_lower"]), float(row["ci_upper"])
    around = wald(np.array([float(row["est"])]), np.array([float(row["se"])]), level)
    return float(row["est"]), float(around.ci_lower[0]), float(around.ci_upper[0])


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    shared = table["correlation"] ** 2
    smaller = table[["ave", "ave_with"]].min(axis=1, skipna=False)
    known = shared.notna() & smaller.notna()
    holds = (smaller > shared).astype("boolean").where(known)
    return table.assign(shared_variance=shared, fornell_larcker=holds)
