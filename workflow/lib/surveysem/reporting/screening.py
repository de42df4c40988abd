"""What the sentences on screening state: gaps, flags, normality, early and late respondents."""

from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text
from surveysem.survey.screen.missingness import COMPLETE
from surveysem.survey.screen.normality import MULTIVARIATE
from surveysem.survey.screen.respondents import chi_square_level

NAMED = 3
"""Items that a sentence names at most."""


def screening(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts of the chapter by subject; a subject whose artefact is absent has none."""
    found: dict[str, Any] = {"any": False}
    if artefacts.has("missing_items") and artefacts.has("missing_patterns"):
        found["gaps"] = _gaps(artefacts, text)
    if artefacts.has("mcar"):
        found["mcar"] = _mcar(artefacts.mcar)
    if artefacts.has("flags"):
        found["flagged"] = _flagged(artefacts, study)
    if artefacts.has("normality"):
        found["normality"] = _normality(artefacts, text)
    if artefacts.has("returns"):
        found["returns"] = _returns(artefacts.returns, study, text)
    return found | {"any": len(found) > 1 or artefacts.has("profile")}


def _gaps(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """Items and respondents that lack answers."""
    items, patterns = artefacts.missing_items, artefacts.missing_patterns
    assert items is not None
    assert patterns is not None
    complete = int(patterns.loc[patterns["missing"] == 0, "n"].sum())
    n = int(patterns["n"].sum())
    worst = items[items["missing"] == items["missing"].max()]
    return {
        "n_items": len(items),
        "with_gaps": int((items["missing"] > 0).sum()),
        "most": float(items["share_missing"].max()),
        "worst": text.listed([*worst["variable"][:NAMED], *["…"][: len(worst) > NAMED]]),
        "complete": complete,
        "share": complete / max(n, 1),
        "answers": float(items["missing"].sum() / max(n * len(items), 1)),
    }


def _mcar(table: pd.DataFrame | None) -> dict[str, Any]:
    """Little's test; ``state`` is computed, complete (no answer is missing) or impossible."""
    assert table is not None
    row = table.iloc[0]
    impossible = "complete" if row["reason"] == COMPLETE else "impossible"
    return {
        "state": impossible if is_missing(row["chisq"]) else "computed",
        "chisq": row["chisq"],
        "df": row["df"],
        "p": row["pvalue"],
        "n": int(row["n"]),
        "patterns": int(row["patterns"]),
    }


def _flagged(artefacts: Artefacts, study: Study) -> dict[str, Any]:
    """Counts, and what a chi-square rule would do to distances in a normal sample of this size."""
    table = artefacts.flags
    assert table is not None
    anyone = table[table["flag"] == "any"].iloc[0]
    n = int(anyone["n"])
    found = {"rules": len(table) - 1, "n": n, "flagged": int(anyone["flagged"])}
    alpha = study.thresholds.get("mahalanobis", {}).get("value")
    if alpha is None or artefacts.missing_items is None:
        return found
    level = chi_square_level(alpha, n, len(artefacts.missing_items))
    return found if is_missing(level) else found | {"alpha": alpha, "level": level}


def _normality(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    table = artefacts.normality
    assert table is not None
    items = table[table["variable"] != MULTIVARIATE]
    together = table[table["variable"] == MULTIVARIATE].iloc[0]
    estimator = artefacts.fit(artefacts.measurement_model or "").get("estimator")
    answers = f"screening.estimator.{estimator}"
    return {
        "n": int(together["n"]),
        "n_items": len(items),
        "skewness": (float(items["skewness"].min()), float(items["skewness"].max())),
        "kurtosis": (float(items["kurtosis"].min()), float(items["kurtosis"].max())),
        "exists": not is_missing(together["kurtosis"]),
        "mardia": together["kurtosis"],
        "ratio": together["kurtosis_cr"],
        "p": together["kurtosis_pvalue"],
        "asymmetry": together["skewness"],
        "p_asymmetry": together["skewness_pvalue"],
        "chisq": together["chisq"],
        "df": together["df"],
        "estimator": text(answers) if answers in text else Markdown(""),
    }


def _returns(table: pd.DataFrame | None, study: Study, text: Text) -> dict[str, Any]:
    """Sizes of the differences, and how far their intervals reach."""
    assert table is not None
    known = table.dropna(subset=["d", "ci_lower", "ci_upper"])
    if known.empty:
        return {"compared": 0}
    largest = known.iloc[int(known["d"].abs().to_numpy().argmax())]
    apart = known[(known["ci_lower"] > 0) | (known["ci_upper"] < 0)]
    return {
        "compared": len(known),
        "largest": largest["d"],
        "ci": (largest["ci_lower"], largest["ci_upper"]),
        "name": study.construct(str(largest["variable"]), text.language),
        "reach": float(known[["ci_lower", "ci_upper"]].abs().to_numpy().max()),
        "apart": len(apart),
        "p_t": known["t_pvalue_holm"].min(),
        "p_ranks": known["mann_whitney_pvalue_holm"].min(),
    }
