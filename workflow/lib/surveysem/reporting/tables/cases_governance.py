"""The ladder of governance, the display ordered by it, and groups."""

import pandas as pd

from surveysem.reporting.cases.collection import Collection, records
from surveysem.reporting.tables.cases_material import LONG, reasons, table
from surveysem.reporting.tables.cases_types import theme_or_attribute
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

DISPLAYED = ("conditions", "safeguards", "control", "performance")


def ladder(collection: Collection, text: Text) -> Table | None:
    """The cases in the order of the rungs, those without one last."""
    found = collection.rows("ladder")
    if found.empty:
        return None
    ordered = found.sort_values("position", kind="stable", na_position="last")
    frame = ordered.assign(
        rung=[_rung(name, collection, text) for name in ordered["rung"]],
        group=[group_word(name, collection, text) for name in ordered["group"].fillna("")],
        reason=reasons(ordered, text),
    )
    grouped = frame["group"].ne("").any()
    columns = [
        Column("rung", "text"),
        Column("case", "text"),
        *([Column("group", "text", heading=_group(collection))] if grouped else []),
        Column("reason", "text"),
    ]
    return table("ladder", collection, columns, frame, grouped=1)


def _group(collection: Collection) -> str:
    return collection.attribute(collection.choices.get("group"))


def _rung(name: object, collection: Collection, text: Text) -> str:
    return collection.rung(name) if name else str(text("cases.no_rung"))


def display(collection: Collection, text: Text) -> Table | None:
    """What each case shows under conditions, safeguards, control and performance."""
    found = collection.rows("display")
    if found.empty:
        return None
    ordered = found.sort_values("position", kind="stable", na_position="last")
    shown = [name for name in DISPLAYED if (ordered["column"] == name).any()]
    rows = [
        {
            "case": case,
            "rung": _rung(own["rung"].iloc[0], collection, text),
            **{name: _themes(own[own["column"] == name], collection, text) for name in shown},
        }
        for case, own in ordered.groupby("case", sort=False)
    ]
    columns = [
        Column("rung", "text"),
        Column("case", "text"),
        *(Column(name, "markdown") for name in shown),
    ]
    return table("display", collection, columns, pd.DataFrame(rows), grouped=1)


def _themes(rows: pd.DataFrame, collection: Collection, text: Text) -> str:
    """The themes that occur, each with its number of segments."""
    there = rows[rows["present"].astype(bool)].sort_values("n", ascending=False, kind="stable")
    told = [
        text("cases.theme_count", theme=collection.theme(row["theme"]), n=row["n"])
        for row in records(there)
    ]
    return text.joined(told) if told else ""


def groups(collection: Collection, text: Text) -> Table | None:
    """Themes and attributes of two groups of cases, with the interval of their difference."""
    found = collection.rows("groups")
    if found.empty:
        return None
    frame = found.assign(
        name=[theme_or_attribute(name, collection) for name in found["name"]],
        kind=[_measure(row) for row in records(found)],
        groups_compared=[
            f"{group_word(a, collection, text)} – {group_word(b, collection, text)}"
            for a, b in zip(found["group_a"], found["group_b"], strict=True)
        ],
        reason=reasons(found, text),
    )  # fmt: skip
    several = frame["groups_compared"].nunique() > 1
    one, other = (
        group_word(found[name].iloc[0], collection, text) for name in ("group_a", "group_b")
    )
    columns = [
        Column("name", "text", heading=str(text("columns.compared"))),
        Column("kind", "word", heading=str(text("columns.measure"))),
        *([Column("groups_compared", "text")] if several else []),
        Column("value_a", "num2", heading=str(text("columns.value_a")) if several else one),
        Column("value_b", "num2", heading=str(text("columns.value_b")) if several else other),
        Column("difference", "num2"),
        Column("ci", "ci2", ("ci_lower", "ci_upper")),
        Column("pvalue", "p"),
        Column("pvalue_holm", "p"),
        *([Column("reason", "text")] if frame["reason"].ne("").any() else []),
    ]
    return table("groups", collection, columns, frame, appendix=len(frame) > LONG)


def _measure(row: dict[str, object]) -> str:
    """What two groups are compared by: shares of cases, mentions, or medians."""
    if row["kind"] == "mentions":
        return "measure_mentions"
    return "measure_median" if row["method"] == "mann_whitney" else "measure_share"


def group_word(name: object, collection: Collection, text: Text) -> str:
    """The display name of a group; yes and no in the language of the report."""
    return str(text.word(str(name))) if name in ("yes", "no") else collection.value(name)
