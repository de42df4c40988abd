"""What either form of a collection comes to before it is held against the study."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Interview:
    """One source: whose it is, and how long. Names are published names.

    ``date`` is ISO or empty; ``characters`` and ``words`` are those of the whole source.
    """

    source: str
    case: str
    partner: str
    date: str
    characters: int
    words: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One code that one coder gave to the characters ``start`` up to ``end`` of a source.

    ``place`` is where the segment stands, for messages: a row, or a selection.
    """

    source: str
    coder: str
    code: str
    start: int
    end: int
    text: str
    quote: bool
    place: str


@dataclass(slots=True)
class Material:
    """Interviews and segments as they were read.

    ``codes`` are those of the code book, None where the form has none; ``faults`` and ``notes``
    are whole sentences; ``limits`` of a source is its last position where its text is there.
    """

    file: str
    interviews: list[Interview] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    codes: set[str] | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
