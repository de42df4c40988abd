"""From the raw file to the analysed items: all steps in order, every decision recorded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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

    @property
    def n_read(self) -> int:
        """Rows of the raw file."""
        return int(self.flow["n"].iloc[0])

    @property
    def notes(self) -> list[str]:
        """What reading the file had to decide or could not confirm."""
        return list(self.decisions.loc[self.decisions["step"] == "reading", "found"])


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
    survey, mapped = _mapped(survey, entries, wave)
    if ROW in survey.codebook.names:
        raise DataError(
            "variable row: this name is taken by the row number of the raw file; "
            "rename the variable in SPSS"
        )
    codebook, data, steps = survey.codebook, survey.data, _begun(survey, rules, mapped)
    # From here on no step keeps what the one before it made: a large survey is held once or twice.
    del survey
    for take in _plan(entries, rules, codebook):
        step = take(data)
        data = step.data
        steps.append(Taken(len(data), step.decisions))
    items = _names(entries, "item", data)
    require_respondents(steps)
    screening.require_variance(data, items)
    kept = tuple(entry for entry in entries if entry.variable in data.columns)
    return Cleaned(
        items=_with_row(data[[*items, *_controls(data, entries)]].astype(float)),
        background=background(data, kept, codebook),
        decisions=decisions_frame(d for step in steps for d in step.decisions),
        flow=flow(steps, data, items),
        dictionary=dictionary(kept, codebook, language),
        summary=summarise_items(data, kept),
        data=_with_row(data).astype({ROW: float}),
        codebook=cleaned_codebook(kept, codebook, language),
    )


def _mapped(
    survey: Survey, entries: Sequence[Entry], wave: str
) -> tuple[Survey, tuple[Decision, ...]]:
    """The survey in the names and codes of the study, and what had to be mapped for it."""
    survey, renamed = rename_variables(survey, entries, wave)
    require_variables((e.variable for e in entries), survey.data.columns, "items.tsv: variable")
    survey, recoded = recode_values(survey, entries, wave)
    return survey, (*renamed.decisions, *recoded.decisions)


def _begun(survey: Survey, rules: CleaningRules, mapped: tuple[Decision, ...]) -> list[Taken]:
    """What is decided before any answer is looked at."""
    begun = (
        Step(survey.data, mapped),
        record_notes(survey.data, survey.notes),
        decide_weight(survey, rules.weight),
    )
    return [Taken(len(survey.data), step.decisions) for step in begun]


def _plan(
    entries: Sequence[Entry], rules: CleaningRules, codebook: Codebook
) -> Iterator[Callable[[pd.DataFrame], Step]]:
    """Every step in order, as what it makes of the data that it is given."""
    items = [entry.variable for entry in entries if entry.role == "item"]
    yield partial(apply_filter, choice=rules.filter)
    yield partial(recoding.record_declared_missing, codebook=codebook)
    yield partial(recoding.set_missing, entries=entries)
    action = rules.out_of_range
    yield partial(recoding.check_range, entries=entries, action=action, codebook=codebook)
    if rules.duplicates:
        yield partial(screening.screen_duplicates, rule=rules.duplicates)
    if rules.straight_lining:
        lining = rules.straight_lining
        yield partial(screening.screen_straight_lining, items=items, rule=lining)
    if rules.respondent_missing:
        gaps = rules.respondent_missing
        yield partial(screening.screen_respondent_missing, items=items, rule=gaps)
    if rules.item_missing:
        yield partial(screening.screen_item_missing, items=items, rule=rules.item_missing)
    yield partial(recoding.reverse_code, entries=entries)
    yield partial(recoding.drop_identifiers, entries=entries)
    yield partial(recoding.leave_out, entries=entries)


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
