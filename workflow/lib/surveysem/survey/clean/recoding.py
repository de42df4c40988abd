"""Steps of cleaning that change values or variables, one step each."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.clean.decisions import Decision, Step
from surveysem.survey.codebook import Codebook, Entry
from surveysem.survey.spss.missing import MissingCodes, counted, number_text

MOST_ROWS_NAMED = 5


def record_declared_missing(data: pd.DataFrame, codebook: Codebook) -> Step:
    """Record, per variable, how many values the declaration of the file set to missing."""
    return Step(
        data,
        tuple(
            Decision(
                step="declared missing",
                rule=f"missing {v.missing.text()}",
                variable=v.name,
                found=counted(v.declared_missing, "value"),
                action="set to missing",
                reason="the SPSS file declares these codes as user-missing",
            )
            for v in codebook
            if v.declared_missing and v.name in data.columns
        ),
    )


def set_missing(data: pd.DataFrame, entries: Sequence[Entry]) -> Step:
    """Set the missing codes that the codebook of the study names to missing."""
    data, decisions = data.copy(deep=False), []
    for entry in entries:
        column = data[entry.variable]
        numeric = pd.api.types.is_numeric_dtype(column)
        hit = MissingCodes.parse(entry.missing, numeric=numeric).mask(column)
        if not hit.any():
            continue
        data[entry.variable] = column.mask(hit)
        decisions.append(
            Decision(
                step="codebook missing",
                rule=f"missing {entry.missing}",
                variable=entry.variable,
                found=f"{_values_text(column[hit])} ({counted(int(hit.sum()), 'value')})",
                action="set to missing",
                reason="items.tsv names these codes as missing",
            )
        )
    return Step(data, tuple(decisions))


def check_range(
    data: pd.DataFrame,
    entries: Sequence[Entry],
    action: Literal["missing", "error"],
    codebook: Codebook | None = None,
) -> Step:
    """Find values outside the scale that the codebook states.

    ``action`` "missing" sets them to missing, one decision per value; "error" refuses the data.
    Labels of ``codebook`` name what an odd code stands for.

    Raises
    ------
    DataError
        With action "error", all variables with values outside their scale at once; always, when a
        variable with a scale holds text.
    """
    data, decisions, faults = data.copy(deep=False), [], []
    for entry in (e for e in entries if e.minimum is not None or e.maximum is not None):
        column = _numbers(data, entry)
        low = -np.inf if entry.minimum is None else entry.minimum
        high = np.inf if entry.maximum is None else entry.maximum
        beyond = (column < low) | (column > high)
        if not beyond.any():
            continue
        outside = column[beyond]
        faults.append(_range_fault(entry, outside, codebook))
        decisions += [
            _range_decision(entry, row, value)
            for row, value in zip(outside.index.tolist(), outside.tolist(), strict=True)
        ]
        data[entry.variable] = column.mask(beyond)
    if faults and action == "error":
        raise DataError("; ".join(faults))
    return Step(data, tuple(decisions))


def reverse_code(data: pd.DataFrame, entries: Sequence[Entry]) -> Step:
    """Turn reverse-worded items, x -> min + max - x, so that high is high on the construct."""
    data, decisions = data.copy(deep=False), []
    for entry in (e for e in entries if e.reverse and e.variable in data.columns):
        ends = _ends(entry)
        data[entry.variable] = ends - data[entry.variable]
        decisions.append(
            Decision(
                step="reverse-coding",
                rule="reverse yes",
                variable=entry.variable,
                found=f"scale {entry.scale()}",
                action="reversed",
                reason=f"reverse-worded: x becomes {number_text(ends)} - x",
            )
        )
    return Step(data, tuple(decisions))


def drop_identifiers(data: pd.DataFrame, entries: Sequence[Entry]) -> Step:
    """Drop the variables that identify a respondent; their values appear nowhere."""
    names = [e.variable for e in entries if e.role == "identifier" and e.variable in data.columns]
    return Step(
        data.drop(columns=names),
        tuple(
            Decision(
                step="identifiers",
                rule="role identifier",
                variable=name,
                found="an identifying variable",
                action="dropped",
                reason="identifies respondents; must not survive cleaning",
            )
            for name in names
        ),
    )


def leave_out(data: pd.DataFrame, entries: Sequence[Entry]) -> Step:
    """Leave out the variables of the file that the codebook of the study does not name."""
    known = {entry.variable for entry in entries}
    names = [str(column) for column in data.columns if column not in known]
    return Step(
        data.drop(columns=names),
        tuple(
            Decision(
                step="left out",
                rule="variables of items.tsv",
                variable=name,
                found="a variable without a row in items.tsv",
                action="dropped",
                reason="the study does not use it",
            )
            for name in names
        ),
    )


def _ends(entry: Entry) -> float:
    if entry.minimum is None or entry.maximum is None:
        raise DataError(f"item {entry.variable}: reverse-coding needs min and max of its scale")
    return entry.minimum + entry.maximum


def _numbers(data: pd.DataFrame, entry: Entry) -> pd.Series:
    column = data[entry.variable]
    if not pd.api.types.is_numeric_dtype(column):
        found = column.dropna().astype(str).head(1).tolist()
        raise DataError(
            f"{entry.role} {entry.variable}: text {found[0]!r} found where numbers "
            f"{entry.scale()} are expected"
            if found
            else f"{entry.role} {entry.variable}: an empty text variable found, numbers "
            f"{entry.scale()} are expected"
        )
    return column


def _values_text(values: pd.Series) -> str:
    return " ".join(
        value if isinstance(value, str) else number_text(value)
        for value in sorted(values.unique().tolist())
    )


def _range_fault(entry: Entry, outside: pd.Series, codebook: Codebook | None) -> str:
    values = sorted(outside.unique().tolist())
    rows = ", ".join(str(row) for row in outside.index[:MOST_ROWS_NAMED])
    more = ", ..." if len(outside) > MOST_ROWS_NAMED else ""
    labels = codebook[entry.variable].value_labels if codebook else {}
    named = [
        f"{number_text(v)} is labelled {labels[v]!r} in the file: if it means no answer, name "
        "it in column missing"
        for v in values
        if v in labels
    ]
    hint = f"; {'; '.join(named)}" if named else ""
    word = "value" if len(values) == 1 else "values"
    return (
        f"{entry.role} {entry.variable}: {word} {' '.join(map(number_text, values))} outside "
        f"{entry.scale()} ({counted(len(outside), 'row')}: {rows}{more}){hint}"
    )


def _range_decision(entry: Entry, row: int, value: float) -> Decision:
    return Decision(
        step="range",
        rule=f"scale {entry.scale()}",
        row=row,
        variable=entry.variable,
        found=number_text(value),
        action="set to missing",
        reason=f"{number_text(value)} lies outside the scale {entry.scale()}",
    )
