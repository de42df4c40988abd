"""Raw files as far as their dictionaries tell: no case is read, nothing is written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from surveysem.errors import DataError
from surveysem.study.faults import Fault


def variables(root: Path, file: str) -> tuple[tuple[str, ...], list[Fault]]:
    """The names of the variables in ``root / file``, and what is wrong with the file."""
    from surveysem.survey.spss import guards

    content = (root / file).read_bytes()
    try:
        kind = guards.recognise(content, file)
        names = (_portable if kind == "por" else _system)(content, file).column_names
        guards.check_names(names, file)
    except DataError as error:
        return (), [Fault("", str(error))]
    except Exception as error:  # pyreadstat raises whatever its reader met
        found = f"a dictionary that cannot be read ({error})"
        return (), [Fault(file, found, "a whole SPSS file, as SPSS saves it")]
    return tuple(names), []


def _system(content: bytes, file: str) -> Any:
    """The dictionary of a .sav or .zsav file, whose last row must be whole."""
    import pyreadstat

    from surveysem.survey.spss import guards
    from surveysem.survey.spss.header import read_header

    header = read_header(content, file)
    guards.check_last_row(content, header, file)
    try:
        return pyreadstat.read_sav(BytesIO(content), metadataonly=True)[1]
    except UnicodeError:
        encoding = guards.choose_encoding(header, file, None)
        return pyreadstat.read_sav(BytesIO(content), metadataonly=True, encoding=encoding)[1]


def _portable(content: bytes, _: str) -> Any:
    """The dictionary of a .por file."""
    import pyreadstat

    from surveysem.survey.spss.portable import plain_greeting

    return pyreadstat.read_por(BytesIO(plain_greeting(content)), metadataonly=True)[1]
