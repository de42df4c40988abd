"""Every table of the chapter on cases, collection by collection."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases.collection import Collection, collections
from surveysem.reporting.tables import cases_governance as governance
from surveysem.reporting.tables import cases_material as material
from surveysem.reporting.tables import cases_truth as truth
from surveysem.reporting.tables import cases_types as types
from surveysem.reporting.tables.cases_joint import joint
from surveysem.reporting.tables.cases_matrices import matrices, segments
from surveysem.reporting.tables.model import Table
from surveysem.reporting.text import Text
from surveysem.reporting.watched import watched

Build = Callable[[Collection, Text], Table | list[Table] | None]

BUILDERS: tuple[Build, ...] = (
    material.studied,
    material.attributes,
    matrices,
    material.sources,
    material.coders,
    types.placements,
    types.chain,
    types.chain_links,
    governance.ladder,
    governance.display,
    governance.groups,
    truth.truth_table,
    truth.solutions,
    types.claims,
    material.codes,
    segments,
    material.quotes,
    material.discussions,
    types.left_out,
    types.saturation,
    types.claim_reasons,
)


def build_cases(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Table]:
    """The tables of every collection and the joint display, by name; those of the text first."""
    built = [
        table
        for collection in collections(artefacts, study, text)
        for table in _of(collection, text)
    ]
    seen = watched(artefacts)
    together = joint(seen, study, text)
    ordered = [
        *(table for table in built if not table.appendix),
        *([replace(together, made_by=seen.makers())] if together else []),
        *(table for table in built if table.appendix),
    ]
    return {table.name: table for table in ordered}


def _of(collection: Collection, text: Text) -> Iterator[Table]:
    for build in BUILDERS:
        seen = watched(collection.artefacts)
        made = build(replace(collection, artefacts=seen), text)
        for table in [made] if isinstance(made, Table) else list(made or ()):
            yield replace(table, made_by=seen.makers())


def in_appendix(tables: Sequence[Table]) -> list[str]:
    """The names of those that are printed in the appendix."""
    return [table.name for table in tables if table.appendix and table.in_print]
