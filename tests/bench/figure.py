"""One figure: what was measured, what it must stay under, what it is compared with."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """A time in seconds; ``limit`` in the same unit where the project states one."""

    name: str
    seconds: float
    limit: float | None = None
    note: str = ""

    def line(self) -> str:
        limit = "" if self.limit is None else f"(at most {self.limit:g} s)"
        return f"{self.name:<58} {self.seconds:>10.4f} s {limit:<18} {self.note}".rstrip()


def timed(work: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of ``runs`` runs, after one that is not counted."""
    work()
    return median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
