"""Whether the block ``cases`` names what its tables have, and means what it can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from surveysem.study.coded import CASES, CODES, FOLDER
from surveysem.study.configuration import FILE, dig, key
from surveysem.study.draft import Draft, unknown
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.schema import Place

FIGURE = re.compile(r"-?[0-9]+([.][0-9]+)?")
OPERATORS = ("min", "max", "is", "in")
BLOCK: Place = ("cases", "collections")


def faults(draft: Draft) -> Iterator[Fault]:
    """Faults of the block, and of its being there or not."""
    collections, stated = tuple(draft.coded.paths), dig(draft.config, "cases")
    if collections and stated is None:
        expected = f"it, since {FOLDER} holds {', '.join(draft.coded.paths.values())}"
        yield Fault(FILE, "no such key", expected, at=key("cases"))
    if stated is None:
        return
    if not collections:
        expected = f"none, or a collection (.qdpx, .csv, .xlsx) in {FOLDER}"
        yield _fault(draft, ("cases",), "a block of keys", expected)
        return
    yield from _language_faults(draft, ("cases",), stated)
    blocks = dig(draft.config, BLOCK, {})
    for name in blocks:
        if name not in collections:
            yield _named(draft, (*BLOCK, name), name, collections, FOLDER)
    for name in collections:
        if name not in blocks:
            expected = f"a block, since there is {draft.coded.paths[name]}"
            yield _fault(draft, (*BLOCK, name), "no such key", expected)
    if draft.whole(draft.coded.codes) and draft.whole(draft.coded.cases):
        used = draft.coded.codes.column("theme")
        for name in dig(stated, "themes", {}):
            if name not in used:
                yield _named(draft, ("cases", "themes", name), name, used, CODES)
        for name in (name for name in collections if name in blocks):
            yield from _Collection(draft, name).faults()


class _Collection:
    """The block of one collection, and what the tables say of it."""

    def __init__(self, draft: Draft, name: str) -> None:
        self._draft, self._name = draft, name
        self._place: Place = (*BLOCK, name)
        self._stated = dig(draft.config, self._place, {})
        self._codes = [row for row in draft.coded.codes if row["collection"] == name]
        self._rows = [row for row in draft.coded.cases if row["collection"] == name]
        self._themes = tuple(dict.fromkeys(row["theme"] for row in self._codes))
        self._attributes = tuple(dig(draft.config, "cases/attributes", ()))

    def faults(self) -> Iterator[Fault]:
        for present, absent in (("axes", "types"), ("types", "axes"), ("expected", "types")):
            if present in self._stated and absent not in self._stated:
                expected = f"{absent} beside {present}: neither says anything alone"
                yield self._fault((absent,), "no such key", expected)
        yield from self._axis_faults()
        yield from self._type_faults()
        yield from self._expected_faults()
        for position, theme in enumerate(self._stated.get("chain", ())):
            if theme not in self._themes:
                yield self._unknown(("chain", position), self._themes, CODES)
        if "group" in self._stated:
            yield from self._attribute_faults(("group",), self._stated["group"])
        yield from self._ladder_faults()
        yield from self._truth_faults()

    def _axis_faults(self) -> Iterator[Fault]:
        """Axes without two poles, or with a pole that no code speaks for."""
        spoken = {(row["axis"], row["pole"]) for row in self._codes}
        for axis, one in self._stated.get("axes", {}).items():
            poles, place = tuple(dig(one, "poles", ())), ("axes", axis, "poles")
            if len(poles) != 2:
                yield self._fault(place, f"{len(poles)} poles", "two, the first of them +1")
            for pole in poles:
                if (axis, pole) not in spoken:
                    found = f"no code that speaks for `{pole}`"
                    yield self._fault((*place, pole), found, f"one in {CODES}")

    def _type_faults(self) -> Iterator[Fault]:
        """Types without a pole on each axis, or like another one."""
        axes = self._stated.get("axes", {})
        seen: dict[Any, int] = {}
        for position, one in enumerate(self._stated.get("types", ())):
            place: Place = ("types", position)
            own = {name: pole for name, pole in one.items() if name not in ("name", "label")}
            for axis in own:
                if axis not in axes:
                    yield self._named((*place, axis), axis, tuple(axes), "axes")
            for axis, block in axes.items():
                poles = tuple(dig(block, "poles", ()))
                if axis not in own:
                    yield self._fault((*place, axis), "no such key", one_of(poles))
                elif own[axis] not in poles:
                    yield self._unknown((*place, axis), poles, f"the axis {axis}")
            for what in (one.get("name"), tuple(sorted(own.items()))):
                other = seen.setdefault(what, position)
                if what and other != position:
                    expected = "a name and poles of its own"
                    yield self._fault(place, f"a type like the one at {other}", expected)

    def _expected_faults(self) -> Iterator[Fault]:
        types = tuple(one.get("name", "") for one in self._stated.get("types", ()))
        cases = tuple(dict.fromkeys(row["case"] for row in self._rows))
        for case, name in self._stated.get("expected", {}).items():
            if case not in cases:
                yield self._named(("expected", case), case, cases, CASES)
            if name not in types:
                yield self._unknown(("expected", case), types, "types")

    def _ladder_faults(self) -> Iterator[Fault]:
        rungs = dig(self._stated, "ladder/rungs", ())
        for position, rung in enumerate(rungs):
            place: Place = ("ladder", "rungs", position, "when")
            when, name = rung.get("when", {}), rung.get("name")
            if position and "when" in rung and not when:
                found = "no condition"
                yield self._fault(place, found, "one; only the lowest rung may have none")
            if name and name in [other.get("name") for other in rungs[:position]]:
                found = f"the rung {name} again"
                yield self._fault(("ladder", "rungs", position), found, "a name of its own")
            for attribute, condition in when.items():
                yield from self._attribute_faults((*place, attribute), attribute, condition)

    def _truth_faults(self) -> Iterator[Fault]:
        table = self._stated.get("truth_table", {})
        conditions, outcome = table.get("conditions", {}), table.get("outcome", {})
        place: Place = ("truth_table", "outcome")
        if table and len(outcome) != 1:
            yield self._fault(place, f"{len(outcome)} outcomes", "one")
        for name in outcome:
            if name in conditions:
                yield self._fault((*place, name), f"the condition {name}", "a name of its own")
        for block, entries in (("conditions", conditions), ("outcome", outcome)):
            for name, one in entries.items():
                yield from self._truth_entry_faults(("truth_table", block, name), one)

    def _truth_entry_faults(self, place: Place, one: dict[str, Any]) -> Iterator[Fault]:
        """A condition that is of nothing, of two things, or that everything meets."""
        if ("attribute" in one) == ("theme" in one):
            found = "an attribute and a theme" if "theme" in one else "neither"
            yield self._fault(place, found, "either an attribute or a theme")
        stated = {name: one[name] for name in OPERATORS if name in one}
        if "attribute" in one:
            if not stated:
                yield self._fault(place, "no threshold", one_of(OPERATORS))
            yield from self._attribute_faults((*place, "attribute"), one["attribute"], stated)
        elif "theme" in one:
            if one["theme"] not in self._themes:
                yield self._unknown((*place, "theme"), self._themes, CODES)
            for name in stated.keys() & {"is", "in"}:
                yield self._fault((*place, name), "a value", "min or max, for a theme")

    def _attribute_faults(self, place: Place, name: str, condition: Any = None) -> Iterator[Fault]:
        """An attribute that is unknown, or with cells that the condition cannot be asked of."""
        if name not in self._attributes:
            yield self._named(place, name, self._attributes, "cases/attributes")
            return
        stated = condition if isinstance(condition, dict) else {"is": condition}
        against = [one for value in stated.values() for one in _listed(value)]
        truth = any(isinstance(one, bool) for one in against)
        figure = any(isinstance(one, int | float) for one in against) and not truth
        for row in self._rows:
            cell, at = row[name], f"column {name} of {row['partner']}"
            if cell and truth and cell not in ("yes", "no"):
                yield Fault(CASES, f"`{cell}`", "yes or no", row.line, at)
            if cell and figure and not FIGURE.fullmatch(cell):
                yield Fault(CASES, f"`{cell}`", "a number with a decimal point", row.line, at)

    def _fault(self, place: Place, found: str, expected: str) -> Fault:
        return _fault(self._draft, (*self._place, *place), found, expected)

    def _unknown(self, place: Place, known: tuple[str, ...], source: str) -> Fault:
        return unknown(self._draft, (*self._place, *place), known, source)

    def _named(self, place: Place, name: str, known: tuple[str, ...], source: str) -> Fault:
        return _named(self._draft, (*self._place, *place), name, known, source)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _language_faults(draft: Draft, place: Place, block: Any) -> Iterator[Fault]:
    """Texts below ``place`` that a language of the report lacks."""
    languages = dig(draft.config, "study/languages", ())
    if isinstance(block, dict) and block and set(block) <= {"fr", "en"}:
        for language in languages:
            if language not in block:
                expected = f"a text in {language}, a language of the report"
                yield _fault(draft, place, f"no `{language}`", expected)
    elif isinstance(block, dict):
        for name, below in block.items():
            yield from _language_faults(draft, (*place, name), below)
    elif isinstance(block, list):
        for position, below in enumerate(block):
            yield from _language_faults(draft, (*place, position), below)


def _fault(draft: Draft, place: Place, found: str, expected: str) -> Fault:
    file, line = draft.text.place(place, draft.config)
    return Fault(file, found, expected, line, key(*place))


def _named(draft: Draft, place: Place, name: str, known: tuple[str, ...], source: str) -> Fault:
    """The fault of a key that is none of ``known``."""
    file, line = draft.text.place(place, draft.config)
    names = tuple(dict.fromkeys(known))
    expected = one_of(names, source)
    return Fault(file, f"`{name}`", expected, line, key(*place), nearest(name, names))
