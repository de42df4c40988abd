"""Whether the parts of a study fit together: configuration, tables, models and raw files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from surveysem.study import (
    choices,
    codebook,
    coded,
    coded_choices,
    coded_claims,
    coded_raw,
    coded_tables,
    firms,
    judged,
    mapped,
    models,
    raw,
    schema,
    waves,
)
from surveysem.study.configuration import dig
from surveysem.study.draft import Draft, unknown
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.models import Names
from surveysem.study.schema import Place


def check(draft: Draft, root: Path, schemas: Path) -> list[Fault]:
    """Every fault of a study beyond those of reading it and of the types of its configuration."""
    named, unreadable = models.names(draft.models)
    return [
        *_row_faults(draft, schemas),
        *choices.faults(draft, named),
        *_item_faults(draft),
        *unreadable,
        *_model_faults(draft, named),
        *_judged_faults(draft, named),
        *_raw_faults(draft, root),
        *coded.file_faults(draft.coded),
        *coded_choices.faults(draft),
        *coded_tables.faults(draft),
        *coded_claims.faults(draft),
        *coded_raw.faults(draft, root),
        *firms.faults(draft, named),
    ]


def _row_faults(draft: Draft, schemas: Path) -> Iterator[Fault]:
    """Cells that break the schema of their table."""
    named = {
        "items": draft.items,
        "hypotheses": draft.hypotheses,
        "claims": draft.claims,
        "waves": draft.waves,
        "cases": draft.coded.cases,
        "codes": draft.coded.codes,
    }
    for name, table in named.items():
        if table.file != waves.FOLDER:
            yield from schema.row_faults(table, schema.load(schemas, name))


def _item_faults(draft: Draft) -> list[Fault]:
    if not draft.items.rows and draft.whole(draft.items):
        return [Fault(codebook.FILE, "no row", "one row for each variable of the study")]
    return codebook.faults(draft.items, dig(draft.config, "constructs", {}))


def _model_faults(draft: Draft, named: dict[str, Names]) -> Iterator[Fault]:
    if draft.whole(draft.items):
        roles = {row["variable"]: row["role"] for row in draft.items}
        yield from models.faults(named, roles, dig(draft.config, "constructs", {}))
    yield from models.product_faults(named, dig(draft.config, "confirm/ordered", False))


def _judged_faults(draft: Draft, named: dict[str, Names]) -> Iterator[Fault]:
    construct = dig(draft.config, "second_order/construct")
    models_of_study = tuple(draft.models)
    yield from judged.hypothesis_faults(draft.hypotheses, named, models_of_study, construct)
    draws = dig(draft.config, "hypotheses/bootstrap/draws")
    alpha = dig(draft.config, "hypotheses/alpha")
    if draft.whole(draft.hypotheses) and draws and alpha:
        yield from judged.draws_faults(draft.hypotheses, draws, alpha)
    if draft.whole(draft.hypotheses):
        yield from judged.claim_faults(draft.claims, draft.hypotheses)
    for table in (draft.hypotheses, draft.claims):
        yield from judged.statement_faults(table, dig(draft.config, "study/languages", ()))


def _raw_faults(draft: Draft, root: Path) -> Iterator[Fault]:
    """Raw files that cannot be read, and variables that they lack."""
    if not draft.whole(draft.waves):
        return
    yield from waves.faults(root, draft.waves)
    yield from mapped.faults(draft.items, draft.waves.column("wave"))
    for wave, file in zip(draft.waves.column("wave"), draft.waves.column("file"), strict=True):
        if not (root / file).is_file():
            continue
        variables, unreadable = raw.variables(root, file)
        yield from unreadable or _absent_faults(draft, wave, file, variables)


def _absent_faults(
    draft: Draft, wave: str, file: str, variables: tuple[str, ...]
) -> Iterator[Fault]:
    """Variables of items.tsv, keys of duplicates and filters that a raw file lacks."""
    yield from mapped.absent_faults(draft.items, wave, file, variables)
    sources = mapped.sources(draft.items, wave)
    variables = mapped.in_study(sources, variables)
    rows = [row for row in draft.items if row["variable"] not in sources]
    absent = [row for row in rows if row["variable"] not in variables]
    if len(absent) == len(draft.items) > 1:
        found = f"none of the {len(absent)} variables of {codebook.FILE}"
        near = nearest(absent[0]["variable"], variables)
        yield Fault(file, found, "all of them", near=near)
        return
    for row in absent:
        name = row["variable"]
        near, expected = nearest(name, variables), one_of(variables, file)
        yield Fault(codebook.FILE, f"`{name}`", expected, row.line, "column variable", near)
    place: Place = ("clean", "duplicates", "key")
    for position, name in enumerate(dig(draft.config, place, ())):
        if name not in variables:
            yield unknown(draft, (*place, position), variables, file)
    chosen = dig(draft.config, "clean/filter", "ignore")
    if chosen != "ignore" and chosen not in variables:
        yield unknown(draft, ("clean", "filter"), variables, file)
