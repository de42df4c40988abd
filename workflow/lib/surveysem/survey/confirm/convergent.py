"""Whether the items of a construct converge: each criterion with its interval, and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.numbers import shown
from surveysem.survey.confirm.limits import NO_LIMITS, Limits
from surveysem.survey.confirm.reliability import standardized_loadings
from surveysem.survey.wording import Reason, interval_text, is_number

Side = Literal["above", "below", "open", "none"]
Verdict = Literal["holds", "undecided", "does not hold"]
Ends = tuple[float, float]
NONE = (float("nan"), float("nan"))
OF_CONSTRUCT = ("ave", "composite_reliability")

NAMES = {
    "ave": Reason("l'AVE", "AVE"),
    "composite_reliability": Reason("la fiabilité composite", "composite reliability"),
}
PLACED: dict[Side, Reason] = {
    "above": Reason("est tout entier au-dessus de", "lies wholly above"),
    "below": Reason("est tout entier au-dessous de", "lies wholly below"),
    "open": Reason("contient", "includes"),
}


@dataclass(frozen=True, slots=True)
class ConvergentEvidence:
    """Intervals (lower, upper) of a construct, NaN where there are none.

    ``loadings`` holds those of the standardised loadings by item, signed so that most are positive.
    """

    ave: Ends = NONE
    composite_reliability: Ends = NONE
    loadings: Mapping[str, Ends] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConvergentVerdict:
    """The verdict on the convergent validity of a construct, with its reason."""

    verdict: Verdict
    reason: Reason


def judge_convergence(
    evidence: ConvergentEvidence, cutoffs: Mapping[str, float]
) -> ConvergentVerdict:
    """Verdict on convergent validity from intervals against their cut-offs.

    ``cutoffs`` has the keys ``ave``, ``composite_reliability`` (Fornell and Larcker, 1981, Journal
    of Marketing Research 18, p. 46) and ``loading``, each the smallest value wanted.

    ``holds``: the intervals of AVE, of composite reliability and of every loading lie at the
    cut-off or above. ``does not hold``: one of them lies wholly below. ``undecided``: one holds its
    cut-off or cannot be had, or the construct has a single item.
    """
    if len(evidence.loadings) < 2:
        return ConvergentVerdict(
            "undecided",
            Reason(
                "Un seul item : il n'y a rien qui puisse converger.",
                "A single item: there is nothing that could converge.",
            ),
        )
    whole = {name: getattr(evidence, name) for name in OF_CONSTRUCT}
    found = {name: _side(ends, cutoffs[name]) for name, ends in whole.items()}
    of_items = {item: _side(ends, cutoffs["loading"]) for item, ends in evidence.loadings.items()}
    sides = {*found.values(), *of_items.values()}
    verdict: Verdict = (
        "does not hold" if "below" in sides else "holds" if sides == {"above"} else "undecided"
    )
    said = [_of_construct(name, whole[name], side, cutoffs[name]) for name, side in found.items()]
    said += _of_loadings(evidence.loadings, of_items, cutoffs["loading"])
    fr, en = (" ; ".join(part.fr for part in said), "; ".join(part.en for part in said))
    return ConvergentVerdict(
        verdict, Reason(f"{fr[0].upper()}{fr[1:]}.", f"{en[0].upper()}{en[1:]}.")
    )


def convergent(
    reliability: pd.DataFrame,
    estimates: pd.DataFrame,
    limits: Limits | None,
    cutoffs: Mapping[str, float],
) -> pd.DataFrame:
    """One row per construct with the columns of ``convergent.parquet``.

    ``reliability`` is that table of the same model, ``estimates`` has its standardised loadings
    (std_all) and ``limits`` their intervals. The loading shown is the one whose interval reaches
    lowest, or without intervals the smallest.
    """
    rows = []
    for row in reliability.to_dict("records"):
        own = _loadings(estimates, limits or NO_LIMITS, str(row["construct"]))
        ends = {str(item): (lower, upper) for item, _, lower, upper in own.itertuples()}
        whole = {one: (row[f"{one}_ci_lower"], row[f"{one}_ci_upper"]) for one in OF_CONSTRUCT}
        judged = judge_convergence(ConvergentEvidence(**whole, loadings=ends), cutoffs)
        rows.append(
            {str(key): value for key, value in row.items()}
            | _lowest(own)
            | {
                "verdict": judged.verdict,
                "reason_fr": judged.reason.fr,
                "reason_en": judged.reason.en,
            }
        )
    return pd.DataFrame(rows)[columns("convergent")]


def _lowest(loadings: pd.DataFrame) -> dict[str, object]:
    """The loading whose interval reaches lowest, else the smallest; the first where none is."""
    reach = loadings["lower"].fillna(loadings["est"]).to_numpy()
    at = 0 if np.isnan(reach).all() else int(np.nanargmin(reach))
    names = ("loading", "loading_ci_lower", "loading_ci_upper")
    values = loadings.iloc[at].astype(float)
    return {"item": str(loadings.index[at]), **dict(zip(names, values, strict=True))}


def _loadings(estimates: pd.DataFrame, limits: Limits, construct: str) -> pd.DataFrame:
    """Standardised loadings by item with their intervals: est, lower, upper.

    Where most of them are negative the construct points the other way: their signs are changed.
    """
    est = standardized_loadings(estimates, construct)
    places = pd.MultiIndex.from_product([[construct], est.index])
    found = limits.of_loadings.reindex(places).to_numpy(dtype=float)
    if np.nansum(np.sign(est)) < 0:
        est, found = -est, -found[:, ::-1]
    return pd.DataFrame({"est": est, "lower": found[:, 0], "upper": found[:, 1]}, index=est.index)


def _side(ends: Ends, cutoff: float) -> Side:
    lower, upper = ends
    if not (is_number(lower) and is_number(upper)):
        return "none"
    return "above" if lower >= cutoff else "below" if upper < cutoff else "open"


def _of_construct(name: str, ends: Ends, side: Side, cutoff: float) -> Reason:
    called = NAMES[name]
    if side == "none":
        return Reason(f"{called.fr} n'a pas d'intervalle", f"{called.en} has no interval")
    return Reason("l'intervalle de", "the interval of") + called + _placed(ends, side, cutoff)


def _of_loadings(
    loadings: Mapping[str, Ends], sides: Mapping[str, Side], cutoff: float
) -> list[Reason]:
    """The loadings that do not reach the cut-off for certain; one sentence where all do."""
    short = [item for item, side in sides.items() if side != "above"]
    if not short:
        lowest = min(loadings, key=lambda item: loadings[item][0])
        start = Reason(
            "les intervalles de toutes les saturations sont au-dessus de "
            f"{shown(cutoff, 'r2', 'fr')}, le plus bas étant celui de l'item {lowest}",
            f"the intervals of all loadings lie above {shown(cutoff, 'r2', 'en')}, "
            f"the lowest being that of {lowest}",
        )
        return [start + _interval(loadings[lowest])]
    return [_of_loading(item, loadings[item], sides[item], cutoff) for item in short]


def _of_loading(item: str, ends: Ends, side: Side, cutoff: float) -> Reason:
    if side == "none":
        return Reason(
            f"la saturation de l'item {item} n'a pas d'intervalle",
            f"the loading of {item} has no interval",
        )
    called = Reason(
        f"l'intervalle de la saturation de l'item {item}", f"the interval of the loading of {item}"
    )
    return called + _placed(ends, side, cutoff)


def _placed(ends: Ends, side: Side, cutoff: float) -> Reason:
    """Where an interval lies, with the cut-off."""
    last = Reason(shown(cutoff, "r2", "fr"), shown(cutoff, "r2", "en"))
    return _interval(ends) + PLACED[side] + last


def _interval(ends: Ends) -> Reason:
    return Reason(*(interval_text(*ends, language) for language in ("fr", "en")))
