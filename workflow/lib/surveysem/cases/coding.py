"""The coding frame of a collection: its codes and alliances, as config/ states them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

ALL = "all"
ALLIANCE = "alliance"
Choices = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Coding:
    """``codes``: a row per code of codes.tsv; ``cases``: a row per partner of cases.tsv.

    Both in the order of their files.
    """

    codes: pd.DataFrame
    cases: pd.DataFrame

    @property
    def themes(self) -> list[str]:
        """Themes in the order of their first code."""
        return list(dict.fromkeys(self.codes["theme"]))

    @property
    def names(self) -> list[str]:
        """The alliances."""
        return list(dict.fromkeys(self.cases["case"]))

    def partners(self, case: str) -> list[str]:
        """The partners of an alliance."""
        return list(self.cases.loc[self.cases["case"] == case, "partner"])

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Each alliance with each two of its partners."""
        for case in self.names:
            for first, second in combinations(self.partners(case), 2):
                yield case, first, second

    def views(self) -> pd.DataFrame:
        """A row (case, view) per partner, then the alliance."""
        rows = [(case, view) for case in self.names for view in (*self.partners(case), ALLIANCE)]
        return pd.DataFrame(rows, columns=["case", "view"])


def coding(choices: Choices) -> Coding:
    """The coding frame in the choices of a collection."""
    cases = pd.DataFrame(list(choices["cases"]), dtype=object)
    return Coding(pd.DataFrame(list(choices["codes"])), cases.astype({"case": str, "partner": str}))


def by_view(segments: pd.DataFrame) -> pd.DataFrame:
    """Every segment twice: in the view of its partner, and in that of its alliance."""
    own = segments.assign(view=segments["partner"])
    return pd.concat([own, segments.assign(view=ALLIANCE)], ignore_index=True)


def ids(segments: Sequence[int] | pd.Series) -> str:
    """Numbers of segments in one cell, in their order."""
    return " ".join(str(number) for number in sorted(int(one) for one in segments))


def stream(seed: int, *names: str) -> np.random.Generator:
    """A stream of random numbers of its own for whatever bears these names."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
