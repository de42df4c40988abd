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
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
