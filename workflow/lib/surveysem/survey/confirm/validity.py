"""Discriminant validity: correlations of constructs, Fornell-Larcker, HTMT and HTMT2."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.codebook import require_variables
from surveysem.survey.confirm.reliability import average_variance_extracted, standardized_loadings
from surveysem.survey.confirm.structure import first_order, higher_order, indicators, shared_items

Floats = npt.NDArray[np.float64]


def validity(
    estimates: pd.DataFrame, standardized: pd.DataFrame, items: pd.DataFrame
) -> pd.DataFrame:
    """One row per pair of constructs with the columns of ``validity.parquet``.

    Correlations and their intervals are those of the measurement model (``standardized``: lhs, op,
    rhs, est, ci_lower, ci_upper), AVE is from its standardised loadings (``estimates``: std_all),
    HTMT from the correlations of ``items`` among respondents who answer every item of the model.
    ``fornell_larcker`` holds where the smaller AVE exceeds the shared variance, the squared
    correlation (Fornell and Larcker, 1981, p. 46). A pair whose correlation is no parameter of the
    model has none here; a construct measured by constructs has no HTMT.
    """
    measured = indicators(estimates)
    names = [*first_order(measured), *higher_order(measured)]
    observed = list(dict.fromkeys(i for name in first_order(measured) for i in measured[name]))
    require_variables(observed, items.columns, "validity, item")
    R = items[observed].dropna().astype(float).corr()
    shared = shared_items(measured)
    ave = {
        name: float("nan")
        if shared & set(measured[name])
        else average_variance_extracted(standardized_loadings(estimates, name).to_numpy())
        for name in names
    }
    rows = [
        [
            a,
            b,
            *_correlation(standardized, a, b),
            ave[a],
            ave[b],
            *_ratios(R, measured[a], measured[b]),
        ]
        for a, b in combinations(names, 2)
        if b not in measured[a] and a not in measured[b]
    ]
    table = pd.DataFrame(
        rows,
        columns=[c for c in columns("validity") if c not in ("shared_variance", "fornell_larcker")],
    )
    return _judge(table)[columns("validity")]


def htmt(R: Floats, first: list[int], second: list[int]) -> float:
    """Heterotrait-monotrait ratio of two constructs from item correlations R (p, p).

    Mean correlation between the items of both, over the geometric mean of the two mean correlations
    within (Henseler, Ringle and Sarstedt, 2015, Journal of the Academy of Marketing Science 43,
    p. 121), of absolute correlations as in semTools.
    """
    return _ratio(R, first, second, np.mean)


def htmt2(R: Floats, first: list[int], second: list[int]) -> float:
    """HTMT2: as `htmt`, with geometric means, which suits congeneric items.

    Roemer, Schuberth and Henseler (2021, Industrial Management & Data Systems 121).
    """
    return _ratio(R, first, second, _geometric_mean)


def _ratio(R: Floats, first: list[int], second: list[int], mean: object) -> float:
    if len(first) < 2 or len(second) < 2 or not callable(mean):
        return float("nan")
    A = np.abs(R)
    between = float(mean(A[np.ix_(first, second)]))
    within = float(mean(_below(A, first))) * float(mean(_below(A, second)))
    return between / float(np.sqrt(within))


def _geometric_mean(x: Floats) -> float:
    return float(np.exp(np.log(x).mean()))


def _below(A: Floats, items: list[int]) -> Floats:
    block: Floats = A[np.ix_(items, items)]
    return block[np.tril_indices(len(items), -1)]


def _ratios(R: pd.DataFrame, first: list[str], second: list[str]) -> tuple[float, float]:
    if not {*first, *second} <= set(R.columns):
        return float("nan"), float("nan")
    i, j = ([R.columns.tolist().index(item) for item in side] for side in (first, second))
    values = R.to_numpy(dtype=float)
    return htmt(values, i, j), htmt2(values, i, j)


def _correlation(standardized: pd.DataFrame, a: str, b: str) -> tuple[float, float, float]:
    pair = {a, b}
    rows = standardized[
        (standardized["op"] == "~~")
        & standardized["lhs"].isin(pair)
        & standardized["rhs"].isin(pair)
        & (standardized["lhs"] != standardized["rhs"])
    ]
    if rows.empty:
        return float("nan"), float("nan"), float("nan")
    est, lower, upper = rows.iloc[0][["est", "ci_lower", "ci_upper"]]
    return float(est), float(lower), float(upper)


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    shared = table["correlation"] ** 2
    smaller = table[["ave", "ave_with"]].min(axis=1, skipna=False)
    known = shared.notna() & smaller.notna()
    holds = (smaller > shared).astype("boolean").where(known)
    return table.assign(shared_variance=shared, fornell_larcker=holds)
