"""The scores of firms on the axes of a typology, and how exactly the items measure them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.codebook import Entry, read_entries, require_variables
from surveysem.survey.confirm.precision import feldt
from surveysem.survey.confirm.reliability import alpha
from surveysem.survey.spss.missing import counted

Cut = Literal["midpoint", "median"]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its two poles, the first at +1 and the second at -1, and its items."""

    name: str
    poles: tuple[str, str]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers to the items of one axis, each from -1 to 1, one row for each firm.

    ``alpha`` of the complete answers with its interval; ``error`` is the standard error of
    measurement of the mean of all items, in units of the score.
    """

    axis: Axis
    answers: pd.DataFrame
    alpha: float
    ci_lower: float
    ci_upper: float
    error: float

    @property
    def score(self) -> pd.Series:
        """Mean of the items of each firm, missing where one of them has no answer."""
        return mean_of(self.answers)

    def cut(self, rule: Cut) -> float:
        """The border between the poles: the middle of the answer scale, or the median firm."""
        return cut_of(self.score, rule)


def read_axes(stated: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Axis]:
    """Axes as the configuration states them: ``{tie: {poles: [social, economic], items: []}}``."""
    found = []
    for name, one in stated.items():
        first, second = one["poles"]
        found.append(Axis(name, (first, second), tuple(one["items"])))
    return found


def measure(
    axis: Axis, background: pd.DataFrame, codebook_rows: pd.DataFrame, level: float
) -> Scale:
    """The scale of an axis from cleaned answers, in which a high one speaks for the first pole.

    Answers from min to max of items.tsv become -1 to 1. The standard error of measurement of the
    mean of k items is s (1 - alpha)^(1/2) (Lord and Novick, 1968, Statistical Theories of Mental
    Test Scores), with s the standard deviation of the mean; a negative alpha gives an
    error beyond s. The interval of alpha is Feldt's, at ``level``.

    Raises
    ------
    DataError
        An item is not among the cleaned answers, or fewer than three firms answered all items.
    """
    entries = {entry.variable: entry for entry in read_entries(codebook_rows)}
    require_variables(axis.items, background.columns, f"axis {axis.name}: item")
    answers = pd.DataFrame(
        {item: _centred(background[item], entries[item]) for item in axis.items},
        index=background.index,
    )
    complete = answers.dropna()
    if len(complete) < 3:
        raise DataError(
            f"axis {axis.name}: {counted(len(complete), 'firm')} answered all of its items, "
            "expected three or more"
        )
    if not complete.mean(axis=1).std() > 0:
        raise DataError(f"axis {axis.name}: all firms have the same score, expected some to differ")
    X = complete.to_numpy(dtype=float)
    found, spread = alpha(X), float(complete.mean(axis=1).std())
    return Scale(axis, answers, found, *feldt(X, level), spread * float(np.sqrt(1 - found)))


def mean_of(answers: pd.DataFrame) -> pd.Series:
    """Mean of each row, missing where an answer is; free of rounding, so that 0 is 0."""
    return answers.mean(axis=1, skipna=False).round(12) + 0.0


def cut_of(score: pd.Series, rule: Cut) -> float:
    """Where a rule cuts a score from -1 to 1."""
    return 0.0 if rule == "midpoint" else float(score.median())


def _centred(column: pd.Series, entry: Entry) -> pd.Series:
    assert entry.minimum is not None
    assert entry.maximum is not None
    return 2 * (column.astype(float) - entry.minimum) / (entry.maximum - entry.minimum) - 1
