"""Raw files as far as their headers tell: no case is read, nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from surveysem.errors import DataError
from surveysem.run.faults import Fault

HEAD_BYTES = 1024


def variables(root: Path, file: str) -> tuple[tuple[str, ...], list[Fault]]:
    """The names of the variables in ``root / file``, and what is wrong with the file."""
    from surveysem.survey import guards

    path = root / file
    with path.open("rb") as raw:
        head = raw.read(HEAD_BYTES)
    try:
        kind = guards.recognise(head, file)
        header = _header(str(path), kind, guards.FALLBACK_ENCODING)
    except DataError as error:
        return (), [Fault("", str(error))]
    except Exception as error:  # pyreadstat raises whatever its reader met
        found = f"a header that cannot be read ({error})"
        return (), [Fault(file, found, "a whole SPSS file, as SPSS saves it")]
    return tuple(header.column_names), []


def _header(path: str, kind: str, fallback: str) -> Any:
    """The dictionary of the file, read as ``fallback`` where it names a wrong encoding."""
    import pyreadstat

    if kind == "por":
        return pyreadstat.read_por(path, metadataonly=True)[1]
    try:
        return pyreadstat.read_sav(path, metadataonly=True)[1]
    except UnicodeError:
        return pyreadstat.read_sav(path, metadataonly=True, encoding=fallback)[1]
