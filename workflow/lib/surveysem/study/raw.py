"""Raw files as far as their dictionaries tell: no case is read, nothing is written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.errors import DataError
from surveysem.study.faults import Fault

if TYPE_CHECKING:
    from surveysem.survey.spss.content import Content


def variables(root: Path, file: str) -> tuple[tuple[str, ...], list[Fault]]:
    """The names of the variables in ``root / file``, and what is wrong with the file."""
    from surveysem.survey.spss import guards
    from surveysem.survey.spss.content import mapped

    try:
        with mapped(root / file) as content:
            kind = guards.recognise(content, file)
            dictionary = _portable if kind == "por" else _system
            names = dictionary(content, root, file).column_names
        guards.check_names(names, file)
    except DataError as error:
        return (), [Fault("", str(error))]
    except Exception as error:  # pyreadstat raises whatever its reader met
        found = f"a dictionary that cannot be read ({error})"
        return (), [Fault(file, found, "a whole SPSS file, as SPSS saves it")]
    return tuple(names), []


def _system(content: Content, root: Path, file: str) -> Any:
    """The dictionary of a .sav or .zsav file, whose last row must be whole."""
    import pyreadstat

    from surveysem.survey.spss import guards
    from surveysem.survey.spss.header import read_header

    header = read_header(content, file)
    guards.check_last_row(content, header, file)
    with (root / file).open("rb") as opened:
        try:
            return pyreadstat.read_sav(opened, metadataonly=True)[1]
        except UnicodeError:
            encoding = guards.choose_encoding(header, file, None)
            opened.seek(0)
            return pyreadstat.read_sav(opened, metadataonly=True, encoding=encoding)[1]


def _portable(content: Content, *_: object) -> Any:
    """The dictionary of a .por file."""
    import pyreadstat

    from surveysem.survey.spss.portable import plain_greeting

    return pyreadstat.read_por(BytesIO(plain_greeting(bytes(content))), metadataonly=True)[1]
