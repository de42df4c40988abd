"""How many respondents are left after each step, and why the others are not."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import DataError
from surveysem.survey.clean.decisions import Taken
from surveysem.survey.clean.screening import unanswered

EXCLUDED = {
    "filter": "not selected by the filter of the study",
    "duplicates": "second answers of the same respondent",
    "straight-lining": "one and the same answer to nearly all items",
    "respondent missing": "too many items unanswered",
}


def require_respondents(steps: Sequence[Taken]) -> None:
    """Raise DataError where cleaning leaves no respondent."""
    if not steps[-1].n:
        removed = "; ".join(f"{step}: {n}" for step, n in _removed(steps))
        raise DataError(
            f"no respondent is left of {steps[0].n} ({removed}); expected "
            "some: the cleaning rules are too strict for this file"
        )


def _removed(steps: Sequence[Taken]) -> list[tuple[str, int]]:
    """Step names with the number of respondents that each removed."""
    pairs = []
    for before, after in pairwise(steps):
        if after.n < before.n:
            pairs.append((after.decisions[0].step, before.n - after.n))
    return pairs


def flow(steps: Sequence[Taken], data: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """From raw to analysed, then the complete cases that listwise models use."""
    rows: list[tuple[str, int, int, str]] = []
    n = steps[0].n
    rows.append(("raw", n, 0, "rows of the raw file"))
    for step, removed in _removed(steps):
        n -= removed
        rows.append((step, n, removed, _exclusion_reason(steps, step)))
    rows.append(("analysed", n, 0, "respondents after cleaning"))
    complete = int((unanswered(data, items) == 0).sum())
    rows.append(
        (
            "complete cases (listwise)",
            complete,
            n - complete,
            f"answer all {len(items)} items; models with listwise deletion use these",
        )
    )
    return pd.DataFrame(rows, columns=columns("flow"))


def _exclusion_reason(steps: Sequence[Taken], name: str) -> str:
    rules = dict.fromkeys(
        d.rule
        for step in steps
        for d in step.decisions
        if d.step == name and d.action == "excluded"
    )
    return f"{EXCLUDED[name]} ({'; '.join(rules)})"
