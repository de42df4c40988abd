"""Tables of the sample and of the cleaning; none of them shows a respondent."""

from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables.masking import as_shares, explained, mask_small
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

ENDS = ("floor", "ceiling")


def flow(artefacts: Artefacts) -> Table:
    """The number of cases from the raw file to the analysed sample."""
    assert artefacts.flow is not None
    columns = [
        Column("step", "word"),
        Column("n", "count"),
        Column("removed", "count"),
    ]
    return Table("flow", columns, artefacts.flow)


def decisions(artefacts: Artefacts) -> Table:
    """How often each rule of the cleaning applied, in the order in which the rules ran."""
    assert artefacts.decisions is not None
    counts = artefacts.decisions.groupby(["step", "rule", "action"], sort=False, dropna=False).agg(
        decisions=("rule", "size"), cases=("row", "nunique"), variables=("variable", "nunique")
    )
    counts = counts.replace({"cases": 0, "variables": 0}, pd.NA)
    columns = [
        Column("step", "word"),
        Column("rule", "rule"),
        Column("action", "word"),
        Column("decisions", "count"),
        Column("cases", "count"),
        Column("variables", "count"),
    ]
    return Table("decisions", columns, counts.reset_index(), grouped=1)


def items(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Univariate statistics of every item of the analysed sample."""
    assert artefacts.summary is not None
    labels = [
        study.items.get(name, {}).get(text.language, "") for name in artefacts.summary["variable"]
    ]
    ends = {end: _masked_shares(artefacts.summary, end, study.min_cell) for end in ENDS}
    columns = [
        Column("construct", "construct"),
        Column("variable", "name"),
        Column("label", "text"),
        Column("n", "count"),
        Column("share_missing", "pct1"),
        Column("mean", "num2"),
        Column("sd", "num2"),
        Column("skewness", "num2"),
        Column("kurtosis", "num2"),
        Column("floor", "pct"),
        Column("ceiling", "pct"),
    ]
    frame = artefacts.summary.assign(label=labels, **ends)
    few = explained([cell for shares in ends.values() for cell in shares], study, text)
    return Table("items", columns, frame, {"few": few}, grouped=1)


def _masked_shares(summary: pd.DataFrame, end: str, least: int) -> list[Any]:
    """The share at one end of the scale, masked where it is that of few respondents."""
    shares: list[Any] = []
    for n, share in zip(summary["n"], summary[end], strict=True):
        masked = [] if pd.isna(share) else mask_small([round(n * share)], least)
        shares += as_shares(masked, int(n)) or [None]
    return shares
