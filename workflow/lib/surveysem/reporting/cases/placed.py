"""Sentences on types, the chain of effects and the published findings."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.cases.collection import Collection, records
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.cases_types import placed
from surveysem.reporting.tables.model import Table
from surveysem.reporting.text import Text, spaced

Tables = Mapping[str, Table]


def types(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """How cases are placed, then a sentence on each."""
    if collection.place("placements") not in tables:
        return
    stated = collection.choices.get("resampling") or {}
    axes = text.listed([_axis(axis, collection, text) for axis in collection.axes])
    yield text("cases.types_rule", axes=axes)
    drawn = len(collection.axes) == 2 and collection.rows("scores")["score"].notna().any()
    key = "cases.types_shown" if drawn else "cases.types_listed"
    yield text(
        key,
        draws=stated.get("draws"),
        level=stated.get("level"),
        table=collection.reference("placements"),
        figure=collection.reference("map", "fig") if drawn else "",
    )
    for case in collection.cases:
        yield _placed(placed(case, collection, text), collection, text)
    if collection.place("left_out") in tables:
        yield text("cases.left_out", table=collection.reference("left_out"))


def _axis(name: str, collection: Collection, text: Text) -> Markdown:
    first, second = collection.poles(name)
    return text("cases.axis", name=collection.axis(name), first=first, second=second)


def _placed(row: Mapping[str, Any], collection: Collection, text: Text) -> Markdown:
    """The type of one case with its share of resamples; why it has none."""
    found = collection.rows("placements")
    own = records(found[(found["case"] == row["case"]) & found["placed"].astype(bool)])
    found_type = own[0] if own else {}
    if not found_type.get("type"):
        reason = found_type.get(f"reason_{text.language}") or ""
        reason = spaced(str(reason), text.language).strip().rstrip(".")
        key = "cases.unplaced" if reason else "cases.unplaced_bare"
        return text(key, case=row["case"], reason=reason)
    told = _sure(row, found_type, text)
    if not is_missing(row["next_share"]) and row["next_type"]:
        told = Markdown(
            f"{told} {text('cases.next', type=row['next_type'], share=row['next_share'])}"
        )
    if row["left_out_of"]:
        changed = row["left_out_changed"]
        key = "cases.code_counts" if changed else "cases.no_code_counts"
        told = Markdown(f"{told} {text(key, changed=changed, tried=row['left_out_of'])}")
    return Markdown(f"- {told}")


def _sure(row: Mapping[str, Any], placed: Mapping[str, Any], text: Text) -> Markdown:
    """The type with its share of resamples, or why resamples show nothing of how sure it is."""
    if is_missing(row["type_share"]):
        reason = spaced(str(placed[f"reason_{text.language}"]), text.language).strip()
        return text("cases.placed_unsure", case=row["case"], type=row["type"], reason=reason)
    told = text("cases.placed", case=row["case"], type=row["type"], share=row["type_share"])
    if not row["alike"]:
        return told
    return Markdown(f"{told} {text('cases.alike', axes=text.joined(row['alike']))}")


def chain(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """The posited chain, its support and the order in which it is spoken of."""
    if collection.place("chain") not in tables:
        return
    elements = [
        collection.theme(row["element"])
        for row in records(
            collection.rows("chain").drop_duplicates("element").sort_values("posited")
        )
    ]
    posited = Markdown(" → ".join(text("cases.name", name=name) for name in elements))
    yield text("cases.chain", elements=posited, table=collection.reference("chain"))
    if collection.place("chain_links") in tables:
        found = collection.rows("chain_support")
        every = int((found["with_evidence"] == found["cases"]).sum())
        table = collection.reference("chain_links")
        yield text("cases.chain_links", links=len(found), every=every, table=table)
    ranked = [row for row in collection.records("chain_order") if not is_missing(row["tau"])]
    if ranked:
        told = [text("cases.tau", case=row["case"], tau=row["tau"]) for row in ranked]
        yield text("cases.chain_order", told=text.joined(told))
    yield text("cases.chain_meaning")


def claims(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """How many published findings on the cases the run recovers."""
    table = tables.get(collection.place("claims"))
    if table is None:
        return
    found = table.frame["recovered"]
    yield text(
        "cases.claims",
        all=len(found),
        recovered=int((found == "yes").sum()),
        table=collection.reference("claims"),
        reasons=collection.reference("claim_reasons"),
    )
    untested = int((found == "not testable").sum())
    if untested:
        yield text("cases.claims_untested", count=untested)
