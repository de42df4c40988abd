"""Tables of the firms of the survey by the types of the cases."""

from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables.firm_names import Names
from surveysem.reporting.tables.masking import (
    Masked,
    as_shares,
    explained,
    mask_counts,
    mask_known,
)
from surveysem.reporting.tables.model import LIMITS, Column, Table
from surveysem.reporting.text import Text


def types(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Firms of each type, how stable it is, their mean scores; then those without a type."""
    assert artefacts.firm_types is not None
    names, found = Names(study, text), artefacts.firm_types.reset_index(drop=True)
    counts = mask_known(
        found["n"].tolist(), found["status"].ne("incomplete").tolist(), study.min_cell
    )
    hidden = pd.Series([isinstance(n, Masked) for n in counts])
    frame = pd.DataFrame(
        {
            "firm_type": [_typed(row, names, text) for row in found.to_dict("records")],
            "n": pd.Series(counts, dtype=object),
            "share": pd.Series(as_shares(counts, int(found["n"].sum())), dtype=object),
            "type_kept": found["stability"].mask(hidden),
            "type_kept_lowest": found["stability_lowest"].mask(hidden),
            "near_cut": parts_of(found["near"], found["n"], study.min_cell),
        }
    )
    frame.loc[found["type"] == "", "near_cut"] = None
    columns = [
        Column("firm_type", "text"),
        Column("n", "count"),
        Column("share", "pct"),
        Column("type_kept", "pct"),
        Column("type_kept_lowest", "pct"),
        Column("near_cut", "count"),
    ]
    for axis, scores in _scores(artefacts):
        frame[f"mean_{axis}"] = found["type"].map(scores["mean"]).mask(hidden)
        columns.append(Column(f"mean_{axis}", "num2", heading=names.axis(axis)))
    values = {"masking": explained([*frame["n"], *frame["near_cut"]], study, text)}
    return Table("firm_types", columns, frame, values)


def reliability(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """How exactly the items of each axis measure."""
    assert artefacts.firm_reliability is not None
    names = Names(study, text)
    frame = artefacts.firm_reliability.assign(
        axis_of=[names.axis(axis) for axis in artefacts.firm_reliability["axis"]]
    )
    columns = [
        Column("axis_of", "text"),
        Column("items", "text"),
        Column("n", "count"),
        Column("mean", "num2"),
        Column("sd", "num2"),
        Column("alpha", "r2"),
        Column("ci", "ci", LIMITS),
        Column("error_of_measurement", "num2"),
        Column("cut_at", "num2"),
    ]
    frame = frame.rename(columns={"error": "error_of_measurement", "cut": "cut_at"})
    return Table("firm_reliability", columns, frame)


def sensitivity(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Firms of each type under each rule that cuts the axes."""
    assert artefacts.firm_sensitivity is not None
    found, names = artefacts.firm_sensitivity, Names(study, text)
    counts: list[Any] = []
    for _, rows in found.groupby("cut", sort=False):
        counts += mask_counts(rows["n"].tolist(), study.min_cell)
    frame = found.assign(
        cut_rule=["cut " + str(cut) for cut in found["cut"]],
        firm_type=[names.type(name) for name in found["type"]],
        n=pd.Series(counts, index=found.index, dtype=object),
        same_type=parts_of(found["kept"], found["n"], study.min_cell),
    )
    columns = [
        Column("cut_rule", "word"),
        Column("firm_type", "text"),
        Column("n", "count"),
        Column("same_type", "count"),
    ]
    values = {"masking": explained([*frame["n"], *frame["same_type"]], study, text)}
    return Table("firm_sensitivity", columns, frame, values, grouped=1)


def governance(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Forms of governance by type; None where a cell is too small to be printed.

    In a table of two ways a masked cell follows from its row and column.
    """
    assert artefacts.firm_governance is not None
    found, names = artefacts.firm_governance, Names(study, text)
    if found["n"].between(1, study.min_cell - 1).any():
        return None
    frame = found.assign(firm_type=[names.type(name) for name in found["type"]])
    columns = [
        Column("firm_type", "text"),
        Column("governance", "text"),
        Column("n", "count"),
        Column("share", "pct"),
    ]
    return Table("firm_governance", columns, frame, grouped=1)


def _typed(row: dict[Any, Any], names: Names, text: Text) -> str:
    return names.type(row["type"]) if row["type"] else str(text(f"firms.status.{row['status']}"))


def _scores(artefacts: Artefacts) -> list[tuple[str, pd.DataFrame]]:
    """The mean scores of the types on each axis."""
    if artefacts.firm_scores is None:
        return []
    by_axis = artefacts.firm_scores.groupby("axis", sort=False)
    return [(str(axis), rows.set_index("type")) for axis, rows in by_axis]


def parts_of(part: pd.Series, whole: pd.Series, least: int) -> pd.Series:
    """A part of each count, masked where it or the rest of the count is small."""
    cells = [
        mask_counts([int(n), int(total - n)], least)[0]
        for n, total in zip(part, whole, strict=True)
    ]
    return pd.Series(cells, index=part.index, dtype=object)
