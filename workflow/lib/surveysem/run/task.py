"""One model as other engines get it: in full, with names and scales that none stumbles on."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class Task:
    """One model as other engines get it.

    Attributes
    ----------
    text
        Model text, every parameter written out, variables named v0, v1, ...
    items
        Cases that the own engine used, columns named as in the text.
    ours
        lhs, op, rhs as in the text, beside name_lhs, name_rhs and the own standardised value.
    missing
        What the own engine did about missing values.
    estimator
        Estimator of the own engine.
    """

    text: str
    items: pd.DataFrame
    ours: pd.DataFrame
    missing: str = "listwise"
    estimator: str = "ML"


def task(
    table: pd.DataFrame,
    estimates: pd.DataFrame,
    items: pd.DataFrame,
    missing: str = "listwise",
    estimator: str = "ML",
) -> Task:
    """The model of this parameter table and these items, as other engines get it."""
    structure = table[table.op.isin(["=~", "~", "~~"])]
    names = dict.fromkeys([*structure.lhs, *structure.rhs])
    neutral = {name: f"v{i}" for i, name in enumerate(names)}
    observed = [name for name in names if name in items.columns]
    used = items[observed].dropna()
    if missing != "listwise":
        given = list(dict.fromkeys(structure[structure.exogenous].lhs))
        used = items[observed].dropna(how="all").dropna(subset=given)
    predictors = _free_of_scale(structure)
    used = used.assign(**(used[predictors] / used[predictors].std()))
    equal = set(structure.free[structure.free.gt(0) & structure.free.duplicated()])
    lines = [_line(row, neutral, equal) for row in _anchored(structure).itertuples()]
    own = estimates[["lhs", "op", "rhs", "std_all"]]
    ours = structure.merge(own, on=["lhs", "op", "rhs"])
    ours = ours.assign(
        name_lhs=ours.lhs,
        name_rhs=ours.rhs,
        lhs=ours.lhs.map(neutral),
        rhs=ours.rhs.map(neutral),
        ours=ours.std_all,
    )
    return Task("\n".join(lines), used.rename(columns=neutral), ours, missing, estimator)


def _free_of_scale(structure: pd.DataFrame) -> list[str]:
    """Observed predictors that no fixed or equal parameter ties to their scale.

    They may be counts in thousands beside answers from 1 to 7, where other engines stop early; with
    unit variance they do not, and standardised values are the same.
    """
    tied = structure[structure.free.gt(0) & structure.free.duplicated(keep=False)]
    fixed = structure[structure.free.eq(0) & ~structure.exogenous]
    bound = {*tied.lhs, *tied.rhs, *fixed.lhs, *fixed.rhs}
    return [name for name in dict.fromkeys(structure[structure.exogenous].lhs) if name not in bound]


def _anchored(structure: pd.DataFrame) -> pd.DataFrame:
    """Factors scaled by a fixed variance are scaled by their first loading instead.

    semopy fixes that loading whatever the variance; standardised values are the same.
    """
    scaled = structure.copy()
    own = structure[structure.op.eq("~~") & structure.lhs.eq(structure.rhs)]
    for row in own[own.free.eq(0) & own.value.gt(0)].itertuples():
        loadings = structure[structure.op.eq("=~") & (structure.lhs == row.lhs)]
        if len(loadings) and loadings.free.gt(0).all() and loadings.label.eq("").all():
            scaled.loc[loadings.index[0], ["free", "value"]] = 0, 1.0
            scaled.loc[row.Index, "free"] = structure.free.max() + 1
    return scaled


def _line(row: Any, neutral: dict[str, str], equal: set[int]) -> str:
    if row.free in equal:
        modifier = f"p{row.free}*"
    elif not row.free and not row.exogenous:
        modifier = f"{float(row.value)!r}*"
    else:
        modifier = ""
    return f"{neutral[row.lhs]} {row.op} {modifier}{neutral[row.rhs]}"
