"""What counts where several coders coded: each stretch of text once per code."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.cases.coding import ALL
from surveysem.errors import DataError


def count_once(segments: pd.DataFrame, rule: str) -> pd.DataFrame:
    """The segments that count, each stretch once per code.

    ``rule`` is `ALL`: what at least one coder gave the code counts; segments of one code that
    overlap in a source are the same finding, and the longest stands for them (of equally long ones
    that of the lowest number). Otherwise ``rule`` names the coder whose segments alone count.

    Raises
    ------
    DataError
        A source was coded, but not by the coder who counts.
    """
    if rule == ALL:
        return _longest(segments)
    own = segments[segments["coder"] == rule]
    without = sorted(set(segments["source"]) - set(own["source"]))
    if without:
        raise DataError(
            f"coder {rule}: no segment in {', '.join(without)}; expected one in every coded "
            "source, since cases: counted: names this coder as the one who counts"
        )
    return _longest(own)


def _longest(segments: pd.DataFrame) -> pd.DataFrame:
    stretches = joined(segments, ["source", "code"])
    length = segments["end"] - segments["start"]
    order = segments.assign(_stretch=stretches, _length=-length).sort_values(
        ["_stretch", "_length", "segment"]
    )
    kept = order.drop_duplicates("_stretch").drop(columns=["_stretch", "_length"])
    return kept.sort_values("segment").reset_index(drop=True)


def joined(segments: pd.DataFrame, within: list[str]) -> npt.NDArray[np.int64]:
    """The number of the stretch of each segment: those that overlap make up one stretch.

    Segments belong together only ``within`` the same values of these columns; to touch is not to
    overlap. Stretches are numbered in the order of ``within`` and of the text.
    """
    order = segments.reset_index(drop=True).sort_values([*within, "start", "end"])
    reached = order.groupby(within, sort=False)["end"].cummax()
    before = reached.groupby([order[name] for name in within], sort=False).shift()
    begins = before.isna() | (order["start"] >= before)
    return np.asarray(begins.cumsum().sort_index(), dtype=np.int64) - 1
