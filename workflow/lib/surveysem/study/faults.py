"""What is wrong with a study as it is written: one fault, one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from surveysem.errors import SpecificationError

LISTED = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right before any job can start.

    Attributes
    ----------
    file
        The file at fault, as seen from the folder of the study; empty where ``found`` names it.
    found
        What stands there.
    expected
        What should stand there; empty where ``found`` says it all.
    line
        Line of ``file``, counted from one, where the fault has one.
    at
        The key, column or variable at fault.
    near
        Known names that resemble what was found, best first.
    """

    file: str
    found: str
    expected: str = ""
    line: int | None = None
    at: str = ""
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        place = ", ".join(part for part in (self.file, line, self.at) if part)
        if not self.expected:
            return f"{place}: {self.found}" if place else self.found
        nearest = f" Nearest: {', '.join(self.near)}." if self.near else ""
        return f"{place}: found {self.found}; expected {self.expected}.{nearest}"


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that resemble ``name``, best first; case does not count."""
    by_folded = {one.casefold(): one for one in known}
    close = get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.6)
    return tuple(by_folded[one] for one in close)


def one_of(known: Iterable[str], source: str = "") -> str:
    """The names that would do, and where they stand; the place alone when they are many."""
    names = list(known)
    if not names:
        return f"a name in {source}, which has none"
    if len(names) > LISTED and source:
        return f"one of the {len(names)} names in {source}"
    listed = f"one of {', '.join(names)}" if len(names) > 1 else f"`{names[0]}`"
    return f"{listed} ({source})" if source else listed


def raise_all(faults: Sequence[Fault]) -> None:
    """Raise every fault at once.

    Raises
    ------
    SpecificationError
        There is at least one; the message is a heading and one paragraph for each.
    """
    if not faults:
        return
    listed = list(dict.fromkeys(str(fault) for fault in faults))
    heading = "1 fault" if len(listed) == 1 else f"{len(listed)} faults"
    paragraphs = "\n\n".join(listed)
    raise SpecificationError(f"{heading} in the study, nothing was run.\n\n{paragraphs}")
