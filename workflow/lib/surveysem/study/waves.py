"""The waves of a study: which raw file is which wave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from surveysem.study import tables
from surveysem.study.faults import Fault, nearest
from surveysem.study.tables import Row, Table

AUTO = "auto"
FOLDER = "data/raw"
SUFFIXES = (".sav", ".zsav", ".por")
COLUMNS = ("wave", "file", "date", "note", "sha256")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RESERVED = {"pooled": "all waves together"}
_DIGITS = re.compile(r"([0-9]+)")


def read(root: Path, setting: str) -> tuple[Table, list[Fault]]:
    """The table of waves: that at the path ``setting``, or with ``auto`` one made of data/raw.

    With ``auto`` the waves stand in the natural order of their names: wave_2 before wave_10.
    """
    if setting != AUTO:
        return tables.read(root, setting, COLUMNS)
    rows = [
        Row(0, dict.fromkeys(COLUMNS, "") | {"wave": path.stem, "file": f"{FOLDER}/{path.name}"})
        for path in _present(root)
        if path.suffix.lower() in SUFFIXES
    ]
    return Table(FOLDER, COLUMNS, tuple(rows)), []


def faults(root: Path, table: Table) -> list[Fault]:
    """No wave at all, names that paths cannot have, files that are not there or have changed."""
    if not table.rows:
        others = ", ".join(path.name for path in _present(root)) or "no file"
        present = others if table.file == FOLDER else "no row"
        return [Fault(table.file, present, f"at least one SPSS file ({', '.join(SUFFIXES)})")]
    found = list(_name_faults(table))
    for row in table:
        found += _file_faults(root, table.file, row)
    return found


def _present(root: Path) -> list[Path]:
    """The files in data/raw that are not hidden, in the natural order of names."""
    found = (path for path in (root / FOLDER).glob("[!.~]*") if path.is_file())
    return sorted(found, key=lambda path: (_natural(path.stem), path.name))


def _natural(name: str) -> list[tuple[int, str]]:
    """A key by which wave_2 comes before wave_10: digits count as numbers."""
    parts = _DIGITS.split(name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _name_faults(table: Table) -> Iterator[Fault]:
    by_name: dict[str, Row] = {}
    by_file: dict[str, Row] = {}
    for row in table:
        name, at = row["wave"], f"wave {row['wave']}"
        other = by_name.setdefault(name.casefold(), row)
        if other is not row:
            found = f"it twice, {other['file']} and {row['file']}"
            yield Fault(table.file, found, "one file for each wave", row.line, at)
        other = by_file.setdefault(row["file"], row)
        if other is not row:
            found = f"the file of the wave {other['wave']}, {row['file']}"
            yield Fault(table.file, found, "one file for each wave", row.line, at)
        if name in RESERVED:
            found = f"a name that means {RESERVED[name]}"
            yield Fault(table.file, found, "another name", row.line, at)
        if table.file == FOLDER and not NAME.fullmatch(name):
            expected = (
                "a file name of letters without accents, digits, `_` and `-`, or a waves.tsv that"
                " gives the wave such a name"
            )
            yield Fault(row["file"], f"the file name `{name}`", expected)


def _file_faults(root: Path, table: str, row: Row) -> Iterator[Fault]:
    path, at = root / row["file"], f"column file of {row['wave']}"
    if not path.is_file():
        here = sorted(one.name for one in path.parent.glob("*")) if path.parent.is_dir() else []
        expected = "an existing file, from the folder of the study"
        yield Fault(table, f"`{row['file']}`", expected, row.line, at, nearest(path.name, here))
    elif row["sha256"] and (digest := sha256(path.read_bytes()).hexdigest()) != row["sha256"]:
        found = f"the digest {digest}"
        yield Fault(row["file"], found, f"{row['sha256']}, as in {table}, line {row.line}")
