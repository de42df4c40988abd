"""The ladder of governance, the display ordered by it, groups, conditions and their outcome."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from surveysem.cases.conditions import OPERATORS
from surveysem.numbers import shown
from surveysem.reporting.cases.collection import Collection, records
from surveysem.reporting.escape import Markdown
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
        group=[group_word(name, text) for name in ordered["group"].fillna("")],
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
            f"{group_word(a, text)} – {group_word(b, text)}"
            for a, b in zip(found["group_a"], found["group_b"], strict=True)
        ],
        reason=reasons(found, text),
    )  # fmt: skip
    several = frame["groups_compared"].nunique() > 1
    one, other = (group_word(found[name].iloc[0], text) for name in ("group_a", "group_b"))
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


def truth_table(collection: Collection, text: Text) -> Table | None:
    """Each combination of conditions with its cases and what follows in them."""
    found = collection.rows("truth_table")
    if found.empty:
        return None
    split = [_conditions(str(row)) for row in found["conditions"]]
    names = list(dict.fromkeys(name for row in split for name in row))
    frame = found.assign(
        decision=[f"truth_{word}" for word in found["decision"]],
    )
    for k, name in enumerate(names):
        frame[f"condition_{k}"] = [row.get(name) for row in split]
    columns = [
        *(
            Column(f"condition_{k}", "count", heading=_label(name, collection))
            for k, name in enumerate(names)
        ),
        Column("cases", "text"),
        Column("n", "count"),
        Column("consistency", "r2"),
        Column("pri", "r2"),
        Column("decision", "word"),
    ]
    return table("truth_table", collection, columns, frame)


def _conditions(row: str) -> dict[str, int]:
    """``A=1 B=0`` by condition."""
    return {name: int(value) for name, _, value in (p.rpartition("=") for p in row.split())}


def solutions(collection: Collection, text: Text) -> Table | None:
    """The solutions of the truth table with consistency and coverage."""
    found = solved(collection)
    if found.empty:
        return None
    frame = found.assign(
        kind=[f"solution_{kind}" for kind in found["kind"]],
        expression=[in_words(name, collection, text) for name in found["expression"]],
    )
    columns = [
        Column("kind", "word", heading=str(text("columns.solution"))),
        *([Column("model", "count")] if frame["model"].nunique() > 1 else []),
        Column("expression", "markdown"),
        Column("consistency", "r2"),
        Column("pri", "r2"),
        Column("raw_coverage", "r2"),
        Column("unique_coverage", "r2"),
        *([Column("relevance", "r2")] if frame["relevance"].notna().any() else []),
        Column("cases", "text"),
    ]
    return table("solutions", collection, columns, frame, grouped=1)


def solved(collection: Collection) -> pd.DataFrame:
    """Every solution as a whole, and its terms where it has several.

    Of necessary conditions those whose consistency reaches the study's bound of necessity.
    """
    found = collection.rows("solutions")
    if found.empty:
        return found
    bound = float(collection.choices["truth_table"]["min_necessity"]["value"])
    terms = found.groupby(["kind", "model"])["term"].transform("max")
    needed = (found["kind"] == "necessity") & (found["consistency"] >= bound)
    return found[(found["kind"] != "necessity") & ((found["term"] == 0) | (terms > 1)) | needed]


def in_words(expression: object, collection: Collection, text: Text) -> Markdown:
    """``A*~B + C`` as words: A and not B, or C."""
    terms = [
        f" {text('labels.and')} ".join(
            _literal(part.strip(), collection, text) for part in term.split("*")
        )
        for term in str(expression).split("+")
        if term.strip()
    ]
    return Markdown(f", {text('labels.or')} ".join(terms))


def _literal(part: str, collection: Collection, text: Text) -> Markdown:
    name = condition(part.removeprefix("~"), collection, text)
    return text("cases.absent", name=name) if part.startswith("~") else Markdown(name)


def condition(name: str, collection: Collection, text: Text) -> Markdown:
    """A condition or outcome by its label."""
    return text("cases.present", name=_label(name, collection))


def _label(name: str, collection: Collection) -> str:
    return collection.labelled(_stated(name, collection), name)


def thresholds(collection: Collection, text: Text) -> Iterator[Markdown]:
    """From what on each condition and the outcome are present, and who proposed it."""
    whole = collection.choices.get("truth_table") or {}
    for name, stated in {**whole["conditions"], **whole["outcome"]}.items():
        told = text(
            "cases.threshold",
            name=condition(name, collection, text),
            rule=text.listed(list(_rule(stated, collection, text))),
        )
        source = collection.source(stated)
        cited = text("cases.threshold_source", source=source) if source else ""
        yield Markdown(f"{told} {cited}".strip())


def _rule(stated: Mapping[str, Any], collection: Collection, text: Text) -> Iterator[Markdown]:
    """What is asked of an attribute, or of the number of segments on a theme."""
    if "theme" in stated:
        what = text("cases.segments_on", name=collection.theme(stated["theme"]))
    else:
        what = text("cases.present", name=collection.attribute(stated["attribute"]))
    asked = {name: stated[name] for name in OPERATORS if name in stated} or {"min": 1}
    for name, against in asked.items():
        if name in ("min", "max"):
            yield text(f"cases.condition_{name}", name=what, value=against)
        else:
            among = against if name == "in" else [against]
            told = text.joined([_value(one, text) for one in among])
            yield text(f"cases.condition_{name}", name=what, value=told)


def _value(value: object, text: Text) -> str:
    if isinstance(value, bool):
        return str(text.word("yes" if value else "no"))
    return shown(value, "number", text.language) if isinstance(value, int | float) else str(value)


def group_word(name: object, text: Text) -> str:
    """The name of a group; yes and no in the language of the report."""
    return str(text.word(str(name))) if name in ("yes", "no") else str(name)


def _stated(name: str, collection: Collection) -> dict[str, Any]:
    """What the configuration says of a condition or of the outcome."""
    whole = collection.choices.get("truth_table") or {}
    found = (whole.get("conditions") or {}).get(name) or (whole.get("outcome") or {}).get(name)
    return dict(found or {})
