"""Hypotheses judged by Wald intervals of one fit, where no bootstrap is affordable."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from surveysem.survey.hypotheses.holm import holm_within
from surveysem.survey.hypotheses.table import Hypothesis
from surveysem.survey.hypotheses.verdicts import Evidence, Verdict, decide

NAN = float("nan")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """A standardised effect with its standard error by the delta method."""

    std: float = NAN
    se: float = NAN

    @property
    def known(self) -> bool:
        """Whether there is an effect with an error."""
        return math.isfinite(self.std) and math.isfinite(self.se) and self.se > 0

    @property
    def pvalue(self) -> float:
        """Two-sided p of the effect, by the normal distribution."""
        return float(2.0 * ndtr(-abs(self.std) / self.se)) if self.known else NAN

    def interval(self, level: float) -> tuple[float, float]:
        """The interval of this level."""
        half = float(ndtri(0.5 + level / 2)) * self.se
        return self.std - half, self.std + half


def judge_by_wald(
    rows: Sequence[Hypothesis], standardized: Mapping[str, pd.DataFrame | None]
) -> pd.DataFrame:
    """A verdict for every hypothesis by the rule of the headline; a row each.

    ``standardized`` is the standardised solution of each model (lhs op rhs est se); a model that is
    not there has no usable solution, and its hypotheses are not estimable.
    Columns: id model expect std se ci_lower ci_upper pvalue pvalue_adjusted verdict.
    """
    indexed = {model: _effects(table) for model, table in standardized.items() if table is not None}
    found = [indexed.get(row.model, {}).get(_key(row), Effect()) for row in rows]
    pvalues = [one.pvalue if row.tested else NAN for row, one in zip(rows, found, strict=True)]
    adjusted = holm_within([row.family for row in rows], pvalues)
    records = [
        _record(row, one, float(p)) for row, one, p in zip(rows, found, adjusted, strict=True)
    ]
    return pd.DataFrame(records)


def _record(row: Hypothesis, effect: Effect, adjusted: float) -> dict[str, object]:
    lower, upper = effect.interval(1 - row.alpha)
    return {
        "id": row.id,
        "model": row.model,
        "expect": row.expect,
        "std": effect.std,
        "se": effect.se,
        "ci_lower": lower,
        "ci_upper": upper,
        "pvalue": effect.pvalue,
        "pvalue_adjusted": adjusted,
        "verdict": _verdict(row, effect, adjusted),
    }


def _verdict(row: Hypothesis, effect: Effect, adjusted: float) -> Verdict:
    if not effect.known:
        return "not estimable"
    outer, inner = effect.interval(1 - row.alpha), effect.interval(1 - 2 * row.alpha)
    return decide(row.expect, Evidence(*outer, adjusted, *inner), row.alpha, row.bound)[0]


def _effects(table: pd.DataFrame) -> dict[Key, Effect]:
    found = {}
    for lhs, op, rhs, est, se in table[["lhs", "op", "rhs", "est", "se"]].itertuples(index=False):
        effect = Effect(float(est), float(np.float64(se)))
        found[(lhs, op, "" if op == ":=" else rhs)] = effect
        if op == "~~":
            found[(rhs, op, lhs)] = effect
    return found


def _key(row: Hypothesis) -> Key:
    return row.lhs, row.op, "" if row.op == ":=" else row.predictor
