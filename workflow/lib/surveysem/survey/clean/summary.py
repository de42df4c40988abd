"""Description of items: what a reader looks at before any model."""

from collections.abc import Sequence

import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.codebook import Entry


def summarise_items(data: pd.DataFrame, entries: Sequence[Entry]) -> pd.DataFrame:
    """One row per item of ``data`` with the columns of ``summary.parquet``.

    Standard deviation with divisor n - 1; skewness and excess kurtosis are G1 and G2, as SPSS and
    SAS print them (Joanes and Gill, 1998, The Statistician 47, p. 184), missing below three and
    four answers; floor and ceiling are the shares of answers at the ends of the scale.
    """
    items = [e for e in entries if e.role == "item" and e.variable in data.columns]
    return pd.DataFrame(
        [_summary(data[entry.variable], entry) for entry in items], columns=columns("summary")
    )


def _summary(column: pd.Series, entry: Entry) -> list[object]:
    x = column.dropna().astype(float)
    n, missing = len(x), int(column.isna().sum())
    share = missing / len(column) if len(column) else float("nan")
    return [
        entry.variable,
        entry.construct,
        n,
        missing,
        share,
        x.mean(),
        x.std(),
        x.skew(),
        x.kurt(),
        x.min(),
        x.max(),
        _share_at(x, entry.minimum),
        _share_at(x, entry.maximum),
    ]


def _share_at(x: pd.Series, end: float | None) -> float:
    return float("nan") if end is None or x.empty else float((x == end).mean())
