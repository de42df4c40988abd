"""What cleaning decided: one row per decision, so that nobody leaves a survey without a word."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from surveysem.contracts import columns

# Name of the column that holds the 1-based row of the raw file.
ROW = "row"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on a respondent (``row``), a variable or both.

    ``step`` and ``action`` are fixed words (STEPS, ACTIONS); ``rule`` quotes the choice that led
    here, ``found`` what was there, ``reason`` says why in a sentence.
    """

    step: str
    rule: str
    found: str
    action: str
    reason: str
    row: int | None = None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one step: the data after it and the decisions it took."""

    data: pd.DataFrame
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step whose data has gone on to the next: ``n`` respondents were left, and its decisions."""

    n: int
    decisions: tuple[Decision, ...]


STEPS = (
    "reading",
    "mapping",
    "weight",
    "filter",
    "declared missing",
    "codebook missing",
    "range",
    "duplicates",
    "straight-lining",
    "respondent missing",
    "item missing",
    "reverse-coding",
    "identifiers",
    "left out",
)
ACTIONS = (
    "set to missing",
    "excluded",
    "flagged",
    "dropped",
    "reversed",
    "kept",
    "noted",
    "renamed",
    "recoded",
)


def record_notes(data: pd.DataFrame, notes: Iterable[str]) -> Step:
    """Record what reading the file had to decide or could not confirm."""
    return Step(
        data,
        tuple(
            Decision(
                step="reading",
                rule="",
                found=note,
                action="noted",
                reason="reading the file calls for attention",
            )
            for note in notes
        ),
    )


def decisions_frame(decisions: Iterable[Decision]) -> pd.DataFrame:
    """The decisions as a table with the columns of ``decisions.parquet``."""
    rows = [(d.step, d.rule, d.row, d.variable, d.found, d.action, d.reason) for d in decisions]
    frame = pd.DataFrame(rows, columns=columns("decisions")).astype({"row": "Int64"})
    texts = [column for column in columns("decisions") if column != "row"]
    return frame.astype(dict.fromkeys(texts, "str"))
