"""The firms of the survey by the axes of the cases: what ``cases/firms`` asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveysem.study import codebook, models
from surveysem.study.configuration import Config, dig, key
from surveysem.study.draft import Draft, unknown
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.models import Names
from surveysem.study.schema import Place

BLOCK: Place = ("cases", "firms")
AXES: Place = (*BLOCK, "axes")
# Names of groupings and of columns beside those of the axes.
RESERVED = ("type", "status", "stability", "near", *codebook.RESERVED)


def read(config: Config) -> dict[str, Any] | None:
    """How firms are typed and compared, as plain values; None where the study does not ask.

    ``axes`` has the poles and the items of each axis, ``types`` the pole of each type on each axis,
    in the order of the collection; ``models`` are measured in the groups, ``paths`` compared.
    """
    stated = dig(config, BLOCK)
    if stated is None:
        return None
    of_cases = dig(config, ("cases", "collections", stated["collection"]))
    return {
        "axes": {
            name: {"poles": list(axis["poles"]), "items": list(stated["axes"][name])}
            for name, axis in of_cases["axes"].items()
        },
        "types": {
            one["name"]: {axis: one[axis] for axis in of_cases["axes"]} for one in of_cases["types"]
        },
        "collection": stated["collection"],
        "cut": stated["cut"],
        "governance": stated.get("governance"),
        "models": list(stated.get("models", ())),
        "paths": list(stated.get("paths", ())),
        "level": config["cases"]["resampling"]["level"],
    }


def labels(config: Config) -> dict[str, dict[str, Any]]:
    """The names of axes, poles and types by language; empty where firms are not typed."""
    stated = dig(config, BLOCK)
    if stated is None:
        return {}
    of_cases = dig(config, ("cases", "collections", stated["collection"]))
    return {
        "axes": {name: axis["label"] for name, axis in of_cases["axes"].items()},
        "poles": {name: dict(axis["poles"]) for name, axis in of_cases["axes"].items()},
        "types": {one["name"]: one["label"] for one in of_cases["types"]},
    }


def faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    """Axes that the collection has not, items that are none, groups that cannot be compared."""
    stated = dig(draft.config, BLOCK)
    if stated is None:
        yield from _idle_faults(draft)
        return
    yield from _collection_faults(draft, stated)
    yield from _item_faults(draft, stated)
    yield from _name_faults(draft, stated)
    yield from _governance_faults(draft, stated)
    yield from _model_faults(draft, named)


def _idle_faults(draft: Draft) -> Iterator[Fault]:
    for row in draft.items:
        if row["role"] == codebook.AXIS:
            expected = "the block cases/firms in config.yaml, which says whose axis it is of"
            at = f"column role of {row['variable']}"
            yield Fault(codebook.FILE, f"`{codebook.AXIS}`", expected, row.line, at)


def _collection_faults(draft: Draft, stated: Config) -> Iterator[Fault]:
    collections = dig(draft.config, "cases/collections", {})
    name = stated.get("collection")
    if name is None:
        return
    if name not in collections:
        yield unknown(draft, (*BLOCK, "collection"), tuple(collections), "cases/collections")
        return
    own = collections[name]
    for part in ("axes", "types"):
        if not own.get(part):
            expected = f"a collection with {part}"
            yield _fault(draft, (*BLOCK, "collection"), f"`{name}`, which has none", expected)
            return
    of_firms = stated.get("axes", {})
    for axis in of_firms:
        if axis not in own["axes"]:
            expected = one_of(tuple(own["axes"]), f"the axes of {name}")
            near = nearest(axis, tuple(own["axes"]))
            yield _fault(draft, (*AXES, axis), f"`{axis}`", expected, near)
    for axis in own["axes"]:
        if axis not in of_firms:
            expected = f"the items of `{axis}`, an axis of {name}"
            yield _fault(draft, AXES, "an axis without items", expected)


def _item_faults(draft: Draft, stated: Config) -> Iterator[Fault]:
    """Items that are no axis items, that two axes share, and axis items that no axis has."""
    known = tuple(row["variable"] for row in draft.items if row["role"] == codebook.AXIS)
    axes = stated.get("axes", {})
    counts = Counter(item for items in axes.values() for item in items)
    for axis, items in axes.items():
        for position, item in enumerate(items):
            place = (*AXES, axis, position)
            if item not in known:
                yield unknown(draft, place, known, f"items of role {codebook.AXIS}")
            elif counts[item] > 1:
                yield _fault(draft, place, f"`{item}` again", "an item on one axis")
    for row in draft.items:
        if row["variable"] in known and row["variable"] not in counts:
            expected = f"it under {key(*AXES)[4:]}, since its role is {codebook.AXIS}"
            at = f"column variable of {row['variable']}"
            yield Fault(codebook.FILE, f"`{row['variable']}`", expected, row.line, at)


def _name_faults(draft: Draft, stated: Config) -> Iterator[Fault]:
    """Axes with the name of a variable, or of a column of the tables of firms."""
    taken = {*draft.items.column("variable"), *RESERVED}
    for axis in stated.get("axes", {}):
        if axis in taken:
            expected = f"an axis of another name; {axis} is that of a variable or column"
            yield _fault(draft, (*AXES, axis), f"`{axis}`", expected)


def _governance_faults(draft: Draft, stated: Config) -> Iterator[Fault]:
    name = stated.get("governance")
    groups = tuple(row["variable"] for row in draft.items if row["role"] == "group")
    if name is not None and name not in groups:
        yield unknown(draft, (*BLOCK, "governance"), groups, f"the groups of {codebook.FILE}")
    elif name in RESERVED:
        yield _fault(draft, (*BLOCK, "governance"), f"`{name}`", "a variable of another name")


def _model_faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    asked = [part for part in ("models", "paths") if dig(draft.config, (*BLOCK, part))]
    if asked and dig(draft.config, "confirm/invariance") is None:
        expected = "the block confirm/invariance, which says when groups may be compared"
        yield _fault(draft, (*BLOCK, asked[0]), f"`{asked[0]}`", expected)
    for part in asked:
        yield from _listed_faults(draft, named, part)


def _listed_faults(draft: Draft, named: Mapping[str, Names], part: str) -> Iterator[Fault]:
    for position, name in enumerate(dig(draft.config, (*BLOCK, part))):
        place = (*BLOCK, part, position)
        if name not in draft.models:
            yield unknown(draft, place, tuple(draft.models), models.FOLDER)
        elif name in named and part == "paths" and not _has_path(named[name]):
            yield _fault(draft, place, f"`{name}`, which has no path", "a model with a line y ~ x")


def _has_path(model: Names) -> bool:
    return any(op == "~" for _, op, _ in model.parameters)


def _fault(
    draft: Draft, place: Place, found: str, expected: str, near: Iterable[str] = ()
) -> Fault:
    file, line = draft.text.place(place, draft.config)
    return Fault(file, found, expected, line, key(*place), tuple(near))
