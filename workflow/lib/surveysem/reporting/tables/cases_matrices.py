"""The matrices of every case, each count linked to the segments behind it."""

from itertools import groupby
from typing import Any

import pandas as pd

from surveysem.reporting.cases.collection import ALLIANCE, Collection, records
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.cases_material import MOST_ROWS
from surveysem.reporting.tables.model import Column, Link, Table
from surveysem.reporting.text import Text

MOST_CASES = 6
"""With more cases than this the matrices stand in the appendix."""
FINDINGS = ("both", "a alone", "b alone", "contradict", "neither")
LISTED = ("segment", "case", "theme", "partner", "source", "code", "start", "end")
"""What the list of segments is made from."""


def matrices(collection: Collection, text: Text) -> list[Table]:
    """A table per case: themes in rows, each partner and the alliance side by side."""
    counted = collection.rows("matrices")
    if counted.empty:
        return []
    starts = first_rows(collection)
    return [
        _matrix(collection, case, number, counted[counted["case"] == case], starts, text)
        for number, case in enumerate(collection.cases, start=1)
        if (counted["case"] == case).any()
    ]


def _matrix(
    collection: Collection,
    case: str,
    number: int,
    counted: pd.DataFrame,
    starts: dict[tuple[str, ...], int],
    text: Text,
) -> Table:
    views = [*collection.partners(case), ALLIANCE]
    whole = counted[counted["view"] == ALLIANCE]
    themes = list(dict.fromkeys(whole["theme"]))
    frame = pd.DataFrame({"theme": [collection.theme(theme) for theme in themes]})
    links = {}
    for k, view in enumerate(views):
        own = counted[counted["view"] == view].groupby("theme", sort=False)["n"].sum()
        frame[f"view_{k}"] = own.reindex(themes, fill_value=0).to_numpy()
        keys = [(case, theme, *(() if view == ALLIANCE else (view,))) for theme in themes]
        links[f"view_{k}"] = [_link(collection, starts.get(key), text) for key in keys]
    sums = whole.groupby("theme", sort=False)[["words", "share"]].sum().reindex(themes)
    told = _findings(collection, case, text)
    frame = frame.assign(
        words=sums["words"].to_numpy(),
        share=sums["share"].to_numpy(),
        double_source=[told.get(theme, "") for theme in themes],
    )
    alliance = str(text("columns.alliance"))
    columns = [
        Column("theme", "text"),
        *(
            Column(f"view_{k}", "count", heading=alliance if view == ALLIANCE else view)
            for k, view in enumerate(views)
        ),
        Column("words", "count"),
        Column("share", "pct"),
        *([Column("double_source", "markdown")] if told else []),
    ]
    return Table(
        collection.place(f"matrix_{number}"),
        columns,
        frame,
        {"case": case},
        links=links if starts else {},
        kind="cases_matrix" if number == 1 else "cases_matrix_next",
        appendix=len(collection.cases) > MOST_CASES,
    )


def _findings(collection: Collection, case: str, text: Text) -> dict[str, Markdown]:
    """What two sources make of each theme of a case; of several pairs one after the other."""
    found = collection.rows("double_source")
    if found.empty:
        return {}
    own = records(found[found["case"] == case])
    return {
        theme: text.joined([_finding(row, text) for row in rows])
        for theme, rows in groupby(own, key=lambda row: str(row["theme"]))
    }


def _finding(row: dict[str, object], text: Text) -> Markdown:
    key = str(row["finding"]).replace(" ", "_")
    return text(f"cases.double.{key}", one=row["partner_a"], other=row["partner_b"])


def _link(collection: Collection, row: int | None, text: Text) -> Link | None:
    if row is None:
        return None
    return Link(_anchor(collection, row), str(text("cases.to_segments")), ("evidence",))


def segments(collection: Collection, text: Text) -> Table | None:
    """Where the counted segments are: interview, code and place of each."""
    listed = _listed(collection)
    if not listed:
        return None
    frame = pd.DataFrame(listed)
    frame["theme"] = [collection.theme(name) for name in frame["theme"]]
    frame["code"] = [collection.code(name) for name in frame["code"]]
    columns = [
        Column("case", "text"),
        Column("theme", "text"),
        Column("partner", "text"),
        Column("interview", "count"),
        Column("code", "text"),
        Column("n", "count", heading=str(text("columns.segments"))),
        Column("segment_places", "text"),
    ]
    kept = len(listed) <= MOST_ROWS
    return Table(
        collection.place("segments"),
        columns,
        frame,
        {"collection": collection.title},
        grouped=3,
        anchors=[_anchor(collection, row) for row in range(len(listed))] if kept else (),
        kind="cases_segments",
        appendix=True,
        in_print=kept,
    )


def first_rows(collection: Collection) -> dict[tuple[str, ...], int]:
    """The first row of `segments` by case and theme, and by case, theme and partner.

    None at all where the list is too long for print.
    """
    listed = _listed(collection)
    if len(listed) > MOST_ROWS:
        return {}
    starts: dict[tuple[str, ...], int] = {}
    for place, row in enumerate(listed):
        starts.setdefault((row["case"], row["theme"]), place)
        starts.setdefault((row["case"], row["theme"], row["partner"]), place)
    return starts


def _listed(collection: Collection) -> list[dict[str, Any]]:
    """A row per case, theme, partner, interview and code with counted segments."""
    counted, coded = collection.rows("matrices"), collection.rows("segments")
    if counted.empty or coded.empty:
        return []
    counted = counted[(counted["view"] != ALLIANCE) & (counted["n"] > 0)]
    wanted = {int(one) for ids in counted["segments"] for one in str(ids).split()}
    themes = {theme: k for k, theme in enumerate(dict.fromkeys(counted["theme"]))}
    cases = {case: k for k, case in enumerate(collection.cases)}
    order = collection.order
    found = [
        (
            *(cases[case], themes[theme], order.get(source, 0), code),
            *(start, end, number, case, theme, partner),
        )
        for number, case, theme, partner, source, code, start, end in zip(
            *(coded[name].tolist() for name in LISTED), strict=True
        )
        if int(number) in wanted
    ]
    return [
        {
            **dict(zip(("case", "theme", "partner"), rows[0][7:], strict=True)),
            "code": rows[0][3],
            "interview": int(rows[0][2]),
            "n": len(rows),
            "segment_places": "; ".join(f"{row[6]} ({row[4]}–{row[5]})" for row in rows),
        }
        for _, group in groupby(sorted(found), key=lambda row: row[:4])
        for rows in [list(group)]
    ]


def _anchor(collection: Collection, row: int) -> str:
    return f"row-{collection.place('segments').replace('_', '-')}-{row + 1}"
