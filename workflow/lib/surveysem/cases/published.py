"""The published findings of case studies set against those of this run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveysem.cases.placing import only_other_axes
from surveysem.claims import ALTERNATIVE, EVIDENCE, alternatives, subject
from surveysem.contracts import columns
from surveysem.numbers import shown
from surveysem.survey.wording import Reason

Recovered = Literal["yes", "no", "not testable"]
NOTHING = Reason("", "")
SHOWS_NOTHING = Reason(
    "Les rééchantillons ne montrent pas à quel point ce type est sûr.",
    "Resamples do not show how sure this type is.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What this run shows: a name, the share that it rests on, and why; no name for no answer."""

    name: str
    share: float
    reason: Reason


def judge_published(
    claims: Sequence[Mapping[str, str]],
    tables: Mapping[str, pd.DataFrame],
    labels: Mapping[str, Mapping[str, str]],
    *,
    synthetic: bool,
) -> pd.DataFrame:
    """Each published finding on one collection; columns of ``case_claims.parquet``.

    ``claims`` are rows of claims.tsv with ``about``, what follows ``cases:COLLECTION:`` in their
    hypothesis: a case (the finding is a type), ``ladder:GROUP`` (the rung, or several with ``|``
    between them, on which together most cases of the group stand), ``groups:NAME`` (the group whose
    value is higher, the interval excluding 0) or ``chain:ELEMENT`` (``+``: some case has evidence).
    ``tables`` are placements, ladder, case_groups and chain, empty where the collection has none;
    ``labels`` names types and rungs. ``share`` is that of resamples, of the cases of a group on
    the claimed rungs, or of cases with evidence.
    """
    rows = []
    for claim in claims:
        found = look(claim["about"], claim["finding"], tables, labels)
        recovered = judge(claim["finding"], found.name)
        reason = _result(recovered, synthetic) + found.reason
        rows.append(
            [
                *(claim[name] for name in ("id", "statement_fr", "statement_en", "about")),
                *(claim["finding"], found.name, found.share, recovered, reason.fr, reason.en),
            ]
        )
    made = pd.DataFrame(rows, columns=columns("case_claims"))
    return made.astype({"share": float})


def judge(finding: str, found: str) -> Recovered:
    """Whether what was found is what was published; several of either are joined by ``|``."""
    if not found:
        return "not testable"
    return "yes" if set(alternatives(found)) <= set(alternatives(finding)) else "no"


def look(
    about: str,
    finding: str,
    tables: Mapping[str, pd.DataFrame],
    labels: Mapping[str, Mapping[str, str]],
) -> Found:
    """What this run shows of what a claim is about."""
    asked = subject(about)
    match asked.kind:
        case "ladder":
            return on_ladder(tables["ladder"], asked.name, finding, labels)
        case "groups":
            return between_groups(tables["case_groups"], asked.name)
        case "chain":
            return in_chain(tables["chain"], asked.name)
        case "case":
            return placed(tables["placements"], asked.name, finding, labels)


def placed(
    placements: pd.DataFrame, case: str, finding: str, labels: Mapping[str, Mapping[str, str]]
) -> Found:
    """The type of a case, and how often resamples give the published one."""
    rows = placements[placements["case"] == case]
    there = rows[rows["placed"].astype(bool) & (rows["type"] != "")]
    claimed = rows.loc[rows["type"] == finding, "share"]
    share = float(claimed.iloc[0]) if len(claimed) else np.nan
    often = _resampled(share, rows, labels)
    if there.empty:
        return Found("", share, Reason("Le cas n'est pas placé.", "The case is not placed."))
    name = str(there["type"].iloc[0])
    return Found(name, share, _called([name], labels) + often)


def _resampled(
    share: float, placements: pd.DataFrame, labels: Mapping[str, Mapping[str, str]]
) -> Reason:
    """How often resamples of a case give the published type, and of what that says nothing."""
    if placements.empty:
        return NOTHING
    if np.isnan(share):
        return SHOWS_NOTHING
    often = _share(share, "des rééchantillons ont le type publié", "of resamples have this type")
    alike = str(placements["alike"].iloc[0]).split()
    return often + only_other_axes([labels.get(axis, {"fr": axis, "en": axis}) for axis in alike])


def on_ladder(
    ladder: pd.DataFrame, group: str, finding: str, labels: Mapping[str, Mapping[str, str]]
) -> Found:
    """The rungs on which most cases of a group stand, more than half of all, placed or not.

    They are those of the claim where these hold so many; else the most frequent ones until they do,
    of equally frequent ones all. Where most cases are not placed there is no answer.
    """
    rungs = ladder.loc[ladder["group"].astype(str) == group, "rung"]
    counts = rungs[rungs != ""].value_counts()
    if 2 * counts.sum() <= len(rungs):
        why = Reason(
            "La plupart des cas du groupe ne sont pas placés.",
            "Most cases of the group are not placed.",
        )
        return Found("", np.nan, why)
    claimed = rungs.isin(alternatives(finding))
    share = float(claimed.mean())
    most = set(rungs[claimed]) if 2 * claimed.sum() > len(rungs) else _most(counts, len(rungs))
    names = sorted(str(name) for name in most)
    told = _share(
        share,
        "des cas du groupe sont sur un échelon publié",
        "of the cases of the group stand on a published rung",
    )
    return Found(ALTERNATIVE.join(names), share, _called(names, labels) + told)


def _most(counts: pd.Series, cases: int) -> set[str]:
    """The most frequent rungs that together hold more than half of ``cases``."""
    least = next(
        n for n in sorted(set(counts), reverse=True) if 2 * counts[counts >= n].sum() > cases
    )
    return set(counts.index[counts >= least])


def between_groups(groups: pd.DataFrame, name: str) -> Found:
    """The group whose value is higher than in every other one, its intervals excluding 0.

    Of a theme the mentions are compared, not whether it occurs at all.
    """
    rows = groups[(groups["name"] == name) & (groups["kind"] != "theme")]
    rows = rows.dropna(subset=["ci_lower", "ci_upper"])
    if rows.empty:
        why = Reason("La comparaison n'a pas d'intervalle.", "The comparison has no interval.")
        return Found("", np.nan, why)
    names = dict.fromkeys([*rows["group_a"], *rows["group_b"]])
    higher = rows["group_b"].where(rows["difference"] > 0, rows["group_a"])
    sure = (rows["ci_lower"] > 0) | (rows["ci_upper"] < 0)
    won = higher[sure].value_counts()
    best = [str(one) for one in names if won.get(one, 0) == len(names) - 1]
    if not best:
        unclear = Reason("L'intervalle contient 0.", "The interval includes 0.")
        return Found("none", np.nan, unclear)
    return Found(
        best[0],
        np.nan,
        Reason(f"Valeur plus élevée : {best[0]}.", f"Higher value: {best[0]}."),
    )


def in_chain(chain: pd.DataFrame, element: str) -> Found:
    """Whether any case has evidence of an element, and the share of cases that have."""
    evidence = chain.loc[chain["element"] == element, "evidence"].astype(bool)
    if evidence.empty:
        return Found("", np.nan, NOTHING)
    share = float(evidence.mean())
    name = EVIDENCE if evidence.any() else "none"
    return Found(name, share, _share(share, "des cas le montrent", "of cases show it"))


def _result(recovered: Recovered, synthetic: bool) -> Reason:
    if recovered == "not testable":
        return Reason("Non testable.", "Not testable.")
    if synthetic:
        return (
            Reason(
                "Retrouvé dans les entretiens synthétiques.", "Recovered in synthetic interviews."
            )
            if recovered == "yes"
            else Reason(
                "Non retrouvé dans les entretiens synthétiques.",
                "Not recovered in synthetic interviews.",
            )
        )
    return (
        Reason("Retrouvé dans ces entretiens.", "Found again in these interviews.")
        if recovered == "yes"
        else Reason("Non retrouvé dans ces entretiens.", "Not found again in these interviews.")
    )


def _called(names: Sequence[str], labels: Mapping[str, Mapping[str, str]]) -> Reason:
    fr, en = (
        ", ".join(labels.get(name, {}).get(language) or name for name in names)
        for language in ("fr", "en")
    )
    return Reason(f"Ici : {fr}.", f"Here: {en}.")


def _share(share: float, fr: str, en: str) -> Reason:
    if np.isnan(share):
        return NOTHING
    return Reason(f"{shown(share, 'pct1', 'fr')} {fr}.", f"{shown(share, 'pct1', 'en')} {en}.")


def labels_of(choices: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Names of the types, rungs and axes in the choices of a collection."""
    named = [*(choices["types"] or ()), *((choices["ladder"] or {}).get("rungs") or ())]
    axes = {axis: one["label"] for axis, one in (choices["axes"] or {}).items()}
    return axes | {one["name"]: one["label"] for one in named}
