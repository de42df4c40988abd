"""Whether config/claims.tsv, where it is on coded interviews, names what a collection has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from surveysem.claims import (
    EVIDENCE,
    OF_INTERVIEWS,
    Claimed,
    alternatives,
    claimed,
    on_interviews,
    subject,
)
from surveysem.study.coded import CASES
from surveysem.study.configuration import FILE, dig
from surveysem.study.draft import Draft
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.judged import CLAIMS
from surveysem.study.tables import Row


def faults(draft: Draft) -> Iterator[Fault]:
    """Claims on unknown collections, cases, groups, themes, and findings that they cannot have."""
    if not draft.whole(draft.coded.cases):
        return
    known = tuple(draft.coded.paths)
    for row in draft.claims:
        if on_interviews(row["hypothesis"]):
            claim = claimed(row["hypothesis"])
            if claim.collection not in known:
                expected = f"{OF_INTERVIEWS}COLLECTION:..., with {one_of(known, 'data/raw/cases')}"
                yield _fault(row, "hypothesis", expected, claim.collection, known)
            else:
                yield from _about_faults(draft, row, claim)


def _about_faults(draft: Draft, row: Row, claim: Claimed) -> Iterator[Fault]:
    stated = dig(draft.config, ("cases", "collections", claim.collection), {})
    asked = subject(claim.about)
    name = asked.name
    rows = [one for one in draft.coded.cases if one["collection"] == claim.collection]
    if asked.kind == "ladder":
        yield from _named(row, name, _groups(rows, stated), "the groups of the collection")
        yield from _finding(row, _names(dig(stated, "ladder/rungs", ())), "rungs")
    elif asked.kind == "groups":
        names = [*dig(draft.config, "cases/attributes", ()), *dig(draft.config, "cases/themes", ())]
        yield from _named(row, name, names, f"the attributes and themes of {FILE}")
        yield from _finding(row, _groups(rows, stated), "groups")
    elif asked.kind == "chain":
        yield from _named(row, name, list(stated.get("chain", ())), "the chain of the collection")
        yield from _finding(row, [EVIDENCE], "evidence")
    else:
        cases = list(dict.fromkeys(one["case"] for one in rows))
        yield from _named(row, name, cases, f"{CASES}, or ladder:..., groups:..., chain:...")
        yield from _finding(row, _names(stated.get("types", ())), "types")


def _names(entries: Iterable[dict[str, Any]]) -> list[str]:
    return [str(one["name"]) for one in entries if "name" in one]


def _groups(rows: list[Row], stated: dict[str, Any]) -> list[str]:
    column = stated.get("group")
    cells = (row.cells.get(column, "") for row in rows) if column else ()
    return [cell for cell in dict.fromkeys(cells) if cell]


def _named(row: Row, name: str, known: list[str], source: str) -> Iterator[Fault]:
    if name not in known:
        yield _fault(row, "hypothesis", one_of(known, source), name, known)


def _finding(row: Row, known: list[str] | tuple[str, ...], source: str) -> Iterator[Fault]:
    several = alternatives(row["finding"]) if source == "rungs" else [row["finding"]]
    for one in several:
        if one not in known:
            yield _fault(row, "finding", one_of(known, source), one, list(known))


def _fault(
    row: Row, column: str, expected: str, name: str, known: list[str] | tuple[str, ...]
) -> Fault:
    at = f"column {column} of {row['id']}"
    return Fault(CLAIMS, f"`{row[column]}`", expected, row.line, at, nearest(name, known))
