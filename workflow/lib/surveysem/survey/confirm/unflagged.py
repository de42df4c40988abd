"""A measurement model with all respondents, and without those whom screening flags."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.errors import SurveySemError
from surveysem.sem import Fit
from surveysem.survey.confirm.model_rows import fit_row
from surveysem.survey.confirm.reliability import reliability
from surveysem.survey.confirm.structure import indicators

LOWEST = ("alpha", "composite_reliability", "ave")
KEYS = ["lhs", "op", "rhs"]


def with_and_without(
    model: str, data: pd.DataFrame, flagged: Sequence[int], estimation: Mapping[str, Any]
) -> pd.DataFrame:
    """Fit and reliability of a model with all respondents and without the ``flagged`` rows.

    Columns of ``unflagged.parquet``, a row for ``all`` and one for ``unflagged``: fit, the lowest
    alpha, composite reliability and AVE, and in the second row the largest change, in absolute
    value, of a standardised loading and of a correlation of constructs, with their names. No rows
    where nobody is flagged, where the rest is too few for the model, or where it does not converge
    for one of the two. ``estimation`` are options of ``sem.fit``.
    """
    rest = data[~data["row"].isin(list(flagged))]
    if len(rest) == len(data):
        return pd.DataFrame(columns=columns("unflagged"))
    try:
        full, fewer = (sem.fit(model, each, **estimation) for each in (data, rest))
    except SurveySemError:
        return pd.DataFrame(columns=columns("unflagged"))
    if not (full.converged and fewer.converged):
        return pd.DataFrame(columns=columns("unflagged"))
    rows = [
        {"respondents": "all", **fit_row(full), **_lowest(full, data)},
        {"respondents": "unflagged", **fit_row(fewer), **_lowest(fewer, rest)}
        | _changes(full, fewer),
    ]
    return pd.DataFrame(rows).reindex(columns=columns("unflagged"))


def _lowest(fit: Fit, items: pd.DataFrame) -> dict[str, float]:
    """The lowest alpha, composite reliability and AVE of the constructs."""
    found = reliability(fit.estimates(), items)[list(LOWEST)].min()
    return {name: float(found[name]) for name in LOWEST}


def _changes(before: Fit, after: Fit) -> dict[str, object]:
    """The largest change of a standardised loading and of a correlation of constructs."""
    first, second = (fit.standardized()[[*KEYS, "est"]] for fit in (before, after))
    both = first.merge(second, on=KEYS, suffixes=("_before", "_after"))
    change = both["est_after"] - both["est_before"]
    names = list(indicators(first))
    pair = both["lhs"].isin(names) & both["rhs"].isin(names) & (both["lhs"] != both["rhs"])
    kinds = {
        "loading": both["op"] == "=~",
        "correlation": pair & (both["op"] == "~~"),
    }
    found: dict[str, object] = {}
    for kind, there in kinds.items():
        rows = both[there & change.notna()]
        if rows.empty:
            continue
        moved = change[rows.index].to_numpy(dtype=float)
        at = int(np.abs(moved).argmax())
        found |= {
            f"{kind}_change": float(moved[at]),
            f"{kind}_of": str(rows["lhs"].iloc[at]),
            f"{kind}_with": str(rows["rhs"].iloc[at]),
        }
    return found
