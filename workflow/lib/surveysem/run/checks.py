"""Whether the parts of a study fit together: configuration, tables, models and raw files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from surveysem.run import codebook, judged, models, raw, schema, waves
from surveysem.run.configuration import FILE, Source, dig, key
from surveysem.run.draft import Draft
from surveysem.run.faults import Fault, nearest, one_of
from surveysem.run.schema import Place

SCOPES = ("alone", "within")
BY_LANGUAGE: tuple[Place, ...] = (("study", "title"), ("study", "note"))


def check(draft: Draft, root: Path, schemas: Path, text: Source) -> list[Fault]:
    """Every fault of a study beyond those of reading it and of the types of its configuration."""
    found = [
        fault
        for table, name in (
            (draft.waves, "waves"),
            (draft.items, "items"),
            (draft.hypotheses, "hypotheses"),
            (draft.claims, "claims"),
        )
        if table.file != waves.FOLDER
        for fault in schema.row_faults(table, schema.load(schemas, name))
    ]
    found += _config_faults(draft, text)
    found += _item_faults(draft)
    named, more = models.names(draft.models)
    found += more
    if draft.whole(draft.items):
        roles = dict(zip(draft.items.column("variable"), draft.items.column("role"), strict=True))
        found += models.faults(named, roles, dig(draft.config, "constructs", {}))
    found += _judged_faults(draft, named)
    return found + _raw_faults(draft, root, text)


def _config_faults(draft: Draft, text: Source) -> Iterator[Fault]:
    yield from _language_faults(draft, text)
    yield from _construct_faults(draft, text)
    for place in _model_places(draft):
        name = dig(draft.config, place)
        if name is not None and name not in draft.models:
            yield _unknown(draft, text, place, name, tuple(draft.models), models.FOLDER)
    if len(draft.hypotheses) and "hypotheses" not in draft.config:
        expected = f"it, since there is a {judged.HYPOTHESES}"
        yield Fault(FILE, "no such key", expected, at=key("hypotheses"))


def _language_faults(draft: Draft, text: Source) -> Iterator[Fault]:
    """Texts that a language of the report lacks."""
    names = dig(draft.config, "constructs", {})
    for place in (*BY_LANGUAGE, *(("constructs", name) for name in names)):
        written = dig(draft.config, place)
        for language in dig(draft.config, "study/languages", ()):
            if written is not None and language not in written:
                file, line = text.place(place, draft.config)
                expected = f"a text in {language}, a language of the report"
                yield Fault(file, f"no `{language}`", expected, line, key(*place))


def _construct_faults(draft: Draft, text: Source) -> Iterator[Fault]:
    """Constructs that are not named, or have no items, where they are asked for."""
    named = tuple(dig(draft.config, "constructs", {}))
    place: Place = ("second_order", "construct")
    construct = dig(draft.config, place)
    if construct is not None and construct not in named:
        yield _unknown(draft, text, place, construct, named, "constructs")
    if not draft.whole(draft.items):
        return
    measured = tuple(dict.fromkeys(row["construct"] for row in codebook.items(draft.items)))
    for name, one in dig(draft.config, "explore/sets", {}).items():
        for position, construct in enumerate(one.get("constructs", ())):
            if construct not in measured:
                place = ("explore", "sets", name, "constructs", position)
                yield _unknown(draft, text, place, construct, measured, codebook.FILE)


def _model_places(draft: Draft) -> list[Place]:
    """Where the configuration names models."""
    contests = ((scope, dig(draft.config, f"second_order/{scope}", {})) for scope in SCOPES)
    return [
        ("confirm", "model"),
        *(("second_order", scope, contender) for scope, models in contests for contender in models),
    ]


def _unknown(
    draft: Draft, text: Source, place: Place, name: str, known: tuple[str, ...], source: str
) -> Fault:
    file, line = text.place(place, draft.config)
    expected = one_of(known, source)
    return Fault(file, f"`{name}`", expected, line, key(*place), nearest(name, known))


def _item_faults(draft: Draft) -> list[Fault]:
    if not draft.items.rows and draft.whole(draft.items):
        return [Fault(codebook.FILE, "no row", "one row for each variable of the study")]
    return codebook.faults(draft.items, dig(draft.config, "constructs", {}))


def _judged_faults(draft: Draft, named: dict[str, models.Names]) -> list[Fault]:
    construct = dig(draft.config, "second_order/construct")
    found = judged.hypothesis_faults(draft.hypotheses, named, tuple(draft.models), construct)
    if draft.whole(draft.hypotheses):
        found += judged.claim_faults(draft.claims, draft.hypotheses)
    languages = dig(draft.config, "study/languages", ())
    for table in (draft.hypotheses, draft.claims):
        found += judged.statement_faults(table, languages)
    return found


def _raw_faults(draft: Draft, root: Path, text: Source) -> list[Fault]:
    """Raw files that cannot be read, and variables that they lack."""
    if not draft.whole(draft.waves):
        return []
    found = waves.faults(root, draft.waves)
    for file in draft.waves.column("file"):
        if not (root / file).is_file():
            continue
        variables, more = raw.variables(root, file)
        found += more
        if not more:
            found += _absent_faults(draft, text, file, variables)
    return found


def _absent_faults(
    draft: Draft, text: Source, file: str, variables: tuple[str, ...]
) -> Iterator[Fault]:
    """Variables of items.tsv, and keys of duplicates, that a raw file lacks."""
    expected = one_of(variables, file)
    absent = [row for row in draft.items if row["variable"] not in variables]
    if len(absent) == len(draft.items) > 1:
        yield Fault(file, f"none of the {len(absent)} variables of {codebook.FILE}", "all of them")
        return
    for row in absent:
        name = row["variable"]
        near = nearest(name, variables)
        yield Fault(codebook.FILE, f"`{name}`", expected, row.line, "column variable", near)
    place: Place = ("clean", "duplicates", "key")
    for position, name in enumerate(dig(draft.config, place, ())):
        if name not in variables:
            yield _unknown(draft, text, (*place, position), name, variables, file)

