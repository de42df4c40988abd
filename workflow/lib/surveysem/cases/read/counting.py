"""What a position counts: programs differ in line ends, and in characters beyond the first plane.

REFI-QDA counts the code points of the plain text as it is stored (REFI-QDA 1.5, section on text
selections). Programs of which a character is a UTF-16 unit count an emoji twice, and some count a
line end as one character where they store two. What they count is found out by the names of
selections, for which most of them write the words that were selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from surveysem.cases.read.elements import Selection

Units = Literal["codepoints", "utf16"]
CODEPOINTS: Units = "codepoints"
UTF16: Units = "utf16"
BEYOND = 0xFFFF
# Fewer letters may begin two selections alike; programs cut longer names.
FEWEST, COMPARED = 6, 24


class Counted:
    """A text with its line ends as its positions count them, in units of either kind."""

    def __init__(self, text: str, units: Units = CODEPOINTS) -> None:
        self.text = text
        wide = units == UTF16 and has_wide(text)
        sizes = accumulate((1 + (ord(one) > BEYOND) for one in text), initial=0)
        self._places = {unit: place for place, unit in enumerate(sizes)} if wide else None
        self.length = max(self._places) if self._places else len(text)

    def place(self, position: int) -> int | None:
        """The code point at a position; None beyond the text, or inside of a character."""
        if self._places is not None:
            return self._places.get(position)
        return position if position <= self.length else None

    def begins_as_named(self, selection: Selection) -> bool:
        """Whether the selected words begin as the name of the selection does, blanks apart."""
        start, end = (self.parsed(one) for one in (selection.start, selection.end))
        if start is None or end is None:
            return False
        name = _plain(selection.name)[:COMPARED]
        return bool(name) and _plain(self.text[start:end]).startswith(name)

    def parsed(self, text: str | None) -> int | None:
        """The code point at a position as it is written; None where it is none."""
        if not (text and text.isascii() and text.isdigit() and len(text) < 10):
            return None
        return self.place(int(text))


def as_counted(text: str, selections: Sequence[Selection], units: Units = CODEPOINTS) -> Counted:
    """``text`` with line ends as its positions count them: as stored, as one, or as two characters.

    The stored text stands unless more selections begin with their names in another.
    """
    named = [one for one in selections if len(_plain(one.name)) >= FEWEST]
    if not named or not {"\r", "\n"} & set(text):
        return Counted(text, units)
    single = text.replace("\r\n", "\n")
    texts = dict.fromkeys([text, single, single.replace("\n", "\r\n")])
    ways = [Counted(one, units) for one in texts]
    return max(ways, key=lambda way: sum(map(way.begins_as_named, named)))


def other_units(text: str, selections: Sequence[Selection], units: Units) -> tuple[int, int] | None:
    """Of the selections with a telling name, how many fit in units of the other kind, and in these.

    None where these fit at least as many, or nothing tells: no character of the text is beyond
    the first plane, or no selection that the units tell apart has the words for its name.
    """
    if not has_wide(text):
        return None
    named = [one for one in selections if len(_plain(one.name)) >= FEWEST]
    ways = [as_counted(text, named, one) for one in (_other(units), units)]
    theirs, ours = (sum(map(way.begins_as_named, named)) for way in ways)
    return (theirs, ours) if theirs > ours else None


def undecided(counted: Counted, selections: Sequence[Selection]) -> bool:
    """Whether positions beyond a wide character matter, and no name says what they count."""
    first = next(place for place, one in enumerate(counted.text) if ord(one) > BEYOND)
    after = [one for one in selections if (counted.parsed(one.end) or 0) > first]
    telling = (one for one in after if (counted.parsed(one.start) or 0) > first)
    return bool(after) and not any(map(counted.begins_as_named, telling))


def has_wide(text: str) -> bool:
    """Whether a character of the text is two units of UTF-16, as emoji are."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _other(units: Units) -> Units:
    return UTF16 if units == CODEPOINTS else CODEPOINTS


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".… ")
