"""Where a selection lies in the text of its source, or why it lies nowhere."""

from __future__ import annotations

from surveysem.cases.read.counting import CODEPOINTS, Counted, Units, has_wide
from surveysem.cases.read.elements import Selection

SHOWN = 20


def span(selection: Selection, counted: Counted) -> tuple[int, int] | None:
    """First code point and the one after the last; None where there is no such stretch.

    A selection without positions is the whole source.
    """
    if selection.start is None or selection.end is None:
        return (0, len(counted.text)) if counted.text else None
    start, end = counted.parsed(selection.start), counted.parsed(selection.end)
    if start is None or end is None:
        return None
    return (start, end) if start < end else None


def outside(selection: Selection, counted: Counted, units: Units) -> str:
    """What is wrong with positions that are no stretch of the source, and the cure."""
    start, end = (one or "" for one in (selection.start, selection.end))
    cure = ""
    if units == CODEPOINTS and has_wide(counted.text):
        cure = "; or its program counts an emoji as two: then state cases/positions: utf16"
    return (
        f"found the positions `{start[:SHOWN]}` to `{end[:SHOWN]}`; expected 0 <= start < end <="
        f" {counted.length}, the length of the source: its text was changed after it was coded, or"
        f" exported otherwise{cure}"
    )
