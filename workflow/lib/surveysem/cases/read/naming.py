"""Whose interview a source is, by what people call it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

DASH = re.compile(r"\s+[-–—]\s+")
MOST_DASHES = 8
SUFFIX = re.compile(r"\.(txt|docx?|rtf|odt|pdf|md)$", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether ``text`` is a day that exists, as 2004-02-25."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def whose(name: str, partners: Collection[tuple[str, str]]) -> tuple[str, str, str]:
    """Case, partner and date in a name as ``CASE - PARTNER`` or ``CASE - PARTNER - DATE``.

    What follows the partner is free; a date in it is that of the interview. A case or a partner
    may itself hold a dash where the pair is one of ``partners``. Empty texts where there is none.
    """
    parts = DASH.split(SUFFIX.sub("", name.strip()), maxsplit=MOST_DASHES)
    day = next((part for part in parts[1:] if is_date(part)), "")
    splits = [
        (" - ".join(parts[:i]), " - ".join(parts[i:j]))
        for i in range(1, len(parts))
        for j in range(i + 1, len(parts) + 1)
    ]
    known = {(_plain(case), _plain(partner)): (case, partner) for case, partner in partners}
    for case, partner in splits:
        if (_plain(case), _plain(partner)) in known:
            return *known[_plain(case), _plain(partner)], day
    return (parts[0], parts[1], day) if len(parts) > 1 else ("", "", day)


def _plain(name: str) -> str:
    return DASH.sub(" - ", name)
