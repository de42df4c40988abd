"""From the raw file to the analysed items: all steps in order, every decision recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.clean import recoding, screening
from surveysem.survey.clean.decisions import (
    ROW,
    Decision,
    Step,
    Taken,
    decisions_frame,
    record_notes,
)
from surveysem.survey.clean.dictionary import background, cleaned_codebook, dictionary
from surveysem.survey.clean.flow import flow, require_respondents
from surveysem.survey.clean.mapped import recode_values, rename_variables
from surveysem.survey.clean.rules import CleaningRules
from surveysem.survey.clean.selection import apply_filter, decide_weight
from surveysem.survey.clean.summary import summarise_items
from surveysem.survey.codebook import (
    Codebook,
    Entry,
    read_entries,
    require_variables,
)
from surveysem.survey.spss.files import Survey


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


def clean_responses(
    survey: Survey,
    codebook_rows: pd.DataFrame,
    rules: CleaningRules | None = None,
    *,
    language: Literal["fr", "en"] = "fr",
    wave: str = "",
) -> Cleaned:
    """Clean a survey by the rows of items.tsv and the rules of the study.

    In order: names and codes of ``wave`` brought to those of the study, weight and filter of the
    file, missing codes by declaration, then by codebook, range, duplicates, straight-lining,
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
    survey, renamed = rename_variables(survey, entries, wave)
    require_variables((e.variable for e in entries), survey.data.columns, "items.tsv: variable")
    survey, recoded = recode_values(survey, entries, wave)
    if ROW in survey.codebook.names:
        raise DataError(
            "variable row: this name is taken by the row number of the raw file; "
            "rename the variable in SPSS"
        )
    data, steps = _steps(survey, entries, rules, (*renamed.decisions, *recoded.decisions))
    items = _names(entries, "item", data)
    require_respondents(steps)
    screening.require_variance(data, items)
    kept = tuple(entry for entry in entries if entry.variable in data.columns)
    return Cleaned(
        items=_with_row(data[[*items, *_controls(data, entries)]].astype(float)),
        background=background(data, kept, survey.codebook),
        decisions=decisions_frame(d for step in steps for d in step.decisions),
        flow=flow(steps, data, items),
        dictionary=dictionary(kept, survey.codebook, language),
        summary=summarise_items(data, kept),
        data=_with_row(data).astype({ROW: float}),
        codebook=cleaned_codebook(kept, survey.codebook, language),
    )


def _steps(
    survey: Survey, entries: Sequence[Entry], rules: CleaningRules, mapped: tuple[Decision, ...]
) -> tuple[pd.DataFrame, list[Taken]]:
    """The cleaned data, and every step in order.

    The first step is the raw data, brought to names and codes of the study.
    """
    items = [entry.variable for entry in entries if entry.role == "item"]
    steps = [Taken(len(survey.data), mapped)]

    def then(step: Step) -> pd.DataFrame:
        steps.append(Taken(len(step.data), step.decisions))
        return step.data

    then(record_notes(survey.data, survey.notes))
    then(decide_weight(survey, rules.weight))
    data = then(apply_filter(survey.data, rules.filter))
    data = then(recoding.record_declared_missing(data, survey.codebook))
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
    return then(recoding.leave_out(data, entries)), steps


def _with_row(data: pd.DataFrame) -> pd.DataFrame:
    """The row of the raw file, then the columns of ``data``, whose values are not copied."""
    columns = {name: data[name].reset_index(drop=True) for name in data}
    return pd.DataFrame({ROW: pd.Series(data.index), **columns}, copy=False)


def _names(entries: Sequence[Entry], role: str, data: pd.DataFrame) -> list[str]:
    return [e.variable for e in entries if e.role == role and e.variable in data.columns]


def _controls(data: pd.DataFrame, entries: Sequence[Entry]) -> list[str]:
    """Controls that are numbers; text, such as a date, describes the sample but is in no model."""
    named = _names(entries, "control", data)
    return [name for name in named if pd.api.types.is_numeric_dtype(data[name])]
