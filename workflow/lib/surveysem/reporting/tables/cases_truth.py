"""Conditions and their outcome: the truth table, its solutions, and what counts as present."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from surveysem.cases.conditions import OPERATORS
from surveysem.numbers import shown
from surveysem.reporting.cases.collection import Collection
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.cases_material import table
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text


def truth_table(collection: Collection, _: Text) -> Table | None:
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
    stated = (collection.choices.get("truth_table") or {}).get("min_necessity") or {}
    bound = float(stated.get("value", 1.0))
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


def _stated(name: str, collection: Collection) -> dict[str, Any]:
    """What the configuration says of a condition or of the outcome."""
    whole = collection.choices.get("truth_table") or {}
    found = (whole.get("conditions") or {}).get(name) or (whole.get("outcome") or {}).get(name)
    return dict(found or {})
