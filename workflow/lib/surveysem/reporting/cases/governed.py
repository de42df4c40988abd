"""Sentences on the ladder of governance, on groups, and on conditions with their outcome."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from surveysem.reporting.cases.collection import Collection, records
from surveysem.reporting.escape import Markdown
from surveysem.reporting.figures.cases import MOST_CASES
from surveysem.reporting.tables.cases_governance import group_word
from surveysem.reporting.tables.cases_truth import condition, in_words, solved, thresholds
from surveysem.reporting.tables.cases_types import theme_or_attribute
from surveysem.reporting.tables.model import Table
from surveysem.reporting.text import Text

Tables = Mapping[str, Table]


def ladder(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """The rule of the ladder, the cases without a rung, the usual rung of each group."""
    if collection.place("ladder") not in tables:
        return
    found = collection.rows("ladder")
    rungs = text.joined([collection.rung(rung["name"]) for rung in collection.rungs])
    placed = found.dropna(subset=["position"])
    yield text(
        "cases.ladder",
        rungs=rungs,
        placed=len(placed),
        all=len(found),
        table=collection.reference("ladder"),
    )
    if 0 < len(placed) <= MOST_CASES:
        yield text("cases.ladder_drawn", figure=collection.reference("ladder", "fig"))
    source = collection.source(collection.choices.get("ladder") or {})
    if source:
        yield text("cases.ladder_source", source=source)
    for group, own in placed.groupby("group", sort=False):
        if group:
            counts = own["rung"].value_counts().to_dict()
            yield _usual(group_word(group, collection, text), counts, collection, text)
    out = found[found["position"].isna()]
    if len(out):
        yield text("cases.off_ladder", count=len(out), names=text.joined(list(out["case"])))
    if collection.place("display") in tables:
        yield text("cases.display", table=collection.reference("display"))


def _usual(group: str, counts: Mapping[Any, int], collection: Collection, text: Text) -> Markdown:
    """How often each rung occurs in a group, the most frequent first."""
    told = [
        text("cases.rung_count", rung=collection.rung(name), n=int(n)) for name, n in counts.items()
    ]
    return text("cases.group_rungs", group=group, told=text.joined(told))


def groups(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """What sets each two groups apart, by intervals; that the others do not show equality."""
    if collection.place("groups") not in tables:
        return
    found = collection.rows("groups")
    pairs = [pair for _, pair in found.groupby(["group_a", "group_b"], sort=False)]
    told = [_pair(pair, collection, text) for pair in pairs]
    table = collection.reference("groups")
    yield text("cases.groups", table=table, pairs=text.joined(told), count=len(pairs))
    yield text("cases.groups_multiplicity", pairs=len(pairs))
    for name, pair in zip(told, pairs, strict=True):
        said = _apart(pair, collection, text)
        yield text("cases.of_pair", pair=name, told=said) if len(pairs) > 1 else said


def _pair(found: pd.DataFrame, collection: Collection, text: Text) -> Markdown:
    """Two groups with their sizes."""
    return text(
        "cases.pair",
        one=group_word(found["group_a"].iloc[0], collection, text),
        other=group_word(found["group_b"].iloc[0], collection, text),
        n_one=int(found["n_a"].max()),
        n_other=int(found["n_b"].max()),
    )


def _apart(found: pd.DataFrame, collection: Collection, text: Text) -> Markdown:
    """How many intervals of one pair exclude 0, and of what."""
    known = found.dropna(subset=["ci_lower", "ci_upper"])
    apart = known[(known["ci_lower"] > 0) | (known["ci_upper"] < 0)]
    if apart.empty:
        return text("cases.groups_none", compared=len(known))
    told = [
        text(
            "cases.apart",
            name=theme_or_attribute(row["name"], collection),
            group=group_word(
                row["group_b"] if row["difference"] > 0 else row["group_a"], collection, text
            ),
        )
        for row in records(apart.drop_duplicates("name"))
    ]
    return text("cases.groups_apart", count=len(apart), compared=len(known), told=text.joined(told))


def conditions(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """The truth table and its solutions in words."""
    if collection.place("truth_table") not in tables:
        return
    stated = collection.choices["truth_table"]
    bound = stated["min_consistency"]
    decisions = collection.rows("truth_table")["decision"].value_counts()
    outcome = condition(next(iter(stated["outcome"])), collection, text)
    yield text(
        "cases.truth_table",
        outcome=outcome,
        rows=len(collection.rows("truth_table")),
        remainders=int(decisions.get("remainder", 0)),
        table=collection.reference("truth_table"),
    )
    yield text(
        "cases.min_consistency",
        value=bound["value"],
        source=bound["source"],
        n=stated["min_n"],
    )
    needed = stated["min_necessity"]
    yield text("cases.min_necessity", value=needed["value"], source=needed["source"])
    yield from (Markdown(f"- {one}") for one in thresholds(collection, text))
    if decisions.get("contradictory", 0):
        yield text("cases.contradictory", count=int(decisions["contradictory"]))
    if collection.place("solutions") not in tables:
        yield text("cases.no_solution", outcome=outcome)
        return
    yield text("cases.solutions", table=collection.reference("solutions"))
    for row in _wholes(collection):
        yield Markdown(
            "- "
            + text(
                f"cases.solution.{row['kind']}",
                expression=in_words(row["expression"], collection, text),
                outcome=outcome,
                consistency=row["consistency"],
                coverage=row["raw_coverage"],
            )
        )
    yield text("cases.solutions_meaning")


def _wholes(collection: Collection) -> list[dict[str, object]]:
    """A solution as a whole, once per kind and model; every necessary condition."""
    found = records(solved(collection))
    return [row for row in found if row["kind"] == "necessity" or row["term"] == 0]
