"""Axes, types and the chain of effects."""

from typing import Any

import pandas as pd

from surveysem.claims import alternatives, subject
from surveysem.reporting.cases.collection import ALLIANCE, Collection, records
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.cases_material import reasons, table
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

SHOWN = 0.005
"""A type that fewer resamples have is not named as the next one."""


def placements(collection: Collection, text: Text) -> Table | None:
    """Every case with its scores, its type, how often it has it, and the published type."""
    found = collection.rows("placements")
    if found.empty:
        return None
    frame = pd.DataFrame([placed(case, collection, text) for case in collection.cases])
    columns = [
        Column("case", "text"),
        *(
            column
            for k, axis in enumerate(collection.axes)
            for column in (
                Column(f"score_{k}", "r2", heading=collection.axis(axis)),
                Column(f"ci_{k}", "ci", (f"lower_{k}", f"upper_{k}"), str(text("columns.ci"))),
            )
        ),
        Column("type", "text"),
        Column("type_share", "pct"),
        *([Column("published_type", "text")] if frame["published_type"].ne("").any() else []),
        Column("left_out_changed", "count"),
        Column("left_out_of", "count"),
    ]  # fmt: skip
    return table("placements", collection, columns, frame)


def placed(case: str, collection: Collection, text: Text) -> dict[str, Any]:
    """Scores and type of one case, the type that comes next, and what leaving out codes does."""
    scores = collection.rows("scores")
    own = scores[(scores["case"] == case) & (scores["view"] == ALLIANCE)].set_index("axis")
    types = collection.rows("placements")
    types = types[types["case"] == case]
    ranked = types[~types["placed"].astype(bool)].sort_values("share", ascending=False)
    left_out = collection.rows("left_out")
    tried = left_out[left_out["case"] == case] if len(left_out) else left_out
    row: dict[str, Any] = {"case": case}
    for k, axis in enumerate(collection.axes):
        for name, column in (("score", "score"), ("lower", "ci_lower"), ("upper", "ci_upper")):
            row[f"{name}_{k}"] = own[column].get(axis, float("nan"))
    own_type = types[types["placed"].astype(bool)]
    runner_up = ranked[ranked["share"] >= SHOWN].head(1)
    published = types.loc[types["expected"].fillna(False).astype(bool), "type"]
    return {
        **row,
        "type": _first_type(own_type["type"], collection, text),
        "type_share": _first(own_type["share"]),
        "alike": _alike(own_type, collection),
        "next_type": _first_type(runner_up["type"], collection, text),
        "next_share": _first(runner_up["share"]),
        "published_type": _first_type(published, collection, text),
        "left_out_changed": int(tried["changed"].sum()) if len(tried) else None,
        "left_out_of": len(tried),
    }


def _alike(own: pd.DataFrame, collection: Collection) -> list[str]:
    """The axes on which the resamples of a case are alike."""
    return [collection.axis(axis) for cell in own["alike"] for axis in str(cell).split()]


def _first(values: "pd.Series[float]") -> float:
    return float(values.iloc[0]) if len(values) else float("nan")


def _first_type(values: "pd.Series[str]", collection: Collection, text: Text) -> str:
    if values.empty:
        return ""
    return collection.type(values.iloc[0]) if values.iloc[0] else str(text("cases.no_type"))


def left_out(collection: Collection, text: Text) -> Table | None:
    """The codes without which a case would be of another type; None where there are none."""
    found = collection.rows("left_out")
    found = found[found["changed"].astype(bool)] if len(found) else found
    if found.empty:
        return None
    frame = found.assign(
        code=[collection.code(name) for name in found["code"]],
        axis=[collection.axis(name) for name in found["axis"]],
        type=[
            collection.type(name) if name else str(text("cases.no_type")) for name in found["type"]
        ],
    )
    columns = [
        Column("case", "text"),
        Column("code", "text", heading=str(text("columns.code_left_out"))),
        Column("axis", "text", heading=str(text("columns.axis_scored"))),
        Column("score", "r2"),
        Column("type", "text"),
    ]
    return table("left_out", collection, columns, frame, grouped=1, appendix=True)


def chain(collection: Collection, _: Text) -> Table | None:
    """Element by case: how many segments, and in which place it is first spoken of."""
    found = collection.rows("chain")
    if found.empty:
        return None
    elements = found.drop_duplicates("element").sort_values("posited", kind="stable")
    frame = pd.DataFrame(
        {
            "posited": elements["posited"].to_numpy(),
            "element": [collection.theme(name) for name in elements["element"]],
        }
    )
    cases = list(dict.fromkeys(found["case"]))
    for k, case in enumerate(cases):
        own = found[found["case"] == case].set_index("element").reindex(elements["element"])
        frame[f"n_{k}"] = own["n"].to_numpy()
        frame[f"observed_{k}"] = own["observed"].astype("Int64").to_numpy()
    columns = [
        Column("posited", "count"),
        Column("element", "text"),
        *(
            Column(f"case_{k}", "ranked", (f"n_{k}", f"observed_{k}"), heading=case)
            for k, case in enumerate(cases)
        ),
    ]
    return table("chain", collection, columns, frame)


def chain_links(collection: Collection, _: Text) -> Table | None:
    """The links of the chain: in how many cases both ends have evidence, and in order."""
    found = collection.rows("chain_support")
    if found.empty:
        return None
    frame = found.assign(
        from_element=[collection.theme(name) for name in found["from_element"]],
        to_element=[collection.theme(name) for name in found["to_element"]],
    ).rename(columns={"in_order": "cases_in_order"})
    columns = [
        Column("from_element", "text"),
        Column("to_element", "text"),
        Column("cases", "count"),
        Column("with_evidence", "count"),
        Column("cases_in_order", "count"),
    ]
    return table("chain_links", collection, columns, frame)


def saturation(collection: Collection, _: Text) -> Table | None:
    """New codes by interview."""
    found = collection.rows("saturation")
    if found.empty:
        return None
    frame = found.rename(
        columns={"order": "interview", "ci_lower": "band_lower", "ci_upper": "band_upper"}
    )
    columns = [
        Column("interview", "count"),
        Column("partner", "text"),
        Column("new_codes", "count"),
        Column("codes_met", "count"),
        Column("mean_codes", "num1"),
        Column("band", "ci2", ("band_lower", "band_upper")),
    ]
    frame = frame.rename(columns={"mean": "mean_codes", "cumulative": "codes_met"})
    return table("saturation", collection, columns, frame, appendix=True)


def claims(collection: Collection, text: Text) -> Table | None:
    """What the published case study says, set against the run."""
    frame = _claimed(collection, text)
    if frame.empty:
        return None
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("about", "markdown"),
        Column("published", "text"),
        Column("found_here", "text"),
        Column("recovered", "word"),
    ]
    return table("claims", collection, columns, frame, grouped=2)


def claim_reasons(collection: Collection, text: Text) -> Table | None:
    """Why each published statement counts as recovered, or does not."""
    frame = _claimed(collection, text)
    if frame.empty:
        return None
    columns = [
        Column("id", "name"),
        Column("about", "markdown"),
        Column("recovered", "word"),
        Column("reason", "text"),
    ]
    return table("claim_reasons", collection, columns, frame, grouped=1, appendix=True)


def _claimed(collection: Collection, text: Text) -> pd.DataFrame:
    found = collection.rows("claims")
    if found.empty:
        return found
    rows = records(found)
    return pd.DataFrame(
        {
            "id": found["id"],
            "statement": found[f"statement_{text.language}"],
            "about": [about(row, collection, text) for row in rows],
            "published": [finding(row, "finding", collection, text) for row in rows],
            "found_here": [finding(row, "found", collection, text) for row in rows],
            "recovered": found["recovered"],
            "reason": reasons(found, text),
        }
    )


def about(row: dict[str, object], collection: Collection, text: Text) -> Markdown:
    """What a claim on cases is about: a case, a group, a difference or an element."""
    asked = subject(str(row["claim"]))
    match asked.kind:
        case "ladder":
            return text("cases.about_ladder", group=asked.name)
        case "groups":
            named = theme_or_attribute(asked.name, collection)
            return text("cases.about_groups", name=named)
        case "chain":
            return text("cases.about_chain", element=collection.theme(asked.name))
        case "case":
            return escape(asked.name)


def theme_or_attribute(name: object, collection: Collection) -> str:
    """The display name of what groups are compared in."""
    if name in (collection.choices.get("attributes") or {}):
        return collection.attribute(name)
    return collection.theme(name)


def finding(row: dict[str, object], column: str, collection: Collection, text: Text) -> str:
    """Types and rungs by their display names, several with a stroke between; others as they are."""
    kind = subject(str(row["claim"])).kind
    told = []
    for value in filter(None, alternatives(str(row[column] or ""))):
        if kind == "ladder":
            told.append(collection.rung(value))
        elif kind == "case":
            told.append(collection.type(value))
        else:
            told.append(str(text("cases.nothing_found")) if value == "none" else value)
    return " / ".join(told)
