"""What was said: the matrices of a collection, its evidence and its saturation."""

from dataclasses import dataclass

import pandas as pd

from surveysem.cases.coding import Choices, coding
from surveysem.cases.counting import count_once
from surveysem.cases.matrices import hypothesis_evidence, thematic_matrices
from surveysem.cases.saturation import saturation_curve


@dataclass(frozen=True, slots=True)
class Themes:
    """The tables of those names."""

    matrices: pd.DataFrame
    evidence: pd.DataFrame
    saturation: pd.DataFrame


def count_themes(segments: pd.DataFrame, interviews: pd.DataFrame, choices: Choices) -> Themes:
    """Count what was said by theme and code, for and against each hypothesis, and as it grew.

    ``segments`` and ``interviews`` are the artefacts of those names, ``choices`` those of the
    collection. Raises DataError as `count_once` does.
    """
    frame = coding(choices)
    found = count_once(segments, choices["counted"])
    resampling = choices["resampling"]
    return Themes(
        thematic_matrices(found, frame),
        hypothesis_evidence(found, frame),
        saturation_curve(
            found, interviews, resampling["draws"], resampling["level"], choices["seed"]
        ),
    )
