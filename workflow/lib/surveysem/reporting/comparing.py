"""What the sentences on invariance, collinearity and rival models state."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.invariance import subject
from surveysem.reporting.text import Text, spaced

ORDER = ("sum scores", "means", "paths", "structure", "nothing")
"""What groups may be compared on, the most first."""


def comparing(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts by subject; a subject whose artefact is absent has none."""
    found: dict[str, Any] = {}
    if artefacts.has("invariance_verdicts"):
        found["invariance"] = invariance_facts(artefacts.invariance_verdicts, study, text)
    if artefacts.has("collinearity"):
        found["collinearity"] = _collinearity(artefacts.collinearity, study, text)
    if artefacts.has("rivals") and artefacts.has("rival_tests"):
        found["rivals"] = _rivals(artefacts, study, text)
    return found


def invariance_facts(
    table: pd.DataFrame | None,
    study: Study,
    text: Text,
    name_of: Callable[[object], str] | None = None,
) -> dict[str, Any]:
    """Per grouping the sentences on what may be compared, and the bounds of the rule.

    ``name_of`` names a grouping that is no variable of the study.
    """
    assert table is not None
    named = name_of or (lambda name: study.construct(str(name), text.language))
    return {
        "bounds": study.bounds,
        "tested": bool(table["tested"].any()),
        "groupings": [
            {
                "name": named(name),
                "sentences": list(_sentences(rows, study, text)),
            }
            for name, rows in table.groupby("grouping", sort=False)
        ],
    }


def _sentences(rows: pd.DataFrame, study: Study, text: Text) -> list[Markdown]:
    tested = rows["tested"].astype(bool)
    told = [_refused(row, study, text) for _, row in rows[~tested].iterrows()]
    if (tested & (rows["part"] != "")).any():
        told.append(text("invariance.one_by_one"))
    for comparable in ORDER:
        there = rows[tested & (rows["comparable"] == comparable)]
        if len(there):
            key = f"invariance.comparable.{comparable}"
            told.append(text(key, names=_names(there, study, text)))
    for key, which in (
        ("disputed", tested & rows["disputed"].astype(bool)),
        ("inadmissible", tested & ~rows["admissible"].astype(bool)),
    ):
        if which.any():
            names = _names(rows[which], study, text)
            told.append(text(f"invariance.{key}", names=names))
    return told


def _refused(row: pd.Series, study: Study, text: Text) -> Markdown:
    reason = spaced(str(row[f"reason_{text.language}"]), text.language)
    return text("invariance.not_tested", name=subject(row, study, text), reason=reason)


def _names(rows: pd.DataFrame, study: Study, text: Text) -> Markdown:
    return text.joined([subject(row, study, text) for _, row in rows.iterrows()])


def _collinearity(table: pd.DataFrame | None, study: Study, text: Text) -> dict[str, Any]:
    assert table is not None
    bound = study.bounds.get("vif")
    known = table.dropna(subset=["vif"])
    found: dict[str, Any] = {"bound": bound, "impossible": len(known) < len(table), "highest": None}
    if known.empty:
        return found
    highest = known.sort_values("vif").iloc[-1]
    above = known[known["vif"] > (float("inf") if bound is None else bound["value"])]
    return found | {
        "highest": float(highest["vif"]),
        "root": float(highest["vif"]) ** 0.5,
        "predictor": study.construct(str(highest["predictor"]), text.language),
        "outcome": study.construct(str(highest["outcome"]), text.language),
        "above": len(above),
        "names": text.joined(
            [
                f"{study.construct(str(row['predictor']), text.language)} → "
                f"{study.construct(str(row['outcome']), text.language)}"
                for _, row in above.iterrows()
            ]
        ),
    }


def _rivals(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """One sentence on the lowest AIC, one on each other model, one on each test."""
    assert artefacts.rivals is not None
    assert artefacts.rival_tests is not None
    told: list[Markdown] = []
    for _, row in artefacts.rivals.sort_values("delta_aic", kind="stable").iterrows():
        key = f"rivals.support.{row['support']}"
        told.append(
            text(
                key,
                model=text.word(row["model"]),
                delta=row["delta_aic"],
                weight=row["weight_aic"],
                **study.bounds["delta_aic"],
            )
        )
    for _, row in artefacts.rival_tests.iterrows():
        told.append(
            text(
                f"rivals.relation.{row['relation']}",
                restricted=text.word(row["restricted"]),
                general=text.word(row["general"]),
                chisq=row["chisq_diff"],
                df=row["df_diff"],
                p=row["pvalue"],
                cfi=row["delta_cfi"],
            )
        )
    return told
