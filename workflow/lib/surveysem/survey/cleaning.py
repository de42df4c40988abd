"""From the raw file to the analysed items: all steps in order, every decision recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, Self

import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.survey import recoding, screening
from surveysem.survey.codebook import (
    Codebook,
    Entry,
    Variable,
    read_entries,
    require_variables,
)
from surveysem.survey.decisions import Step, decisions_frame, record_notes
from surveysem.survey.missing import number_text
from surveysem.survey.screening import DuplicateRule, ShareRule
from surveysem.survey.spss import Survey
from surveysem.survey.summary import summarise_items

ROW = "row"
EXCLUDED = {
    "duplicates": "second answers of the same respondent",
    "straight-lining": "one and the same answer to nearly all items",
    "respondent missing": "too many items unanswered",
}
ACTIONS_OF = {
    "duplicates": ("exclude", "flag"),
    "straight_lining": ("exclude", "flag"),
    "respondent_missing": ("exclude", "flag"),
    "item_missing": ("flag", "drop"),
}


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """The rules of cleaning; a rule that is None is not applied."""

    duplicates: DuplicateRule | None = None
    straight_lining: ShareRule | None = None
    respondent_missing: ShareRule | None = None
    item_missing: ShareRule | None = None
    out_of_range: Literal["missing", "error"] = "error"

    def __post_init__(self) -> None:
        for name, known in ACTIONS_OF.items():
            rule = getattr(self, name)
            if rule is not None and rule.action not in known:
                raise SpecificationError(
                    f"clean, {name}: action {rule.action!r} found, expected {' or '.join(known)}"
                )

    @classmethod
    def of(cls, choices: Mapping[str, Any]) -> Self:
        """The rules as a mapping states them: by rule, its ``key`` or ``max_share`` and action."""
        duplicates = choices.get("duplicates")
        shares = ("straight_lining", "respondent_missing", "item_missing")
        return cls(
            duplicates=duplicates
            and DuplicateRule(key=tuple(duplicates["key"]), action=duplicates["action"]),
            out_of_range=choices.get("out_of_range", "error"),
            **{name: ShareRule(**choices[name]) for name in shares if choices.get(name)},
        )


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning gives; the tables have the columns of their artefacts.

    ``items`` holds all that models can use: the items, then the numeric controls, which
    ``background`` holds too.
    ``data`` and ``codebook`` hold the analysed respondents with codes and labels, ready for
    `surveysem.survey.write`; reversed items carry reversed value labels.
    """

    items: pd.DataFrame
    background: pd.DataFrame
    decisions: pd.DataFrame
    flow: pd.DataFrame
    dictionary: pd.DataFrame
    summary: pd.DataFrame
    data: pd.DataFrame
    codebook: Codebook


def clean(
    survey: Survey,
    codebook_rows: pd.DataFrame,
    rules: CleaningRules | None = None,
    *,
    language: Literal["fr", "en"] = "fr",
) -> Cleaned:
    """Clean a survey by the rows of items.tsv and the rules of the study.

    In order: missing codes by declaration, then by codebook, range, duplicates, straight-lining,
    missing per respondent, missing per item, reverse-coding; identifiers and variables that the
    codebook does not name are dropped last, so that a duplicate key may be an identifier.
    ``language`` chooses the labels of the dictionary.

    Raises
    ------
    DataError
        A variable of items.tsv is not in the file, an item holds text or does not vary, values lie
        outside their scale (where the rule says error), or no respondent is left.
    """
    rules, entries = rules or CleaningRules(), read_entries(codebook_rows)
    require_variables((e.variable for e in entries), survey.data.columns, "items.tsv: variable")
    if ROW in survey.codebook.names:
        raise DataError(
            "variable row: this name is taken by the row number of the raw file; "
            "rename the variable in SPSS"
        )
    steps = _steps(survey, entries, rules)
    data = steps[-1].data
    items = _names(entries, "item", data)
    _require_respondents(data, steps)
    screening.require_variance(data, items)
    kept = tuple(entry for entry in entries if entry.variable in data.columns)
    return Cleaned(
        items=data[[*items, *_controls(data, entries)]].astype(float).reset_index(),
        background=_background(data, kept, survey.codebook),
        decisions=decisions_frame(d for step in steps for d in step.decisions),
        flow=_flow(steps, items),
        dictionary=_dictionary(kept, survey.codebook, language),
        summary=summarise_items(data, kept),
        data=data.reset_index().astype({ROW: float}),
        codebook=_cleaned_codebook(kept, survey.codebook, language),
    )


def _steps(survey: Survey, entries: Sequence[Entry], rules: CleaningRules) -> list[Step]:
    """Every step in order; the first is the raw data."""
    items = [entry.variable for entry in entries if entry.role == "item"]
    steps = [Step(survey.data)]

    def then(step: Step) -> pd.DataFrame:
        steps.append(step)
        return step.data

    then(record_notes(survey.data, survey.notes))
    data = then(recoding.record_declared_missing(survey.data, survey.codebook))
    data = then(recoding.set_missing(data, entries))
    data = then(recoding.check_range(data, entries, rules.out_of_range, survey.codebook))
    if rules.duplicates:
        data = then(screening.screen_duplicates(data, rules.duplicates))
    if rules.straight_lining:
        data = then(screening.screen_straight_lining(data, items, rules.straight_lining))
    if rules.respondent_missing:
        data = then(screening.screen_respondent_missing(data, items, rules.respondent_missing))
    if rules.item_missing:
        data = then(screening.screen_item_missing(data, items, rules.item_missing))
    data = then(recoding.reverse_code(data, entries))
    data = then(recoding.drop_identifiers(data, entries))
    then(recoding.leave_out(data, entries))
    return steps


def _names(entries: Sequence[Entry], role: str, data: pd.DataFrame) -> list[str]:
    return [e.variable for e in entries if e.role == role and e.variable in data.columns]


def _controls(data: pd.DataFrame, entries: Sequence[Entry]) -> list[str]:
    """Controls that are numbers; text, such as a date, describes the sample but is in no model."""
    named = _names(entries, "control", data)
    return [name for name in named if pd.api.types.is_numeric_dtype(data[name])]


def _require_respondents(data: pd.DataFrame, steps: Sequence[Step]) -> None:
    if data.empty:
        removed = "; ".join(f"{step}: {n}" for step, n in _removed(steps))
        raise DataError(
            f"no respondent is left of {len(steps[0].data)} ({removed}); expected "
            "some: the cleaning rules are too strict for this file"
        )


def _removed(steps: Sequence[Step]) -> list[tuple[str, int]]:
    """Step names with the number of respondents that each removed."""
    pairs = []
    for before, after in pairwise(steps):
        if len(after.data) < len(before.data):
            pairs.append((after.decisions[0].step, len(before.data) - len(after.data)))
    return pairs


def _flow(steps: Sequence[Step], items: Sequence[str]) -> pd.DataFrame:
    """From raw to analysed, then the complete cases that listwise models use."""
    rows: list[tuple[str, int, int, str]] = []
    n = len(steps[0].data)
    rows.append(("raw", n, 0, "rows of the raw file"))
    for step, removed in _removed(steps):
        n -= removed
        rows.append((step, n, removed, _exclusion_reason(steps, step)))
    rows.append(("analysed", n, 0, "respondents after cleaning"))
    complete = len(steps[-1].data[list(items)].dropna())
    rows.append(
        (
            "complete cases (listwise)",
            complete,
            n - complete,
            f"answer all {len(items)} items; models with listwise deletion use these",
        )
    )
    return pd.DataFrame(rows, columns=["step", "n", "removed", "reason"])


def _exclusion_reason(steps: Sequence[Step], name: str) -> str:
    rules = dict.fromkeys(
        d.rule
        for step in steps
        for d in step.decisions
        if d.step == name and d.action == "excluded"
    )
    return f"{EXCLUDED[name]} ({'; '.join(rules)})"


def _background(data: pd.DataFrame, entries: Sequence[Entry], codebook: Codebook) -> pd.DataFrame:
    """Groups with their labels in place of codes; controls and notes as they are."""
    columns = {}
    for entry in (e for e in entries if e.role in ("group", "control", "note")):
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


def _dictionary(entries: Sequence[Entry], codebook: Codebook, language: str) -> pd.DataFrame:
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
        columns=[
            "variable",
            "role",
            "construct",
            "label",
            "type",
            "measure",
            "value_labels",
            "missing",
            "min",
            "max",
        ],
    )


def _cleaned_codebook(entries: Sequence[Entry], codebook: Codebook, language: str) -> Codebook:
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
