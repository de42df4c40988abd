"""The findings of the published study set against the verdicts of this run."""

import math
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from surveysem.claims import on_interviews
from surveysem.contracts import columns
from surveysem.errors import SpecificationError
from surveysem.survey.codebook import nearest
from surveysem.survey.wording import Reason, interval_text

FINDINGS = ("+", "-", "ns", "holds")
Recovered = Literal["yes", "no", "not testable"]


def judge_claims(claims: pd.DataFrame, verdicts: pd.DataFrame, *, synthetic: bool) -> pd.DataFrame:
    """Each claim against this run; columns of ``claims.parquet``.

    ``claims`` has the columns of claims.tsv, ``verdicts`` those of ``verdicts.parquet``. A finding
    ``+`` or ``-`` is recovered if the interval excludes 0 in that direction, ``ns`` if it includes
    0 (the claim is that of the study: absence of significance, which is no evidence of absence of
    an effect), ``holds`` if the second-order claim is supported. ``found`` is what this run shows
    in the same words. ``synthetic`` words the reason: a drawn wave can recover a pattern, and only
    respondents can show it again. Claims on coded interviews (``cases:...``) are left out.

    Raises
    ------
    SpecificationError
        A claim names an unknown hypothesis, or has an unknown finding.
    """
    by_id: dict[str, dict[str, Any]] = {
        str(row["id"]): {str(k): v for k, v in row.items()} for row in verdicts.to_dict("records")
    }
    surveyed = claims[~claims["hypothesis"].map(on_interviews).astype(bool)]
    rows = [{str(k): v for k, v in row.items()} for row in surveyed.to_dict("records")]
    _check(rows, by_id)
    return pd.DataFrame(
        [_row(claim, by_id[claim["hypothesis"]], synthetic) for claim in rows],
        columns=columns("claims"),
    )


def _check(claims: list[dict[str, Any]], verdicts: Mapping[str, object]) -> None:
    faults = [
        f"claim {claim['id']}: hypothesis {claim['hypothesis']} is unknown"
        f"{nearest(claim['hypothesis'], verdicts)}"
        for claim in claims
        if claim["hypothesis"] not in verdicts
    ]
    faults += [
        f"claim {claim['id']}: finding {claim['finding']!r} is unknown, expected "
        f"{' '.join(FINDINGS)}"
        for claim in claims
        if claim["finding"] not in FINDINGS
    ]
    if faults:
        raise SpecificationError("; ".join(faults))


def _row(claim: Mapping[str, Any], verdict: Mapping[str, Any], synthetic: bool) -> list[object]:
    finding = claim["finding"]
    found = _found_on_contest(verdict) if finding == "holds" else _found_on_interval(verdict)
    recovered: Recovered = (
        "not testable" if found == "not testable" else "yes" if found == finding else "no"
    )
    reason = _reason(finding, found, recovered, verdict, synthetic)
    return [
        claim["id"],
        claim["statement_fr"],
        claim["statement_en"],
        claim["hypothesis"],
        finding,
        found,
        verdict["std"],
        verdict["ci_lower"],
        verdict["ci_upper"],
        recovered,
        reason.fr,
        reason.en,
    ]


def _found_on_interval(verdict: Mapping[str, Any]) -> str:
    lower, upper = float(verdict["ci_lower"]), float(verdict["ci_upper"])
    if verdict["verdict"] == "not estimable" or not (math.isfinite(lower) and math.isfinite(upper)):
        return "not testable"
    return "+" if lower > 0 else "-" if upper < 0 else "ns"


def _found_on_contest(verdict: Mapping[str, Any]) -> str:
    return {
        "supported": "holds",
        "contradicted": "does not hold",
        "undecided": "not distinguishable",
        "not estimable": "not testable",
    }[verdict["verdict"]]


def _reason(
    finding: str, found: str, recovered: Recovered, verdict: Mapping[str, Any], synthetic: bool
) -> Reason:
    if found == "not testable" or finding == "holds":
        why = Reason(verdict["reason_fr"], verdict["reason_en"])
    else:
        why = _interval_words(found, verdict)
    result = _result(recovered, synthetic)
    caution = Reason("", "")
    if finding == "ns" and recovered == "yes":
        caution = Reason(
            "Un résultat non significatif n'établit pas l'absence d'effet.",
            "A result that is not significant is no evidence of absence.",
        )
    return result + why + caution


def _result(recovered: Recovered, synthetic: bool) -> Reason:
    if recovered == "not testable":
        return Reason("Non testable.", "Not testable.")
    if synthetic:
        return (
            Reason("Retrouvé dans les données synthétiques.", "Recovered in synthetic data.")
            if recovered == "yes"
            else Reason(
                "Non retrouvé dans les données synthétiques.", "Not recovered in synthetic data."
            )
        )
    return (
        Reason("Retrouvé dans cette vague.", "Found again in this wave.")
        if recovered == "yes"
        else Reason("Non retrouvé dans cette vague.", "Not found again in this wave.")
    )


def _interval_words(found: str, verdict: Mapping[str, Any]) -> Reason:
    ends = float(verdict["ci_lower"]), float(verdict["ci_upper"])
    words = {
        "+": ("est au-dessus de 0", "lies above 0"),
        "-": ("est au-dessous de 0", "lies below 0"),
        "ns": ("contient 0", "includes 0"),
    }[found]
    return Reason(
        f"L'intervalle {interval_text(*ends, 'fr')} {words[0]}.",
        f"The interval {interval_text(*ends, 'en')} {words[1]}.",
    )
