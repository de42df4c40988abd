"""Tables of the exploratory factor analysis."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table


def adequacy(artefacts: Artefacts) -> Table:
    """Kaiser-Meyer-Olkin and Bartlett of every set of items."""
    assert artefacts.adequacy is not None
    columns = [
        Column("set", "construct"),
        Column("n", "count"),
        Column("kmo", "r2"),
        Column("bartlett_chisq", "num2"),
        Column("bartlett_df", "count"),
        Column("bartlett_pvalue", "p"),
        Column("determinant", "tiny"),
    ]
    return Table("adequacy", columns, artefacts.adequacy)


def retention(artefacts: Artefacts) -> Table:
    """How many factors each rule suggests, and how many were taken."""
    assert artefacts.retention is not None
    rules = ("kaiser", "parallel", "map_original", "map_revised", "suggested", "chosen")
    columns = [Column("set", "construct"), *(Column(rule, "count") for rule in rules)]
    return Table("retention", columns, artefacts.retention)


def pattern(artefacts: Artefacts) -> Table | None:
    """Loadings of the sets with several factors, one column per factor; None without such a set."""
    several = _sets(artefacts, several=True)
    if several.empty:
        return None
    wide = several.pivot(index=["set", "item", "communality"], columns="factor", values="loading")
    factors = [str(factor) for factor in wide.columns]
    order = several.drop_duplicates(["set", "item"])[["set", "item", "communality"]]
    frame = order.merge(wide.reset_index(), on=["set", "item", "communality"], how="left")
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        *(Column(factor, "r2", heading=factor) for factor in factors),
        Column("communality", "r2"),
    ]
    return Table("pattern", columns, frame, grouped=1)


def one_factor(artefacts: Artefacts) -> Table | None:
    """Loadings of the sets with a single factor; None without such a set."""
    single = _sets(artefacts, several=False)
    if single.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        Column("loading", "r2"),
        Column("communality", "r2"),
    ]
    return Table("one_factor", columns, single, grouped=1)


def purification(artefacts: Artefacts) -> Table | None:
    """The items that broke a rule of the purification; None when no item did."""
    assert artefacts.purification is not None
    marked = artefacts.purification[artefacts.purification["action"] != "kept"]
    if marked.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("round", "count"),
        Column("item", "name"),
        Column("rule", "word"),
        Column("found", "r2"),
        Column("threshold", "r2"),
        Column("action", "word"),
    ]
    return Table("purification", columns, marked, grouped=1)


def _sets(artefacts: Artefacts, several: bool) -> pd.DataFrame:
    assert artefacts.loadings is not None
    counts = artefacts.loadings.groupby("set")["factor"].transform("nunique")
    return artefacts.loadings[(counts > 1) if several else (counts == 1)]
