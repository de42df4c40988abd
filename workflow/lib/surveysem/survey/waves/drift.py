"""Item drift: what the answers to single items did from the first wave to each later one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import DataError
from surveysem.survey.codebook import Entry, read_entries
from surveysem.survey.screen.returns import compare_returns
from surveysem.survey.screen.sample import distributions
from surveysem.survey.screen.screening import scale_of
from surveysem.survey.waves.drift_verdict import judge_drift
from surveysem.survey.waves.pooling import WAVE

FEWEST = 5
_DIFFERENCES = {
    "d": "d",
    "ci_lower": "ci_lower",
    "ci_upper": "ci_upper",
    "t": "t",
    "df": "df",
    "t_pvalue": "pvalue",
    "t_pvalue_holm": "pvalue_holm",
    "rank_biserial": "rank_biserial",
    "mann_whitney_pvalue": "rank_pvalue",
    "mann_whitney_pvalue_holm": "rank_pvalue_holm",
}


@dataclass(frozen=True, slots=True)
class ItemDrift:
    """``answers``: every answer of every item by wave; ``drift``: each later wave, item by item."""

    answers: pd.DataFrame
    drift: pd.DataFrame


def compare_items(
    pooled: pd.DataFrame, codebook_rows: pd.DataFrame, bound: float, alpha: float
) -> ItemDrift:
    """Set the items of each later wave beside those of the first.

    ``pooled`` is as of `Pooled.items`. Per item: the difference of means in pooled standard
    deviations, ``d``, with its interval at 1 - ``alpha`` (Hedges and Olkin, 1985); Welch's t and
    Mann and Whitney's test with Holm's adjustment over the items of a wave; ``dissimilarity``, the
    share of respondents who would have to answer otherwise for the answers to be distributed as in
    the first wave (Duncan and Duncan, 1955, American Sociological Review 20); the answer whose
    share changed most. The verdict is that of `judge_drift`.

    Raises
    ------
    DataError
        A wave has fewer than five respondents.
    """
    entries = {e.variable: e for e in read_entries(codebook_rows) if e.role == "item"}
    known = [entry for name, entry in entries.items() if name in pooled.columns]
    parts = {str(wave): rows for wave, rows in pooled.groupby(WAVE, sort=False)}
    for wave, rows in parts.items():
        if len(rows) < FEWEST:
            raise DataError(f"wave {wave}: {len(rows)} respondents, expected at least {FEWEST}")
    scales = {entry.variable: scale_of(entry) for entry in known}
    answers = pd.concat(
        [
            distributions(rows[list(scales)], scales).assign(wave=wave)
            for wave, rows in parts.items()
        ],
        ignore_index=True,
    )
    first, *later = parts
    drift = [
        row
        for wave in later
        for row in _rows(pooled, known, (first, wave), answers, (bound, alpha))
    ]
    return ItemDrift(
        answers[columns("item_answers")], pd.DataFrame(drift, columns=columns("item_drift"))
    )


def _rows(
    pooled: pd.DataFrame,
    entries: Sequence[Entry],
    waves: tuple[str, str],
    answers: pd.DataFrame,
    rule: tuple[float, float],
) -> list[dict[str, Any]]:
    first, wave = waves
    bound, alpha = rule
    pair = pooled[pooled[WAVE].isin(waves)]
    items = pair[[entry.variable for entry in entries]].astype(float)
    # "Early" are those of the later wave: differences are later less first.
    found = compare_returns(items, pair[WAVE], [first], 1 - alpha)
    spread = {str(name): rows.std().to_dict() for name, rows in items.groupby(pair[WAVE])}
    shifts = _shifts(answers, first, wave)
    rows = []
    for entry, one in zip(entries, found.to_dict("records"), strict=True):
        name = entry.variable
        numbers = {ours: one[theirs] for theirs, ours in _DIFFERENCES.items()}
        verdict = judge_drift(
            (numbers["ci_lower"], numbers["ci_upper"]), numbers["pvalue_holm"], bound, alpha
        )
        rows.append(
            {
                "variable": name,
                "construct": entry.construct,
                WAVE: wave,
                "reference": first,
                "n": int(one["n_early"]),
                "n_reference": int(one["n_late"]),
                "mean": one["mean_early"],
                "mean_reference": one["mean_late"],
                "sd": spread[wave][name],
                "sd_reference": spread[first][name],
                **numbers,
                **shifts[name],
                "bound": bound,
                "verdict": verdict,
            }
        )
    return rows


def _shifts(answers: pd.DataFrame, first: str, wave: str) -> Mapping[str, dict[str, float]]:
    """Per item: dissimilarity, and the answer whose share changed most, with the change."""
    shares = answers.pivot_table(
        index=["variable", "value"], columns=WAVE, values="share", fill_value=0.0
    )
    change = (shares[wave] - shares[first]).reset_index(name="change")
    found = {}
    for name, part in change.groupby("variable"):
        largest = part.iloc[int(part["change"].abs().argmax())]
        found[str(name)] = {
            "dissimilarity": float(part["change"].abs().sum() / 2),
            "shifted_answer": float(largest["value"]),
            "shift": float(largest["change"]),
        }
    return found
