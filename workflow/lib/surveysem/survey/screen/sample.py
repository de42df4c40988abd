"""Who answered, and what they answered: the profile of the sample, the distribution of items."""

from collections.abc import Mapping, Sequence

import pandas as pd

from surveysem.contracts import columns

UNKNOWN = ""


def profile(background: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Respondents by value of each group variable: columns of ``profile.parquet``.

    Values in the order of their frequency; respondents without one come last, with an empty value.
    """
    parts = []
    for name in groups:
        counts = (
            background[name].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        )
        gaps = int(background[name].isna().sum())
        values = [*counts.index.astype(str), *([UNKNOWN] if gaps else [])]
        numbers = [*counts.tolist(), *([gaps] if gaps else [])]
        part = pd.DataFrame({"variable": name, "value": values, "n": numbers})
        parts.append(part.assign(share=part["n"] / max(len(background), 1)))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return table.reindex(columns=columns("profile"))


def profile_numbers(background: pd.DataFrame, controls: Sequence[str]) -> pd.DataFrame:
    """Each numeric control in figures: columns of ``profile_numbers.parquet``.

    Standard deviation with divisor n - 1, quartiles interpolated linearly.
    """
    rows = []
    for name in controls:
        x = background[name].astype(float)
        low, median, high = x.quantile([0.25, 0.5, 0.75])
        rows.append(
            [
                name,
                x.count(),
                x.isna().sum(),
                x.mean(),
                x.std(),
                x.min(),
                low,
                median,
                high,
                x.max(),
            ]
        )
    return pd.DataFrame(rows, columns=columns("profile_numbers"))


def distributions(items: pd.DataFrame, scales: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """Answers by item and value: columns of ``distributions.parquet``.

    ``scales`` lists the values of an item's scale, so that one nobody chose has a row of 0; values
    beside the scale follow.
    """
    rows = []
    for name in items.columns.astype(str):
        counts = items[name].value_counts()
        values = sorted({*map(float, scales.get(name, ())), *map(float, counts.index)})
        total = max(int(counts.sum()), 1)
        for value in values:
            n = int(counts.get(value, 0))
            rows.append((name, value, n, n / total))
    return pd.DataFrame(rows, columns=columns("distributions"))
