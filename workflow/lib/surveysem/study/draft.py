"""A study as it was read, before it is known to be sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveysem.study import codebook, coded, judged, models, tables, waves
from surveysem.study.coded import Coded
from surveysem.study.configuration import NO_TEXT, Config, Source, dig, key
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.schema import Place
from surveysem.study.tables import Table


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a study.

    ``config`` lacks the values that break the schema, and ``text`` knows its lines; tables lack
    the rows that could not be read. ``faults`` are those of reading.
    """

    config: Config
    text: Source
    waves: Table
    items: Table
    hypotheses: Table
    claims: Table
    models: dict[str, str]
    coded: Coded
    faults: tuple[Fault, ...]

    def whole(self, table: Table) -> bool:
        """True where every row of the table could be read, so that nothing seems to be missing."""
        return all(fault.file != table.file for fault in self.faults)


def read(root: Path, config: Config, text: Source = NO_TEXT) -> Draft:
    """Read the tables and models of the study in ``root``.

    hypotheses.tsv may be missing where the configuration has no block for it, claims.tsv always.
    """
    needed = "hypotheses" in config
    found_waves, of_waves = waves.read(root, dig(config, "waves", waves.AUTO))
    items, of_items = tables.read(root, codebook.FILE, codebook.COLUMNS, codebook.MAPPED)
    hypotheses, of_hypotheses = _optional(
        root,
        judged.HYPOTHESES,
        judged.HYPOTHESIS_COLUMNS,
        judged.OPTIONAL_COLUMNS,
        needed=needed,
    )
    claims, of_claims = _optional(root, judged.CLAIMS, judged.CLAIM_COLUMNS)
    texts, of_models = models.read(root)
    interviews, of_coded = coded.read(root, config)
    faults = (*of_waves, *of_items, *of_hypotheses, *of_claims, *of_models, *of_coded)
    return Draft(config, text, found_waves, items, hypotheses, claims, texts, interviews, faults)


def unknown(draft: Draft, place: Place, known: tuple[str, ...], source: str) -> Fault:
    """The fault of a name at ``place`` of the configuration that is none of ``known``."""
    name = dig(draft.config, place)
    file, line = draft.text.place(place, draft.config)
    return Fault(file, f"`{name}`", one_of(known, source), line, key(*place), nearest(name, known))


def _optional(
    root: Path,
    file: str,
    columns: tuple[str, ...],
    optional: tuple[str, ...] = (),
    *,
    needed: bool = False,
) -> tuple[Table, list[Fault]]:
    if needed or (root / file).exists():
        return tables.read(root, file, columns, optional)
    return Table(file, (*columns, *optional), ()), []
