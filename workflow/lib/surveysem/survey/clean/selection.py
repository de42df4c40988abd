"""Weights and filters that a raw file was saved with: the study decides, nothing goes unsaid."""

import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.clean.decisions import Decision, Step
from surveysem.survey.codebook import require_variables
from surveysem.survey.spss.files import Survey
from surveysem.survey.spss.missing import counted

# The name that SPSS gives to the filter of its dialog "Select Cases".
SPSS_FILTER = "filter_$"
IGNORE = "ignore"


def decide_weight(survey: Survey, choice: str | None) -> Step:
    """Go on unweighted where the study says so; a file without a weight needs no choice.

    Raises
    ------
    DataError
        The file is saved with a weight and the study does not say ``ignore``: analyses here are
        unweighted, and a reader of SPSS output would expect weighted ones.
    """
    if survey.weight is None:
        return Step(survey.data)
    if choice != IGNORE:
        raise DataError(
            f"the raw file is saved with the weight {survey.weight}, and analyses here take every "
            "respondent once; expected WEIGHT OFF in SPSS, or `weight: ignore` under clean"
        )
    decision = Decision(
        step="weight",
        rule="weight ignore",
        variable=survey.weight,
        found="a weight saved in the raw file",
        action="noted",
        reason="the study takes every respondent once, whatever the weight",
    )
    return Step(survey.data, (decision,))


def apply_filter(data: pd.DataFrame, choice: str | None) -> Step:
    """Leave out the respondents whose filter variable is 0 or missing, as SPSS does.

    ``choice`` is the filter variable, ``ignore``, or None where the study names none.

    Raises
    ------
    DataError
        The file holds a saved filter of SPSS that the study says nothing of, or lacks the variable.
    """
    if choice is None or choice == IGNORE:
        return _unfiltered(data, choice)
    require_variables([choice], data.columns, "clean, filter: variable")
    gaps = set(data.index[data[choice].isna()])
    kept = data[choice].fillna(0.0) != 0.0
    decisions = tuple(
        Decision(
            step="filter",
            rule=f"filter {choice}",
            row=int(row),
            found=f"{choice} is missing" if row in gaps else f"{choice} is 0",
            action="excluded",
            reason="not selected by the filter of the study",
        )
        for row in data.index[~kept]
    )
    return Step(data[kept], decisions)


def _unfiltered(data: pd.DataFrame, choice: str | None) -> Step:
    if SPSS_FILTER not in data.columns:
        return Step(data)
    out = int((data[SPSS_FILTER].fillna(0.0) == 0.0).sum())
    found = f"{counted(out, 'respondent')} not selected"
    if choice is None:
        raise DataError(
            f"the raw file holds a saved filter, {SPSS_FILTER} ({found}); expected `filter: "
            f"{SPSS_FILTER}` under clean to leave them out, or `filter: ignore` to keep all"
        )
    decision = Decision(
        step="filter",
        rule="filter ignore",
        variable=SPSS_FILTER,
        found=found,
        action="noted",
        reason="the study keeps all respondents, whatever the saved filter",
    )
    return Step(data, (decision,))
