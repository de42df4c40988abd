"""Everything that is looked at before any model, in one call."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.codebook import Entry, read_entries, require_variables
from surveysem.survey.screen.flags import count_flags, find_flags, list_flagged
from surveysem.survey.screen.missingness import gap_patterns, gaps_by_item, little_mcar
from surveysem.survey.screen.normality import assess_normality
from surveysem.survey.screen.respondents import describe_respondents
from surveysem.survey.screen.returns import compare_returns
from surveysem.survey.screen.sample import distributions, profile, profile_numbers


@dataclass(frozen=True, slots=True)
class Late:
    """Who answered late: the ``values`` of a ``variable``, as the codebook's labels say them."""

    variable: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screened:
    """Tables with the columns of the artefacts of the same names.

    ``respondents`` and ``flagged`` name single respondents by their row: for the analyst, never for
    a report; ``flags`` counts them.
    """

    missing_items: pd.DataFrame
    missing_patterns: pd.DataFrame
    mcar: pd.DataFrame
    respondents: pd.DataFrame
    flagged: pd.DataFrame
    flags: pd.DataFrame
    normality: pd.DataFrame
    distributions: pd.DataFrame
    profile: pd.DataFrame
    profile_numbers: pd.DataFrame
    returns: pd.DataFrame


def screen_responses(
    items: pd.DataFrame,
    background: pd.DataFrame,
    codebook_rows: pd.DataFrame,
    decisions: pd.DataFrame,
    thresholds: Mapping[str, float] | None = None,
    late: Late | None = None,
) -> Screened:
    """Screen the cleaned answers of one wave; nothing is excluded here.

    ``items``, ``background`` and ``decisions`` are those of cleaning, the first two with the column
    ``row``; ``codebook_rows`` the rows of items.tsv; ``thresholds`` what `find_flags` holds a
    respondent against. ``late`` asks for the comparison of early and late respondents on the
    mean of each construct and on each control; ``returns`` is empty without it.

    Raises
    ------
    DataError
        The variable of ``late`` is not in the data, or a side has fewer than five respondents.
    """
    entries = read_entries(codebook_rows)
    known = [e for e in entries if e.role == "item" and e.variable in items.columns]
    answers = items.set_index("row")[[e.variable for e in known]].astype(float)
    others = background.set_index("row")
    controls = [
        e.variable
        for e in entries
        if e.role == "control"
        and e.variable in others.columns
        and pd.api.types.is_numeric_dtype(others[e.variable])
    ]
    limits = thresholds or {}
    respondents = describe_respondents(answers, known)
    found = find_flags(respondents, decisions, limits)
    flagged = list_flagged(found)
    reasons = respondents["row"].map(flagged.set_index("row")["reasons"]).fillna("")
    scores = construct_scores(answers, known).join(others[controls].astype(float))
    return Screened(
        missing_items=gaps_by_item(answers),
        missing_patterns=gap_patterns(answers),
        mcar=_as_table(answers),
        respondents=respondents.assign(flags=reasons)[columns("respondents")],
        flagged=flagged,
        flags=count_flags(found, respondents, decisions, limits),
        normality=assess_normality(answers),
        distributions=distributions(answers, {e.variable: scale_of(e) for e in known}),
        profile=profile(others, [e.variable for e in entries if e.role == "group"]),
        profile_numbers=profile_numbers(others, controls),
        returns=_returns(scores, others, late),
    )


def construct_scores(answers: pd.DataFrame, entries: list[Entry]) -> pd.DataFrame:
    """Mean of the answered items of each construct, by respondent."""
    of: dict[str, list[str]] = {}
    for entry in entries:
        of.setdefault(entry.construct, []).append(entry.variable)
    return pd.DataFrame(
        {name: answers[items].mean(axis=1) for name, items in of.items()}, index=answers.index
    )


def scale_of(entry: Entry) -> list[float]:
    """Every answer on the scale of an item, in steps of 1; none where it has no ends."""
    if entry.minimum is None or entry.maximum is None:
        return []
    return [float(value) for value in np.arange(entry.minimum, entry.maximum + 1)]


def _as_table(answers: pd.DataFrame) -> pd.DataFrame:
    found = little_mcar(answers)
    row = [found.n, found.patterns, found.chisq, found.df, found.pvalue, found.reason]
    table = pd.DataFrame([row], columns=columns("mcar"))
    return table.astype({"chisq": float, "df": float, "pvalue": float})


def _returns(scores: pd.DataFrame, others: pd.DataFrame, late: Late | None) -> pd.DataFrame:
    if late is None:
        return pd.DataFrame(columns=columns("returns"))
    require_variables([late.variable], others.columns, "clean, nonresponse: variable")
    return compare_returns(scores, others[late.variable], late.values)
