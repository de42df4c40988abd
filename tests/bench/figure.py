"""One figure: what was measured, what it must stay under, what it is compared with."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """A time in seconds; ``limit`` in the same unit where the project states one.

    ``holds`` says whether a limit of something else, which the ``note`` states, is kept.
    """

    name: str
    seconds: float
    limit: float | None = None
    note: str = ""
    holds: bool = True

    @property
    def over(self) -> bool:
        """Is it, or what the note states, beyond its limit?"""
        return not self.holds or (self.limit is not None and self.seconds > self.limit)

    def line(self) -> str:
        limit = "" if self.limit is None else f"(at most {self.limit:g} s)"
        line = f"{self.name:<58} {self.seconds:>10.4f} s {limit:<18} {self.note}".rstrip()
        return f"{line} OVER ITS LIMIT" if self.over else line


def timed(work: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of ``runs`` runs, after one that is not counted."""
    work()
    return median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
