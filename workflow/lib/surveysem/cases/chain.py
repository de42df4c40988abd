"""The chain of effects: which of its elements are said in which case, and in which order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from surveysem.cases.coding import Choices, Coding, coding
from surveysem.cases.counting import count_once
from surveysem.contracts import columns
from surveysem.survey.wording import Reason

NAN = float("nan")
FEWEST = 2
TOO_FEW = Reason(
    "Moins de deux éléments sont mentionnés : il n'y a pas d'ordre.",
    "Fewer than two elements are mentioned: there is no order.",
)
ALL_TIED = Reason(
    "Tous les éléments sont mentionnés à la même place : il n'y a pas d'ordre.",
    "All elements are mentioned at the same place: there is no order.",
)


@dataclass(frozen=True, slots=True)
class Chain:
    """The tables chain, chain_order, chain_links and chain_support."""

    elements: pd.DataFrame
    order: pd.DataFrame
    links: pd.DataFrame
    support: pd.DataFrame


def trace_chain(segments: pd.DataFrame, interviews: pd.DataFrame, choices: Choices) -> Chain:
    """Evidence of each element of the posited chain, case by case, and the order of first mention.

    ``first`` is where an element is first mentioned, as a share of its interview, mean over the
    interviews of the case that mention it; ``observed`` is its rank (ties share the mean rank). The
    order of speech is not that of events: it says how the story is told. ``tau`` is Kendall's
    tau-b between posited and observed order over the elements mentioned. A link joins neighbours of
    the posited chain; it has evidence where both are said, and is in order where the first is
    mentioned before the second. Raises DataError as `count_once` does.
    """
    frame = coding(choices)
    chain = list(choices["chain"])
    found = count_once(segments, choices["counted"])
    elements = _elements(found, interviews, frame, chain)
    links = pd.DataFrame(list(_links(elements, frame, chain)), columns=columns("chain_links"))
    links["in_order"] = links["in_order"].astype("boolean")
    order = [_order(case, elements[elements["case"] == case]) for case in frame.names]
    return Chain(
        elements,
        pd.DataFrame(order, columns=columns("chain_order")),
        links,
        _support(links, len(frame.names)),
    )


def _elements(
    segments: pd.DataFrame, interviews: pd.DataFrame, frame: Coding, chain: Sequence[str]
) -> pd.DataFrame:
    told = segments.drop(columns="theme").merge(frame.codes[["code", "theme"]], on="code")
    told = told.merge(interviews[["source", "characters"]], on="source")
    told = told.assign(place=told["start"] / told["characters"])
    keys = ["case", "theme"]
    counts = told.groupby(keys).agg(n=("segment", "size"), words=("words", "sum"))
    first = told.groupby([*keys, "source"])["place"].min().groupby(keys).mean().rename("first")
    grid = pd.DataFrame({"case": frame.names}).merge(
        pd.DataFrame({"theme": chain, "posited": range(1, len(chain) + 1)}), how="cross"
    )
    table = grid.merge(counts.join(first).reset_index(), on=keys, how="left")
    table[["n", "words"]] = table[["n", "words"]].fillna(0).astype(int)
    table["observed"] = table.groupby("case")["first"].rank()
    table["evidence"] = table["n"] > 0
    return table.rename(columns={"theme": "element"})[columns("chain")]


def _order(case: str, elements: pd.DataFrame) -> list[object]:
    said = elements[elements["evidence"]]
    tau, reason = NAN, Reason("", "")
    if len(said) < FEWEST:
        reason = TOO_FEW
    elif said["first"].nunique() == 1:
        reason = ALL_TIED
    else:
        tau = kendall_tau(said["posited"].to_numpy(float), said["observed"].to_numpy(float))
    return [case, len(said), tau, reason.fr, reason.en]


def kendall_tau(x: np.ndarray, y: np.ndarray) -> float:
    """Kendall's tau-b (1945, Biometrika 33, p. 239)."""
    a, b = (np.sign(np.subtract.outer(one, one)) for one in (x, y))
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


def _links(elements: pd.DataFrame, frame: Coding, chain: Sequence[str]) -> Iterator[list[object]]:
    at = elements.set_index(["case", "element"])
    n, first = at["n"].to_dict(), at["first"].to_dict()
    for case in frame.names:
        for before, after in pairwise(chain):
            both = n[case, before] > 0 and n[case, after] > 0
            in_order = first[case, before] < first[case, after] if both else pd.NA
            yield [case, before, after, both, in_order, n[case, before], n[case, after]]


def _support(links: pd.DataFrame, cases: int) -> pd.DataFrame:
    counts = (
        links.groupby(["from_element", "to_element"], sort=False)
        .agg(with_evidence=("evidence", "sum"), in_order=("in_order", "sum"))
        .reset_index()
    )
    counts["in_order"] = counts["in_order"].astype(int)
    return counts.assign(cases=cases)[columns("chain_support")]
