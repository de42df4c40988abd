"""What a position counts: programs differ in whether a line end is one character or two.

REFI-QDA counts the characters of the plain text as it is stored. Programs that count otherwise are
found out by the names of selections, for which most of them write the words that were selected.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveysem.cases.read.project import Selection

# Fewer letters may begin two selections alike; programs cut longer names.
FEWEST, COMPARED = 6, 24


def as_counted(text: str, selections: Sequence[Selection]) -> str:
    """``text`` with line ends as its positions count them: as stored, as one, or as two characters.

    The stored text stands unless more selections begin with their names in another.
    """
    named = [one for one in selections if len(_plain(one.name)) >= FEWEST]
    if not named or not {"\r", "\n"} & set(text):
        return text
    single = text.replace("\r\n", "\n")
    ways = dict.fromkeys([text, single, single.replace("\n", "\r\n")])
    return max(ways, key=lambda way: sum(begins_as_named(way, one) for one in named))


def begins_as_named(text: str, selection: Selection) -> bool:
    """Whether the selected words begin as the name of the selection does, blanks apart."""
    start, end = (_position(one) for one in (selection.start, selection.end))
    if start is None or end is None:
        return False
    name = _plain(selection.name)[:COMPARED]
    return bool(name) and _plain(text[start:end]).startswith(name)


def _position(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".… ")
