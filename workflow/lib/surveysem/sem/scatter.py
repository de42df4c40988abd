"""A long loop spread over several jobs: each does a share of its batches, and one gathers them.

A batch is the same whoever does it, so the results are those of one job, to the last digit. What is
passed on is a table with a row for each draw.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, get_origin

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError

Part = TypeVar("Part")


@dataclass(slots=True)
class Share:
    """What job ``number`` of ``total`` does: every ``total``-th batch of each loop."""

    number: int
    total: int
    loops: int = 0
    kept: list[pd.DataFrame] = field(default_factory=list)

    def batches(self, count: int) -> range:
        """The batches to do of ``count``; the first one, for the loop to go on, where none is."""
        return range(self.number - 1, count, self.total) or range(1)

    def keep(self, batches: Sequence[int], parts: Sequence[Any]) -> None:
        """Note the own batches of a loop that has ended."""
        own = range(self.number - 1, max(batches) + 1, self.total)
        for batch, part in zip(batches, parts, strict=True):
            if batch in own:
                rows = {one.name: list(getattr(part, one.name)) for one in fields(part)}
                self.kept.append(pd.DataFrame({"loop": self.loops, "batch": batch, **rows}))
        self.loops += 1

    def table(self, columns: Sequence[str]) -> pd.DataFrame:
        """The draws of the share, with these ``columns``: loop, batch and what the draws have."""
        if not self.kept:
            return pd.DataFrame(columns=list(columns))
        return pd.concat(self.kept, ignore_index=True).reindex(columns=list(columns))


@dataclass(slots=True)
class Gathered:
    """The draws of all shares."""

    draws: pd.DataFrame
    loops: int = 0

    def parts(self, of: type[Part], count: int) -> list[Part]:
        """The batches of the next loop in their order.

        Raises DataError where a batch, or the whole loop, is in no share.
        """
        found = dict(list(self.draws[self.draws["loop"] == self.loops].groupby("batch")))
        self.loops += 1
        missing = sorted(set(range(count)) - set(found))
        if missing:
            raise DataError(
                f"batch {missing[0]} of {count} of loop {self.loops} is in no share of the draws"
            )
        return [_part(of, found[batch]) for batch in range(count)]


_current: ContextVar[Share | Gathered | None] = ContextVar("scatter", default=None)


def current() -> Share | Gathered | None:
    """How the loops of this job are spread; None where it does all of them."""
    return _current.get()


@contextmanager
def share(number: int, total: int) -> Iterator[Share]:
    """Within the block loops do share ``number`` (from 1) of ``total``; what follows is partial.

    Raises SpecificationError where there is no such share.
    """
    if not 1 <= number <= total:
        raise SpecificationError(f"share {number} of {total}; expected one from 1 to {total}")
    found = Share(number, total)
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


@contextmanager
def gathered(draws: pd.DataFrame) -> Iterator[None]:
    """Within the block loops take their results from ``draws``, the tables of all shares.

    With a table without columns, as of no shares, they do their work themselves.
    """
    token = _current.set(Gathered(draws) if len(draws.columns) else None)
    try:
        yield
    finally:
        _current.reset(token)


def _part(of: type[Part], rows: pd.DataFrame) -> Part:
    """A batch as its loop has made it."""
    named = fields(of)  # type: ignore[arg-type]
    return of(**{one.name: _values(rows[one.name], one.type) for one in named})


def _values(column: pd.Series, kind: Any) -> Any:
    values = column.to_list()
    if get_origin(kind) is tuple:
        return tuple(tuple(value) for value in values)
    return np.array([np.asarray(value) for value in values])
