"""Steps of cleaning that judge respondents and items by stated rules, one step each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.clean.decisions import Decision, Step
from surveysem.survey.codebook import require_variables
from surveysem.survey.spss.missing import counted

WORDS = {"exclude": "excluded", "flag": "flagged", "drop": "dropped"}


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Respondents with equal values in all ``key`` variables are one respondent."""

    key: tuple[str, ...]
    action: Literal["exclude", "flag"] = "exclude"


@dataclass(frozen=True, slots=True)
class ShareRule:
    """A share above ``max_share`` leads to ``action`` (drop concerns items only)."""

    max_share: float
    action: Literal["exclude", "flag", "drop"] = "flag"

    def __post_init__(self) -> None:
        if not 0 <= self.max_share <= 1:
            raise DataError(f"max_share is {self.max_share}, expected a share between 0 and 1")


def screen_duplicates(data: pd.DataFrame, rule: DuplicateRule) -> Step:
    """Find rows with the key of an earlier row; the first of them is kept.

    Rows without a value in the key are not compared, which is recorded. Values of the key are not
    repeated in the decisions, since a key may identify respondents.
    """
    require_variables(rule.key, data.columns, "duplicates, key")
    key = data[list(rule.key)]
    complete = key.dropna()
    rows = complete.index.to_series()
    first = rows.groupby([complete[name] for name in rule.key], sort=False).transform("first")
    text = f"key {' '.join(rule.key)}"
    decisions = [
        Decision(
            step="duplicates",
            rule=text,
            row=int(row),
            found=f"same key as row {first[row]}",
            action=WORDS[rule.action],
            reason=f"a second answer of the respondent of row {first[row]}",
        )
        for row in rows[first != rows]
    ]
    gaps = len(key) - len(complete)
    if gaps:
        decisions.append(
            Decision(
                step="duplicates",
                rule=text,
                found=f"{counted(gaps, 'row')} without a key",
                action="kept",
                reason="rows without a key cannot be compared",
            )
        )
    return _judged(data, decisions, rule.action)


def screen_straight_lining(raw: pd.DataFrame, items: Sequence[str], rule: ShareRule) -> Step:
    """Find respondents who give one and the same answer to nearly all items they answer.

    The share is that of the most frequent answer among the answered items, before reverse-coding:
    whoever ticks 7 throughout also ticks 7 on reverse-worded items. A single answered item says
    nothing and is not judged.
    """
    answered = len(items) - unanswered(raw, items)
    counts = _most_frequent(raw, items)
    share = counts / answered.where(answered > 1)
    decisions = [
        Decision(
            step="straight-lining",
            rule=f"max_share {rule.max_share:g}",
            row=int(row),
            found=f"{counts[row]} of {answered[row]} answers alike ({share[row]:.3f})",
            action=WORDS[rule.action],
            reason=f"the same answer to more than {rule.max_share:g} of the answered items",
        )
        for row in share.index[share > rule.max_share]
    ]
    return _judged(raw, decisions, rule.action)


def screen_respondent_missing(data: pd.DataFrame, items: Sequence[str], rule: ShareRule) -> Step:
    """Find respondents who leave more than a share of the items unanswered."""
    missing = unanswered(data, items)
    decisions = [
        Decision(
            step="respondent missing",
            rule=f"max_share {rule.max_share:g}",
            row=int(row),
            found=f"{missing[row]} of {len(items)} items unanswered "
            f"({missing[row] / len(items):.3f})",
            action=WORDS[rule.action],
            reason=f"more than {rule.max_share:g} of the items unanswered",
        )
        for row in data.index[missing / len(items) > rule.max_share]
    ]
    return _judged(data, decisions, rule.action)


def screen_item_missing(data: pd.DataFrame, items: Sequence[str], rule: ShareRule) -> Step:
    """Find items that more than a share of the respondents leave unanswered."""
    missing = data[list(items)].isna().sum()
    beyond = [item for item in items if missing[item] / len(data) > rule.max_share]
    decisions = tuple(
        Decision(
            step="item missing",
            rule=f"max_share {rule.max_share:g}",
            variable=item,
            found=f"{missing[item]} of {len(data)} respondents ({missing[item] / len(data):.3f})",
            action=WORDS[rule.action],
            reason=f"more than {rule.max_share:g} of the respondents did not answer it",
        )
        for item in beyond
    )
    return Step(data.drop(columns=beyond) if rule.action == "drop" else data, decisions)


def require_variance(data: pd.DataFrame, items: Mapping[str, str] | Sequence[str]) -> None:
    """Refuse items that all respondents answer alike or nobody answers.

    Raises
    ------
    DataError
        All such items at once: they have no correlation with anything.
    """
    faults = []
    for item in items:
        low, high = data[item].min(), data[item].max()
        if not low < high:
            found = "no answer at all" if pd.isna(low) else f"every answer is {low:g}"
            faults.append(
                f"item {item}: {found} ({counted(len(data), 'respondent')}); expected "
                "answers that differ: take it out of items.tsv and of the models"
            )
    if faults:
        raise DataError("; ".join(faults))


def unanswered(data: pd.DataFrame, items: Sequence[str]) -> pd.Series:
    """How many of the items each respondent left out, item by item to spare memory."""
    missing = np.zeros(len(data), dtype=int)
    for item in items:
        missing += data[item].isna().to_numpy()
    return pd.Series(missing, index=data.index)


def _most_frequent(data: pd.DataFrame, items: Sequence[str]) -> pd.Series:
    """How often each respondent gave their most frequent answer."""
    values = {value for item in items for value in data[item].dropna().unique()}
    most = np.zeros(len(data), dtype=int)
    for value in values:
        given = np.zeros(len(data), dtype=int)
        for item in items:
            given += (data[item] == value).to_numpy()
        np.maximum(most, given, out=most)
    return pd.Series(most, index=data.index)


def _judged(data: pd.DataFrame, decisions: Sequence[Decision], action: str) -> Step:
    rows = [d.row for d in decisions if d.row is not None] if action == "exclude" else []
    return Step(data.drop(index=rows) if rows else data, tuple(decisions))
