"""What is kept of the variables: labels, scales, and answers in words."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.clean.decisions import ROW
from surveysem.survey.codebook import Codebook, Entry, Variable
from surveysem.survey.spss.missing import number_text


def background(data: pd.DataFrame, entries: Sequence[Entry], codebook: Codebook) -> pd.DataFrame:
    """Groups with their labels in place of codes; axis items, controls and notes as they are."""
    columns = {}
    for entry in (e for e in entries if e.role in ("axis", "group", "control", "note")):
        column = data[entry.variable]
        labels = codebook[entry.variable].value_labels
        columns[entry.variable] = _labelled(column, labels) if entry.role == "group" else column
    return pd.DataFrame(columns, index=data.index).reset_index()


def _labelled(column: pd.Series, labels: object) -> pd.Series:
    named = dict(labels) if isinstance(labels, dict) else {}
    texts = [
        None
        if pd.isna(value)
        else named.get(value, value if isinstance(value, str) else _plain(value))
        for value in column
    ]
    return pd.Series(texts, index=column.index, name=column.name, dtype="str")


def _plain(value: object) -> str:
    return number_text(value) if isinstance(value, float) else str(value)


def dictionary(entries: Sequence[Entry], codebook: Codebook, language: str) -> pd.DataFrame:
    """What each kept variable is: columns of ``dictionary.parquet``."""
    rows = []
    for entry in entries:
        variable = _cleaned_variable(entry, codebook[entry.variable], language)
        codes = " ".join(filter(None, (variable.missing.text(), entry.missing)))
        rows.append(
            (
                entry.variable,
                entry.role,
                entry.construct,
                variable.label,
                variable.type,
                variable.measure,
                variable.labels_text(),
                codes,
                variable.minimum,
                variable.maximum,
            )
        )
    return pd.DataFrame(
        rows,
        columns=columns("dictionary"),
    )


def cleaned_codebook(entries: Sequence[Entry], codebook: Codebook, language: str) -> Codebook:
    """The codebook of the cleaned data; the row of the raw file comes first."""
    row = Variable(name=ROW, label="row of the raw file", measure="nominal", format="F8.0")
    return Codebook(
        (row, *(_cleaned_variable(entry, codebook[entry.variable], language) for entry in entries))
    )


def _cleaned_variable(entry: Entry, variable: Variable, language: str) -> Variable:
    """The variable with the study's label and scale; value labels follow a reversed item."""
    labels = dict(variable.value_labels)
    if entry.reverse and entry.minimum is not None and entry.maximum is not None:
        low, high = entry.minimum, entry.maximum
        labels = {
            low + high - code if isinstance(code, float) and low <= code <= high else code: x
            for code, x in labels.items()
        }
    return replace(
        variable,
        label=entry.label(language) or variable.label,
        value_labels=labels,
        minimum=variable.minimum if entry.minimum is None else entry.minimum,
        maximum=variable.maximum if entry.maximum is None else entry.maximum,
    )
