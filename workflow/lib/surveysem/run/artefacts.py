"""Reading and writing the artefacts that pass between rules.

A write goes to a temporary name and is then renamed, so a killed job leaves no half file. Tables
are checked against their contract; tables and records carry the digests of what made them.
"""

import json
import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from surveysem import contracts
from surveysem.errors import DataError
from surveysem.run import digests, job
from surveysem.study import faults, tables

PROVENANCE = "surveysem"
WILDCARDS = ("model", "wave", "sample", "collection")
# Bytes above which a table is read column by column, so that it is not held twice.
LARGE = 10**8


def read_table(path: str) -> pd.DataFrame:
    """The table at ``path``; its origin is noted for the artefacts that this job writes."""
    stored = pq.read_table(path)
    _inherit(_provenance(stored.schema))
    large = stored.nbytes > LARGE
    table: pd.DataFrame = stored.to_pandas(split_blocks=large, self_destruct=large)
    return table


def read_tables(paths: Iterable[str]) -> pd.DataFrame:
    """Several tables of one contract, one below the other; an empty table of no paths."""
    found = [read_table(path) for path in paths]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def write_table(table: pd.DataFrame, path: str) -> None:
    """Write a table as parquet, with the job's wildcards as columns.

    Raises
    ------
    DataError
        The columns are not those that the contract of this file name states.
    """
    stamped = _stamp(table)
    contracts.check(stamped, Path(path).stem)
    stored = pa.Table.from_pandas(stamped, preserve_index=False)
    provenance = json.dumps(job.context().provenance(), sort_keys=True)
    metadata = {**(stored.schema.metadata or {}), PROVENANCE: provenance}
    with _renamed(path) as temporary:
        pq.write_table(stored.replace_schema_metadata(metadata), temporary)


def read_record(path: str) -> dict[str, Any]:
    """The flat JSON record at ``path``, without its provenance."""
    record: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    _inherit(record.pop("provenance", {}))
    return record


def read_records(paths: Iterable[str]) -> list[dict[str, Any]]:
    """Several records, in the order of ``paths``."""
    return [read_record(path) for path in paths]


def write_record(record: dict[str, Any], path: str) -> None:
    """Write a flat JSON record, with the job's wildcards as keys.

    Raises
    ------
    DataError
        A number is NaN or infinite: a record states null and a reason instead.
    """
    wildcards = {
        key: job.context().wildcards[key] for key in WILDCARDS if key in job.context().wildcards
    }
    full = {**wildcards, **record, "provenance": job.context().provenance()}
    try:
        text = json.dumps(full, ensure_ascii=False, allow_nan=False, indent=1)
    except ValueError as error:
        raise DataError(f"{Path(path).name}: {error}; a record states null with a reason") from None
    write_text(text + "\n", path)


def read_origin(path: str) -> dict[str, Any]:
    """What an artefact says of its making: artefact, rule, code, config, raw."""
    if path.endswith(".json"):
        record = json.loads(Path(path).read_text(encoding="utf-8"))
        origin = record.get("provenance", {})
    else:
        origin = _provenance(pq.read_schema(path))
    return {"artefact": Path(path).stem, **job.Context().provenance(), **origin}


def read_text(path: str) -> str:
    """A text file, such as a model."""
    return Path(path).read_text(encoding="utf-8-sig")


def read_texts(paths: Iterable[str]) -> dict[str, str]:
    """Several text files by their stems."""
    return {Path(path).stem: read_text(path) for path in paths}


def read_tsv(path: str) -> pd.DataFrame:
    """A table that people write, every cell as text; it was checked before the run began.

    Raises
    ------
    SpecificationError
        The file is not a table of tab-separated text.
    """
    table, found = tables.read(Path(path).parent, Path(path).name)
    faults.raise_all(found)
    return table.frame()


def write_text(text: str, path: str) -> None:
    """Write a text file."""
    with _renamed(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def note_raw(path: str) -> None:
    """Note the digest of a raw file; every artefact derived from it carries the digest on."""
    job.context().raw[Path(path).name] = digests.of_file(Path(path))


class _renamed:
    """A temporary path beside ``path`` that takes its name when the block ends without error."""

    def __init__(self, path: str) -> None:
        self.final = Path(path)
        self.temporary = self.final.with_name(f".{self.final.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        self.final.parent.mkdir(parents=True, exist_ok=True)
        return self.temporary

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.temporary.replace(self.final)
        else:
            self.temporary.unlink(missing_ok=True)


def _stamp(table: pd.DataFrame) -> pd.DataFrame:
    wildcards = job.context().wildcards
    missing = {
        key: wildcards[key] for key in WILDCARDS if key in wildcards and key not in table.columns
    }
    with warnings.catch_warnings():
        # Columns that lie apart are meant to: a copy of a large table would cost its size.
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
        return table.assign(**missing)


def _provenance(schema: pa.Schema) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((schema.metadata or {}).get(PROVENANCE.encode(), b"{}"))
    return found


def _inherit(provenance: dict[str, Any]) -> None:
    job.context().raw.update(provenance.get("raw", {}))
