"""Workbooks from strangers: every part is looked at before a reader of workbooks opens it."""

from __future__ import annotations

from xml.parsers import expat

from surveysem.cases.read.archive import Archive
from surveysem.errors import DataError

XML = (".xml", ".rels", ".vml")


def refuse_harm(content: bytes, file: str) -> None:
    """Inflate every part of a workbook within the limits, and refuse document types in any.

    Raises
    ------
    DataError
        The archive is damaged or expands beyond the limits, a part has a document type in
        whichever encoding, or the beginning of a part that must be XML is none.
    """
    archive = Archive(content, file)
    for name in archive.names:
        _look(archive.read(name), name, file)


class _Sound(Exception):
    """The first element has come: no document type can follow."""


def _look(part: bytes, name: str, file: str) -> None:
    """Parse up to the first element, by a parser that knows no entity of its own."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise DataError(f"{file}: found a document type, which no workbook has; do not trust it")

    def stop(*_: object) -> None:
        raise _Sound

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(part, True)
    except _Sound:
        return
    except (expat.ExpatError, LookupError, ValueError):
        if name.lower().endswith(XML):
            raise DataError(
                f"{file}: no workbook that can be read (its part {name} is no XML); expected a"
                " workbook as Excel or LibreOffice saves it"
            ) from None
