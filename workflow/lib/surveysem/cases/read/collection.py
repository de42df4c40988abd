"""One collection as the study takes it: interviews and segments, or everything at fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem import contracts
from surveysem.cases.read import held
from surveysem.cases.read.counting import CODEPOINTS, Units
from surveysem.cases.read.material import Interview, Segment
from surveysem.cases.read.pseudonyms import Pseudonyms
from surveysem.cases.read.refi import read_project
from surveysem.cases.read.sheet import read_sheet
from surveysem.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

PROJECT = ".qdpx"
SUFFIXES = (PROJECT, ".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a study expects of a collection.

    Attributes
    ----------
    themes
        Theme of each code of the collection.
    partners
        Case and partner of every firm whose interviews it holds.
    quote_code
        The code that says that what is coded with it may be printed; empty for none.
    positions
        What the positions of a project count: code points, or units of UTF-16.
    """

    themes: Mapping[str, str]
    partners: Sequence[tuple[str, str]]
    quote_code: str = ""
    positions: Units = CODEPOINTS


@dataclass(frozen=True, slots=True)
class Reading:
    """A collection that was read: what it holds, what is wrong with it, what was left out."""

    interviews: pd.DataFrame
    segments: pd.DataFrame
    faults: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())


def read(path: Path | str, frame: Frame, pseudonyms: Pseudonyms) -> Reading:
    """Read one collection and hold it against the study.

    Returns interviews and segments with the columns of their contracts. Their names, and those in
    every fault and note, are replaced by pseudonyms. A segment has its text only where it may be
    printed.

    Raises
    ------
    DataError
        The file cannot be read at all. What is wrong in a file that can be read is in ``faults``.
    """
    try:
        return _read(Path(path), frame, pseudonyms)
    except DataError as error:
        raise DataError(pseudonyms(str(error))) from None


def _read(path: Path, frame: Frame, pseudonyms: Pseudonyms) -> Reading:
    content, file = path.read_bytes(), path.name
    if path.suffix.lower() == PROJECT:
        codes = {*frame.themes, frame.quote_code}
        made = read_project(content, file, codes, frame.partners, pseudonyms, frame.positions)
    elif path.suffix.lower() in SUFFIXES:
        made = read_sheet(content, file, pseudonyms)
    else:
        raise DataError(f"{file}: expected a file of {', '.join(SUFFIXES)}")
    made.faults += held.faults(made, frame.themes, frame.partners, frame.quote_code)
    if made.codes is not None and frame.quote_code and frame.quote_code not in made.codes:
        made.notes.append(f"{file}: no code `{frame.quote_code}`, so that nothing is quoted")
    interviews = sorted(made.interviews, key=lambda one: (not one.date, one.date))
    thematic = _quotable(made.segments, frame.quote_code)
    return Reading(
        _interviews(interviews, thematic),
        _segments(interviews, thematic, frame, pseudonyms),
        tuple(dict.fromkeys(map(pseudonyms, made.faults))),
        tuple(map(pseudonyms, made.notes)),
    )


def read_sound(path: Path | str, frame: Frame, pseudonyms: Pseudonyms) -> Reading:
    """Read one collection that must be without fault; see `read`.

    Raises
    ------
    DataError
        The file cannot be read, or has faults; the message lists all of them.
    """
    found = read(path, frame, pseudonyms)
    if found.faults:
        raise DataError("\n\n".join(found.faults))
    return found


def _quotable(segments: Sequence[Segment], quote_code: str) -> list[tuple[Segment, bool]]:
    """The thematic segments, and whether each lies within what may be printed."""
    allowed: dict[str, list[tuple[int, int]]] = {}
    for segment in segments:
        if segment.code == quote_code:
            allowed.setdefault(segment.source, []).append((segment.start, segment.end))
    return [
        (
            one,
            one.quote
            or any(a <= one.start and one.end <= b for a, b in allowed.get(one.source, ())),
        )
        for one in segments
        if one.code != quote_code
    ]


def _interviews(
    interviews: Sequence[Interview], segments: Sequence[tuple[Segment, bool]]
) -> pd.DataFrame:
    import pandas as pd

    counts = Counter(segment.source for segment, _ in segments)
    rows = [
        (
            *(one.source, one.case, one.partner, order),
            *(one.date, one.characters, one.words, counts[one.source]),
        )
        for order, one in enumerate(interviews, start=1)
    ]
    return pd.DataFrame(rows, columns=contracts.columns("interviews"))


def _segments(
    interviews: Sequence[Interview],
    segments: Sequence[tuple[Segment, bool]],
    frame: Frame,
    pseudonyms: Pseudonyms,
) -> pd.DataFrame:
    """Segments in the order of interviews and of their places, numbered from one."""
    import pandas as pd

    order = {one.source: position for position, one in enumerate(interviews)}
    known = (pair for pair in segments if pair[0].source in order)
    placed = sorted(
        known,
        key=lambda one: (order[one[0].source], one[0].start, one[0].end, one[0].code, one[0].coder),
    )
    rows = [
        (
            *(number, interviews[order[one.source]].case, interviews[order[one.source]].partner),
            *(one.source, one.coder, one.code, frame.themes.get(one.code, "")),
            *(one.start, one.end, len(one.text.split()), quote),
            pseudonyms(one.text) if quote else "",
        )
        for number, (one, quote) in enumerate(placed, start=1)
    ]
    return pd.DataFrame(rows, columns=contracts.columns("segments"))
