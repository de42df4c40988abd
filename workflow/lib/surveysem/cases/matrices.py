"""The thematic matrices of each alliance, and what the codes say of each hypothesis."""

import pandas as pd

from surveysem.cases.coding import Coding, by_view, ids
from surveysem.contracts import columns

FOR, AGAINST = "+", "-"


def thematic_matrices(segments: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    """Occurrences of every code in every view; columns of ``matrices.parquet``.

    ``segments`` are those that count (`count_once`). An alliance has a view per partner and one of
    both together. ``n`` counts segments, ``words`` their words, ``share`` is ``n`` of all segments
    of the view (missing where there are none). A passage under two codes counts under each; a code
    that nobody used has a row with 0.
    """
    grid = coding.views().merge(coding.codes[["theme", "code"]], how="cross")
    keys = ["case", "view", "code"]
    counts = (
        by_view(segments)
        .groupby(keys)
        .agg(n=("segment", "size"), words=("words", "sum"), segments=("segment", ids))
        .reset_index()
    )
    table = grid.merge(counts, on=keys, how="left")
    table["segments"] = table["segments"].astype(object).fillna("").astype(str)
    table[["n", "words"]] = table[["n", "words"]].fillna(0).astype(int)
    totals = table.groupby(["case", "view"])["n"].transform("sum")
    table["share"] = (table["n"] / totals).where(totals > 0)
    return table[columns("matrices")]


def hypothesis_evidence(segments: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    """Segments that speak for and against each hypothesis; columns of ``evidence.parquet``.

    What a code says of a hypothesis stands in codes.tsv; a case that is silent has a row with 0.
    Without a code that speaks to one there are no rows.
    """
    said = coding.codes[coding.codes["hypothesis"] != ""]
    if said.empty:
        return pd.DataFrame(columns=columns("evidence"))
    hypotheses = pd.DataFrame({"hypothesis": list(dict.fromkeys(said["hypothesis"]))})
    grid = hypotheses.merge(pd.DataFrame({"case": coding.names}), how="cross")
    found = segments.merge(said[["code", "hypothesis", "says"]], on="code")
    counts = (
        found.assign(n_for=found["says"] == FOR, n_against=found["says"] == AGAINST)
        .groupby(["hypothesis", "case"])
        .agg(n_for=("n_for", "sum"), n_against=("n_against", "sum"), segments=("segment", ids))
        .reset_index()
    )
    table = grid.merge(counts, on=["hypothesis", "case"], how="left")
    table["segments"] = table["segments"].astype(object).fillna("").astype(str)
    table[["n_for", "n_against"]] = table[["n_for", "n_against"]].fillna(0).astype(int)
    return table[columns("evidence")]
