"""The facts that the sentences of the report state, drawn from the artefacts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting import (
    abstract,
    assessment,
    claimed,
    contest,
    estimation,
    extraction,
    measured,
    mediation,
    power,
)
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases.chapter import chapter
from surveysem.reporting.cautions import problems, warnings
from surveysem.reporting.comparing import comparing
from surveysem.reporting.escape import Markdown
from surveysem.reporting.evidence import verdict_link
from surveysem.reporting.families import families
from surveysem.reporting.firms import firms
from surveysem.reporting.moderation import moderation
from surveysem.reporting.robustness import robustness
from surveysem.reporting.screening import screening
from surveysem.reporting.tables.structure import effects_with_intervals, interval_level
from surveysem.reporting.text import Text, spaced
from surveysem.reporting.waves import waves

CONTEST = "second-order"
"""The place of the chapter that judges the second-order construct."""
VERDICTS = ("supported", "contradicted", "undecided", "not estimable")


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """What the templates of the sections may print, by name; absent artefacts give no names."""
    found: dict[str, Any] = {
        "warnings": warnings(artefacts, text),
        "seed": study.seed,
        "fieldwork": {"date": "", "note": ""} | dict(study.fieldwork),
        "level": interval_level(artefacts),
        "screening": screening(artefacts, study, text),
        "comparing": comparing(artefacts, study, text),
        "waves": waves(artefacts, study, text),
        "firms": firms(artefacts, study, text),
        "abstract": abstract.facts(artefacts, study, text),
        "estimated": estimation.facts(artefacts, study, text),
        "residuals": estimation.residuals(artefacts, study, text),
    }
    if artefacts.has("flow"):
        found |= _flow(artefacts.flow)
    if artefacts.has("summary"):
        found |= _items(artefacts.summary)
    if artefacts.has("verdicts"):
        found["verdicts"] = verdict_counts(artefacts.verdicts)
        found["judged"] = [_judged(row, text) for row in _rows(artefacts.verdicts)]
        found["families"] = families(artefacts, text)
    if artefacts.has("claims"):
        found["recovered"] = _recovered(artefacts.claims)
        found["claimed"] = claimed.sentences(artefacts, text)
    if artefacts.has("robustness"):
        found["robustness"] = robustness(artefacts, text)
    if artefacts.has("validity"):
        found["validity"] = assessment.pairs(artefacts, study, text)
        found["pairs"] = measured.pair_verdicts(artefacts, study, text)
    if artefacts.has("cross_loadings"):
        found["crossed"] = measured.crossed(artefacts, text)
    if artefacts.has("agreement"):
        found["agreement"] = _agreement(artefacts.agreement, text)
    if artefacts.has("solutions"):
        found["solutions"] = extraction.solutions(artefacts, study, text)
    if artefacts.has("retention"):
        found["retention"] = extraction.retention(artefacts, study, text)
    found["explored"] = extraction.explored(artefacts, study)
    if artefacts.has("stability"):
        found["resampled"] = extraction.resampled(artefacts, study, text)
    if artefacts.has("cross_validation"):
        found["cross_validated"] = extraction.cross_validated(artefacts, study, text)
    if artefacts.has("reliability"):
        found["constructs_judged"] = assessment.constructs(artefacts, study, text)
        found["intervals"] = measured.intervals(artefacts, text)
    if artefacts.has("convergent"):
        found["convergence"] = measured.convergence(artefacts, study, text)
    if artefacts.has("unflagged"):
        found["unflagged"] = measured.unflagged(artefacts, study, text)
    if artefacts.has("common_method"):
        found["common_method"] = measured.common_method(artefacts, text)
    if artefacts.second_order:
        found |= contest.facts(artefacts, study, text)
    found["left_out"] = ""
    if artefacts.has("purification"):
        found["left_out"] = extraction.left_out(artefacts, text)
        found["marked"] = extraction.marked(artefacts, text)
    if artefacts.has("interactions"):
        found["moderation"] = moderation(artefacts, study, text)
    found["cases"] = chapter(artefacts, study, text)
    found["power"] = power.facts(artefacts, study, text)
    found["corrections"] = power.corrections(artefacts)
    found["cutoffs"] = assessment.cutoffs(study, text)
    found["fits_judged"] = assessment.fits(artefacts, study, text)
    if artefacts.has("effects"):
        found["mediated"] = mediation.facts(artefacts, study, text)
        effects = effects_with_intervals(artefacts)
        found["delta"] = int((~effects["bootstrap"] & effects["std_ci_lower"].notna()).sum())
    found["measurement"] = artefacts.fit(artefacts.measurement_model or "")
    if found["measurement"].get("estimator"):
        found["estimation"] = assessment.estimation(found["measurement"], text)
    found["structural"] = artefacts.fit(artefacts.structural_model or "")
    found["inadmissible"] = {
        name: problems(found[name], text) if found[name].get("converged") else ""
        for name in ("measurement", "structural")
    }
    drawn, *others = artefacts.structural_models or [""]
    found["drawn_model"] = text.word(drawn)
    found["other_models"] = text.listed([text.word(model) for model in others]) if others else ""
    return found


def verdict_counts(verdicts: pd.DataFrame | None) -> dict[str, int]:
    """How many hypotheses got each verdict."""
    if verdicts is None:
        return dict.fromkeys(VERDICTS, 0)
    counts = verdicts["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS}


def _rows(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    return (
        []
        if table is None
        else [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    )


def analysed(flow: pd.DataFrame) -> int:
    """The number of analysed respondents that a flow states."""
    steps = flow.drop_duplicates("step", keep="last").set_index("step")["n"]
    return int(steps.get("analysed", flow["n"].iloc[-1]))


def _flow(flow: pd.DataFrame | None) -> dict[str, int]:
    assert flow is not None
    raw, n = int(flow["n"].iloc[0]), analysed(flow)
    return {"n_raw": raw, "n": n, "removed": raw - n}


def _items(summary: pd.DataFrame | None) -> dict[str, Any]:
    assert summary is not None
    return {
        "n_items": len(summary),
        "constructs": int(summary["construct"].nunique()),
        "share_missing": float(summary["share_missing"].mean()),
        "largest_skewness": float(summary["skewness"].abs().max()),
        "largest_kurtosis": float(summary["kurtosis"].abs().max()),
    }


def _judged(row: Mapping[str, Any], text: Text) -> Markdown:
    """One hypothesis as a sentence with effect, interval and p."""
    language, verdict = text.language, row["verdict"]
    statement = str(row[f"statement_{language}"]).strip().rstrip(".")
    head = text("hypotheses.head", id=verdict_link(row, text), statement=statement)
    limits = (row["ci_lower"], row["ci_upper"])
    if row.get("kind") == "second_order" and verdict != "not estimable":
        chapter = text("second_order.heading")
        told = text(
            "hypotheses.elsewhere",
            verdict=text.word(verdict),
            chapter=chapter,
            place=Markdown(CONTEST),
        )
        return Markdown(f"{head} {told}")
    if verdict == "not estimable" or any(map(is_missing, (row["std"], *limits))):
        return Markdown(f"{head} {_with_reason('verdict_only', row, text)}")
    if is_missing(row["pvalue_adjusted"]):
        values = {"std": row["std"], "level": 1 - row["alpha"], "ci": limits}
        return Markdown(f"{head} {_with_reason('without_p', row, text, **values)}")
    evidence = text(
        f"hypotheses.verdict.{verdict}",
        std=row["std"],
        level=1 - row["alpha"],
        p=row["pvalue_adjusted"],
        ci=limits,
    )
    return Markdown(f"{head} {evidence}")


def _with_reason(key: str, row: Mapping[str, Any], text: Text, **values: object) -> Markdown:
    reason = spaced(str(row[f"reason_{text.language}"]), text.language).strip().rstrip(".")
    verdict = text.word(row["verdict"])
    return text(f"hypotheses.{key}", verdict=verdict, reason=reason, **values)


def _recovered(claims: pd.DataFrame | None) -> dict[str, int]:
    """Counts of claims, and of their parts: one row of the table is one part of a claim."""
    assert claims is not None
    recovered = claims["recovered"].eq("yes").groupby(claims["id"], sort=False)
    none_found = claims["finding"].eq("ns")
    return {
        "claims": recovered.ngroups,
        "parts": len(claims),
        "whole": int(recovered.all().sum()),
        "in_part": int((recovered.any() & ~recovered.all()).sum()),
        "none": int((~recovered.any()).sum()),
        "not_testable": int(claims["recovered"].eq("not testable").sum()),
        "ns": int(none_found.sum()),
        "ns_recovered": int((none_found & claims["recovered"].eq("yes")).sum()),
    }


def _agreement(agreement: pd.DataFrame | None, text: Text) -> dict[str, Any]:
    assert agreement is not None
    comparable = agreement[agreement["comparable"].astype(bool)]
    differences = comparable["difference"].astype(float).abs()
    largest = differences.max() if len(comparable) else None
    return {
        "engines": text.listed(list(dict.fromkeys(comparable["engine"]))),
        "several": comparable["engine"].nunique(),
        "parameters": int(comparable["difference"].count()),
        "largest": largest,
        "not_comparable": text.listed(
            list(dict.fromkeys(agreement[~agreement["comparable"].astype(bool)]["engine"]))
        ),
    }
