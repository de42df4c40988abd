"""Passages: the units on which coders are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.cases.counting import joined


@dataclass(frozen=True, slots=True)
class Passages:
    """Which coder gave which passage which code.

    ``given`` (coders, passages, codes); ``took_part`` (coders, passages): whether the coder coded
    the source; ``of_segment`` (segments,): the passage of each segment.
    """

    coders: list[str]
    codes: list[str]
    given: npt.NDArray[np.bool_]
    took_part: npt.NDArray[np.bool_]
    of_segment: npt.NDArray[np.int64]


def read_passages(segments: pd.DataFrame, order: Sequence[str]) -> Passages:
    """The passages that overlapping segments make up; codes in ``order``, the unused left out."""
    coders = sorted(set(segments["coder"]))
    used = set(segments["code"])
    codes = [code for code in order if code in used]
    passage = joined(segments, ["source"])
    coder = pd.Categorical(segments["coder"], categories=coders).codes
    code = pd.Categorical(segments["code"], categories=codes).codes
    given = np.zeros((len(coders), passage.max() + 1, len(codes)), dtype=bool)
    given[coder, passage, code] = True
    source = pd.factorize(segments["source"])[0]
    in_source = np.zeros((len(coders), source.max() + 1), dtype=bool)
    in_source[coder, source] = True
    of_passage = np.zeros(passage.max() + 1, dtype=np.int64)
    of_passage[passage] = source
    return Passages(coders, codes, given, in_source[:, of_passage], passage)
