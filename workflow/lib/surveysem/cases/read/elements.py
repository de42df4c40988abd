"""The parts of a REFI-QDA project that are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mark:
    """One code that one coder gave to a selection, both as identifiers."""

    code: str
    coder: str


@dataclass(slots=True)
class Selection:
    """A stretch of a source, its positions as they stand; None for the whole source."""

    start: str | None
    end: str | None
    name: str = ""
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """One source: how it is called, where its text is, and what is coded in it.

    ``path`` is that of the plain text, ``content`` the text where it stands in the XML itself, and
    ``kind`` the element (TextSource, AudioSource, ...).
    """

    kind: str
    guid: str
    name: str
    path: str
    content: str | None = None
    selections: list[Selection] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """A case in the sense of REFI-QDA, such as a person: its variables, and its sources."""

    guid: str
    name: str
    sources: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Project:
    """A project as far as it is read; identifiers are in lower case and without braces.

    ``passed_over`` counts the elements that are not read, by their names.
    """

    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
