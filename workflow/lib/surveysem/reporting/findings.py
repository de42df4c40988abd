"""The facts that the sentences of the report state, drawn from the artefacts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Record, Study
from surveysem.reporting.escape import Markdown, escape
from surveysem.numbers import is_missing
from surveysem.reporting.tables.structure import effects_with_intervals, interval_level
from surveysem.reporting.text import Text

LISTED = 6
"""So many pairs of constructs are named in a sentence."""
VERDICTS = ("supported", "contradicted", "undecided", "not estimable")


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """What the templates of the sections may print, by name; absent artefacts give no names."""
    found: dict[str, Any] = {
        "warnings": warnings(artefacts, text),
        "seed": study.seed,
        "level": interval_level(artefacts),
    }
    if artefacts.has("flow"):
        found |= _flow(artefacts.flow)
    if artefacts.has("summary"):
        found |= _items(artefacts.summary)
    if artefacts.has("verdicts"):
        found["verdicts"] = verdict_counts(artefacts.verdicts)
        found["judged"] = [_judged(row, text) for row in _rows(artefacts.verdicts)]
    if artefacts.has("claims"):
        found["recovered"] = _recovered(artefacts.claims)
    if artefacts.has("validity"):
        found["validity"] = _validity(artefacts, study, text)
    if artefacts.has("agreement"):
        found["agreement"] = _agreement(artefacts.agreement)
    if artefacts.has("effects"):
        found["delta"] = int((~effects_with_intervals(artefacts)["bootstrap"]).sum())
    found["measurement"] = artefacts.fit(artefacts.measurement_model or "")
    found["structural"] = artefacts.fit(artefacts.structural_model or "")
    return found


def verdict_counts(verdicts: pd.DataFrame | None) -> dict[str, int]:
    """How many hypotheses got each verdict."""
    if verdicts is None:
        return dict.fromkeys(VERDICTS, 0)
    counts = verdicts["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS}


def warnings(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """What a reader must know before trusting a number, in sentences."""
    fits = artefacts.fits or ()
    few = [fit for fit in fits if _below(fit.get("n_obs"), fit.get("n_free"))]
    found = [
        text(
            "warnings.few_cases", model=_model(fit, text), n=fit["n_obs"], parameters=fit["n_free"]
        )
        for fit in few
    ]
    found += [text("warnings.few_cases_meaning")] if few else []
    for fit in fits:
        if fit.get("converged") is False:
            found.append(text("warnings.not_converged", model=_model(fit, text)))
        elif fit.get("admissible") is False:
            found.append(text("warnings.inadmissible", model=_model(fit, text), why=_problems(fit)))
    return found + _bootstrap_warnings(artefacts.bootstrap, text)


def _model(fit: Record, text: Text) -> Markdown:
    return text.word(fit.get("model"))


def _bootstrap_warnings(bootstrap: Record | None, text: Text) -> list[Markdown]:
    if not bootstrap:
        return []
    draws, used = bootstrap["draws"], bootstrap["used"]
    found = []
    if _below(used, draws):
        found.append(text("warnings.draws", lost=draws - used, draws=draws))
    elif _below(bootstrap.get("admissible"), used):
        found.append(text("warnings.kept_draws", odd=used - bootstrap["admissible"], draws=used))
    return found


def _below(found: Any, wanted: Any) -> bool:
    return not is_missing(found) and not is_missing(wanted) and found < wanted


def _problems(fit: Record) -> Markdown:
    problems = fit.get("problems") or []
    listed = [problems] if isinstance(problems, str) else list(problems)
    return Markdown("; ".join(escape(str(problem).rstrip(".")) for problem in listed) + ".")


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
    head = text("hypotheses.head", id=row["id"], statement=statement)
    limits = (row["ci_lower"], row["ci_upper"])
    if verdict == "not estimable" or any(map(is_missing, (row["std"], *limits))):
        return Markdown(f"{head} {_with_reason('verdict_only', row, text)}")
    if is_missing(row["pvalue_adjusted"]):
        return Markdown(f"{head} {_with_reason('without_p', row, text, ci=limits, std=row['std'])}")
    evidence = text(
        f"hypotheses.verdict.{verdict}", std=row["std"], p=row["pvalue_adjusted"], ci=limits
    )
    return Markdown(f"{head} {evidence}")


def _with_reason(key: str, row: Mapping[str, Any], text: Text, **values: object) -> Markdown:
    reason = str(row[f"reason_{text.language}"]).strip().rstrip(".")
    verdict = text.word(row["verdict"])
    return text(f"hypotheses.{key}", verdict=verdict, reason=reason, **values)


def _recovered(claims: pd.DataFrame | None) -> dict[str, int]:
    assert claims is not None
    counts = claims["recovered"].value_counts()
    return {
        "claims": len(claims),
        "yes": int(counts.get("yes", 0)),
        "no": int(counts.get("no", 0)),
        "not_testable": int(counts.get("not testable", 0)),
    }


def _validity(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Pairs of constructs that break Fornell and Larcker's criterion, or HTMT's cut-off."""
    assert artefacts.validity is not None
    pairs = artefacts.validity
    cutoff = study.cutoffs.get("htmt", {}).get("value")
    broken = pairs[~pairs["fornell_larcker"].astype(bool)]
    above = pairs[pairs["htmt"].astype(float) > (np.inf if cutoff is None else float(cutoff))]
    return {
        "pairs": len(pairs),
        "broken": len(broken),
        "above": len(above),
        "cutoff": cutoff,
        "broken_pairs": _named(broken, study, text),
        "above_pairs": _named(above, study, text),
    }


def _named(pairs: pd.DataFrame, study: Study, text: Text) -> str:
    def name(value: object) -> str:
        return study.construct(str(value), text.language)

    listed = [f"{name(row['construct'])} – {name(row['with'])}" for row in _rows(pairs)]
    return "; ".join([*listed[:LISTED], *(["…"] if len(listed) > LISTED else [])])


def _agreement(agreement: pd.DataFrame | None) -> dict[str, Any]:
    assert agreement is not None
    comparable = agreement[agreement["comparable"].astype(bool)]
    differences = comparable["difference"].astype(float).abs()
    largest = differences.max() if len(comparable) else None
    return {
        "engines": ", ".join(dict.fromkeys(comparable["engine"])),
        "parameters": int(comparable["difference"].count()),
        "largest": largest,
        "not_comparable": ", ".join(
            dict.fromkeys(agreement[~agreement["comparable"].astype(bool)]["engine"])
        ),
    }
