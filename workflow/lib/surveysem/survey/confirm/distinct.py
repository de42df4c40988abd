"""Whether two constructs are distinct: the evidence of each criterion, and a verdict in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from surveysem.numbers import shown
from surveysem.survey.wording import Reason, interval_text, is_number

Side = Literal["for", "against", "open"]
Verdict = Literal["distinct", "problem", "undecided"]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """Intervals (lower, upper) of a pair, NaN where there are none, and Fornell-Larcker or None."""

    correlation: tuple[float, float] = (NAN, NAN)
    htmt: tuple[float, float] = (NAN, NAN)
    htmt2: tuple[float, float] = (NAN, NAN)
    fornell_larcker: bool | None = None


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """The verdict on a pair of constructs with its reason."""

    verdict: Verdict
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Criterion:
    side: Side
    said: Reason


NAMES = {
    "correlation": Reason("la corrélation des facteurs", "the correlation of the factors"),
    "htmt": Reason("HTMT", "HTMT"),
    "htmt2": Reason("HTMT2", "HTMT2"),
}


def judge_pair(evidence: PairEvidence, cutoffs: Mapping[str, float]) -> PairVerdict:
    """Verdict on discriminant validity from the intervals against their cut-offs.

    A criterion speaks *for* the pair when its whole interval stays inside the cut-off (of the
    correlation on both sides of 0: the technique CI_CFA(cut) of Rönkkö and Cho, 2022,
    Organizational Research Methods 25; of HTMT the upper limit: Henseler, Ringle and Sarstedt,
    2015; Franke and Sarstedt, 2019, Internet Research 29), *against* it when the whole interval
    lies at the cut-off or beyond, and is *open* when the interval holds the cut-off.
    Fornell-Larcker compares estimates and has no interval, so that alone it decides nothing.

    ``distinct``: every criterion speaks for the pair, one interval at least. ``problem``: an
    interval speaks against it. ``undecided``: all else. ``cutoffs`` has the keys ``correlation``
    and ``htmt``; a criterion without a cut-off or an interval is left out.
    """
    found = _intervals(evidence, cutoffs)
    if not found:
        return PairVerdict(
            "undecided",
            Reason(
                "Aucun intervalle ne peut être comparé à un seuil.",
                "There is no interval to set against a cut-off.",
            ),
        )
    sides = {criterion.side for criterion in found}
    said = [criterion.said for criterion in found]
    if evidence.fornell_larcker is not None:
        said.append(FORNELL_LARCKER[evidence.fornell_larcker])
    verdict: Verdict = (
        "problem"
        if "against" in sides
        else "undecided"
        if "open" in sides or evidence.fornell_larcker is False
        else "distinct"
    )
    return PairVerdict(verdict, _sentence(said))


FORNELL_LARCKER = {
    True: Reason("Fornell-Larcker respecté", "Fornell–Larcker met"),
    False: Reason(
        "Fornell-Larcker non respecté (estimations seules)",
        "Fornell–Larcker not met (estimates only)",
    ),
}


def add_verdicts(table: pd.DataFrame, cutoffs: Mapping[str, float]) -> pd.DataFrame:
    """Columns verdict, reason_fr and reason_en for each pair of a table of validity."""
    judged = [
        judge_pair(_evidence({str(key): value for key, value in row.items()}), cutoffs)
        for row in table.to_dict("records")
    ]
    return table.assign(
        verdict=pd.Series([one.verdict for one in judged], table.index, dtype=object),
        reason_fr=pd.Series([one.reason.fr for one in judged], table.index, dtype=object),
        reason_en=pd.Series([one.reason.en for one in judged], table.index, dtype=object),
    )


def _evidence(row: Mapping[str, Any]) -> PairEvidence:
    larcker = row["fornell_larcker"]
    return PairEvidence(
        (row["ci_lower"], row["ci_upper"]),
        (row["htmt_ci_lower"], row["htmt_ci_upper"]),
        (row["htmt2_ci_lower"], row["htmt2_ci_upper"]),
        None if pd.isna(larcker) else bool(larcker),
    )


def _intervals(evidence: PairEvidence, cutoffs: Mapping[str, float]) -> list[_Criterion]:
    limits = {
        "correlation": evidence.correlation,
        "htmt": evidence.htmt,
        "htmt2": evidence.htmt2,
    }
    return [
        _criterion(name, ends, cutoffs[key])
        for name, ends in limits.items()
        if (key := name.rstrip("2")) in cutoffs and all(map(is_number, ends))
    ]


def _criterion(name: str, ends: tuple[float, float], cutoff: float) -> _Criterion:
    side = _side(ends, cutoff)
    words = {
        "for": ("reste en deçà de", "stays inside"),
        "against": ("est tout entier au-delà de", "lies wholly beyond"),
        "open": ("contient", "holds"),
    }[side]
    texts = [
        f"{start} {called} {interval_text(*ends, language)} {word} {shown(cutoff, 'r2', language)}"
        for start, called, word, language in zip(
            ("l'intervalle de", "the interval of"),
            (NAMES[name].fr, NAMES[name].en),
            words,
            ("fr", "en"),
            strict=True,
        )
    ]
    return _Criterion(side, Reason(*texts))


def _side(ends: tuple[float, float], cutoff: float) -> Side:
    lower, upper = ends
    largest = max(abs(lower), abs(upper))
    smallest = 0.0 if lower <= 0 <= upper else min(abs(lower), abs(upper))
    if largest < cutoff:
        return "for"
    return "against" if smallest >= cutoff else "open"


def _sentence(said: Sequence[Reason]) -> Reason:
    fr = " ; ".join(part.fr for part in said)
    en = "; ".join(part.en for part in said)
    return Reason(f"{fr[0].upper()}{fr[1:]}.", f"{en[0].upper()}{en[1:]}.")
