"""The tables of a fit as both layouts read them."""

import pandas as pd

from surveysem.sem.fit import Fit


def groups_of(fit: Fit) -> list[tuple[int, str, int]]:
    """Number, name and size of each group; one without a name where there are no groups."""
    record = fit.summary()
    names = record.get("groups", [""])
    sizes = record.get("group_sizes", [record["n_obs"]])
    return [
        (number, str(name), int(size))
        for number, (name, size) in enumerate(zip(names, sizes, strict=True), 1)
    ]


def is_variance(table: pd.DataFrame) -> pd.Series:
    """Rows of ``~~`` that concern one variable."""
    return (table["op"] == "~~") & (table["lhs"] == table["rhs"])


def explained(table: pd.DataFrame) -> set[str]:
    """Variables that the model explains: what ``~~`` says of them is residual."""
    indicators = table.loc[table["op"] == "=~", "rhs"]
    outcomes = table.loc[table["op"] == "~", "lhs"]
    return {*indicators, *outcomes}


def r_squared_of(fit: Fit, group: str | None) -> pd.DataFrame:
    """R squared of the variables of one group, of all without groups."""
    table = fit.r_squared()
    return table if group is None else table[table["group"].astype(str) == group]
