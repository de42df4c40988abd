"""Where the evidence of a verdict lies in the report, and what it says in one line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

import numpy as np

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.model import Link, Table
from surveysem.reporting.text import Text

KEYS: Mapping[str, tuple[str, ...]] = {
    "paths": ("model", "outcome", "predictor"),
    "indirect": ("model", "kind", "outcome", "path"),
    "decomposition": ("model", "outcome", "predictor"),
    "higher_order": ("scope", "contender", "factor"),
    "measurement": ("item",),
    "verdicts": ("id",),
}
"""Tables whose rows can be linked to, with the columns that tell their rows apart."""
STRUCTURES = ("contest", "comparisons")
"""Tables that hold the evidence on a second-order construct; the first of them is linked to."""
SAME = 1e-9
"""Two numbers of one quantity, computed in two places, differ by rounding alone."""
_PLAIN = re.compile(r"[^A-Za-z0-9_]+")


def anchor(table: str, *keys: object) -> str:
    """The identifier of a row: readable, and different for different keys."""
    words = [str(key) for key in keys]
    readable = "-".join(_PLAIN.sub("-", word).strip("-") for word in words)
    if any(map(_PLAIN.search, words)):
        told = crc32("\n".join(words).encode("utf-8", "replace"))
        readable = f"{readable}-{told:08x}".strip("-")
    return f"row-{table.replace('_', '-')}-{readable}"


def in_brief(row: Mapping[str, Any], text: Text, level: float | None = None) -> str:
    """Effect, interval and p on one line, as far as ``row`` has them.

    ``row`` has the columns std, ci_lower, ci_upper and pvalue; a verdict's ``alpha`` states the
    level of its interval, and its adjusted p takes the place of the plain one.
    """
    limits = (row.get("ci_lower"), row.get("ci_upper"))
    alpha = row.get("alpha")
    level = level if is_missing(alpha) else 1 - float(alpha)  # type: ignore[arg-type]
    adjusted = row.get("pvalue_adjusted")
    parts = []
    if not is_missing(row.get("std")):
        parts.append(text("evidence.effect", std=row["std"]))
    if not any(map(is_missing, limits)):
        known = level is not None
        parts.append(text(f"evidence.{'level' if known else 'interval'}", level=level, ci=limits))
    if not is_missing(adjusted):
        parts.append(text("evidence.adjusted", p=adjusted))
    elif not is_missing(row.get("pvalue")):
        parts.append(text("evidence.p", p=row["pvalue"]))
    return ", ".join(parts)


def verdict_link(row: Mapping[str, Any], text: Text) -> Markdown:
    """The number of a hypothesis, linked to its row in the table of verdicts."""
    link = Link(anchor("verdicts", row["id"]), _told(row, text), ("evidence",))
    return link.around(escape(row["id"]))


def with_evidence(
    tables: Mapping[str, Table], artefacts: Artefacts, text: Text
) -> dict[str, Table]:
    """The tables, their rows named where they are evidence, and their verdicts linked to it."""
    named = {name: _named(table) for name, table in tables.items()}
    if "verdicts" not in named or artefacts.verdicts is None:
        return named
    rows = {str(row["id"]): row for row in named["verdicts"].rows()}
    known = {place for table in named.values() for place in table.anchors}
    for name, table in named.items():
        links = dict(_links(table, rows, named, known, text))
        if links:
            named[name] = replace(table, links=links)
    return named


def _named(table: Table) -> Table:
    keys = [key for key in KEYS.get(table.name, ()) if key in table.frame.columns]
    if not keys:
        return table
    places = [anchor(table.name, *(row[key] for key in keys)) for row in table.rows()]
    return replace(table, anchors=places) if len(set(places)) == len(places) else table


def _links(
    table: Table,
    verdicts: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Table],
    known: set[str],
    text: Text,
) -> Iterator[tuple[str, list[Link | None]]]:
    """The links of the columns that name a hypothesis or state its verdict."""
    columns = {column.name for column in table.columns}
    key = "hypothesis" if "hypothesis" in columns else "id"
    if key not in columns:
        return
    found = [verdicts.get(str(row[key])) for row in table.rows()]
    if not any(found):
        return
    if table.name != "verdicts":
        yield key, [_to_row(row, known, text) for row in found]
    elif "verdict" in columns:
        yield "verdict", [_to_source(row, tables, known, text) if row else None for row in found]


def _to_row(row: Mapping[str, Any] | None, known: set[str], text: Text) -> Link | None:
    if row is None or anchor("verdicts", row["id"]) not in known:
        return None
    return Link(anchor("verdicts", row["id"]), _told(row, text), ("evidence",))


def _to_source(
    row: Mapping[str, Any], tables: Mapping[str, Table], known: set[str], text: Text
) -> Link:
    """From a verdict to the row of the effect that it rests on; to its own row without one."""
    classes = ("verdict", str(row["verdict"]).replace(" ", "-"))
    target = _source(row, tables, known) or anchor("verdicts", row["id"])
    return Link(target, in_brief(row, text), classes)


def _source(row: Mapping[str, Any], tables: Mapping[str, Table], known: set[str]) -> str | None:
    if row["kind"] == "second_order":
        return next((f"tbl-{name}" for name in STRUCTURES if name in tables), None)
    if row["op"] == "~":
        model = [row["model"]] if "model" in row else []
        place = anchor("paths", *model, row["lhs"], row["rhs"])
        return place if place in known else None
    if row["kind"] == "indirect" and "indirect" in tables:
        return _equal(row, tables["indirect"], "std")
    if row["kind"] == "total" and "decomposition" in tables:
        return _equal(row, tables["decomposition"], "total_std")
    return None


def _equal(row: Mapping[str, Any], table: Table, column: str) -> str | None:
    """The row of ``table`` with the effect of a defined parameter, if there is one and only one."""
    frame = table.frame
    if is_missing(row["std"]) or not table.anchors:
        return None
    same = np.isclose(frame[column].astype(float), float(row["std"]), rtol=SAME, atol=0)
    if "model" in frame.columns and "model" in row:
        same &= (frame["model"] == row["model"]).to_numpy()
    return table.anchors[int(np.flatnonzero(same)[0])] if same.sum() == 1 else None


def _told(row: Mapping[str, Any], text: Text) -> str:
    brief = in_brief(row, text)
    word = str(text.word(row["verdict"]))
    return f"{word}, {brief}" if brief else word
