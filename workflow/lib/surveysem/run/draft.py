"""A study as it was read, before it is known to be sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveysem.run import codebook, judged, models, tables, waves
from surveysem.run.configuration import Config, dig
from surveysem.run.faults import Fault
from surveysem.run.tables import Table


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a study.

    ``config`` lacks the values that break the schema, tables lack the rows that could not be read.
    ``faults`` are those of reading.
    """

    config: Config
    waves: Table
    items: Table
    hypotheses: Table
    claims: Table
    models: dict[str, str]
    faults: tuple[Fault, ...]

    def whole(self, table: Table) -> bool:
        """True where every row of the table could be read, so that nothing seems to be missing."""
        return all(fault.file != table.file for fault in self.faults)


def read(root: Path, config: Config) -> Draft:
    """Read the tables and models of the study in ``root``.

    hypotheses.tsv may be missing where the configuration has no block for it, claims.tsv always.
    """
    items, faults = tables.read(root, codebook.FILE, codebook.COLUMNS)
    found_waves, more = waves.read(root, dig(config, "waves", waves.AUTO))
    faults += more
    hypotheses, more = _optional(
        root, judged.HYPOTHESES, judged.HYPOTHESIS_COLUMNS, needed="hypotheses" in config
    )
    faults += more
    claims, more = _optional(root, judged.CLAIMS, judged.CLAIM_COLUMNS)
    faults += more
    texts, more = models.read(root)
    return Draft(config, found_waves, items, hypotheses, claims, texts, (*faults, *more))


def _optional(
    root: Path, file: str, columns: tuple[str, ...], *, needed: bool = False
) -> tuple[Table, list[Fault]]:
    if needed or (root / file).exists():
        return tables.read(root, file, columns)
    return Table(file, columns, ()), []
