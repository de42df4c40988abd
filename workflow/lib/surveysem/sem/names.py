"""Names in messages."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """Words for the end of a message: the known names nearest to an unknown one, or nothing."""
    by_lower = {other.lower(): other for other in known}
    close = get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)
    return f" (nearest: {', '.join(by_lower[other] for other in close)})" if close else ""


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names in one line, the rest counted."""
    shown, more = shortened(names, most)
    return shown + (f" and {more} more" if more else "")


def shortened(names: Iterable[str], most: int = 8) -> tuple[str, int]:
    """The first names in one line, and how many more there are."""
    names = list(names)
    return ", ".join(names[:most]), max(0, len(names) - most)
