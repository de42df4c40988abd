"""Tables of the structural model, the hypotheses and the claims."""

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import LIMITS, Column, Table
from surveysem.reporting.text import spaced

STD_LIMITS = ("std_ci_lower", "std_ci_upper")
USUAL_LEVEL = 0.95


def paths(artefacts: Artefacts) -> Table:
    """Every path of the structural models, with the interval of its standardised value."""
    assert artefacts.estimates is not None
    rows = structural_paths(artefacts)
    columns = [
        *model_columns(artefacts),
        Column("outcome", "construct"),
        Column("predictor", "construct"),
        Column("std", "r2"),
        Column("ci", "ci", STD_LIMITS),
        Column("pvalue", "p"),
        Column("est", "num2"),
        Column("se", "num2"),
        Column("r_squared", "r2"),
    ]
    return Table("paths", columns, rows, grouped=len(columns) - 7)


def structural_paths(artefacts: Artefacts) -> pd.DataFrame:
    """The regressions of every structural model, with R² of the outcome: one row per path."""
    direct = effects_with_intervals(artefacts)
    direct = direct[direct["kind"] == "direct"]
    if not artefacts.has("r_squared"):
        return direct.assign(r_squared=float("nan"))
    assert artefacts.r_squared is not None
    squares = artefacts.r_squared.rename(columns={"variable": "outcome"})
    keys = ["outcome", *shared_model(direct, squares)]
    return direct.merge(squares[[*keys, "r_squared"]], on=keys, how="left")


def model_columns(artefacts: Artefacts) -> list[Column]:
    """A column that names the model, where there are several structural models."""
    return [Column("model", "word")] if len(artefacts.structural_models) > 1 else []


def shared_model(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """The key ``model`` where both tables name their models."""
    return ["model"] if "model" in one.columns and "model" in other.columns else []


def indirect(artefacts: Artefacts) -> Table | None:
    """Specific and total indirect effects; None in a model without any."""
    rows = effects_with_intervals(artefacts)
    rows = rows[rows["kind"].isin(["specific indirect", "total indirect"])]
    if rows.empty:
        return None
    columns = [
        *model_columns(artefacts),
        Column("outcome", "construct"),
        Column("kind", "word"),
        Column("path", "path"),
        Column("std", "r2"),
        Column("ci", "ci", STD_LIMITS),
        Column("pvalue", "p"),
    ]
    shown = rows.assign(
        path=rows["path"].where(
            rows["kind"] == "specific indirect", rows["predictor"] + " -> " + rows["outcome"]
        )
    )
    keys = [*shared_model(shown, shown), "outcome", "kind"]
    ascending = [key != "kind" for key in keys]
    order = shown.sort_values(
        keys,
        kind="stable",
        ascending=ascending,
        key=lambda names: (
            names.map({name: i for i, name in enumerate(names.unique())})
            if names.name == "model"
            else names
        ),
    )
    return Table("indirect", columns, order, grouped=len(columns) - 4)


def effects_with_intervals(artefacts: Artefacts) -> pd.DataFrame:
    """Effects with the bootstrap's interval and p where it has them, else the delta method's.

    The column ``bootstrap`` says which of the two a row holds.
    """
    assert artefacts.effects is not None
    effects = artefacts.effects.assign(bootstrap=False)
    if not artefacts.has("intervals"):
        return effects
    drawn = _drawn(artefacts)
    keys = ["kind", "outcome", "predictor", "path", *shared_model(effects, drawn)]
    drawn = drawn.add_prefix("boot_")
    merged = effects.merge(drawn, how="left", left_on=keys, right_on=[f"boot_{k}" for k in keys])
    found = merged["boot_ci_lower"].notna()
    for own, boot in (*((f"std_{c}", f"boot_{c}") for c in LIMITS), ("pvalue", "boot_pvalue")):
        merged[own] = merged[own].where(~found, merged[boot])
    return merged.assign(bootstrap=found)[list(effects.columns)]


def interval_level(artefacts: Artefacts) -> float | None:
    """The level of the printed intervals: 95 % where the run has it, else the highest it has."""
    if not artefacts.has("intervals") or "level" not in artefacts.intervals.columns:  # type: ignore[union-attr]
        return None
    levels = artefacts.intervals["level"].dropna().unique()  # type: ignore[index]
    return USUAL_LEVEL if np.isclose(levels, USUAL_LEVEL).any() else float(levels.max())


def _drawn(artefacts: Artefacts) -> pd.DataFrame:
    """Bootstrap intervals of standardised effects, under the keys of the table of effects."""
    assert artefacts.intervals is not None
    rows = artefacts.intervals
    rows = rows[rows["quantity"] == "standardized effect"]
    level = interval_level(artefacts)
    if level is not None:
        rows = rows[np.isclose(rows["level"], level)]
    return pd.DataFrame(
        {
            "kind": rows["op"],
            "outcome": rows["lhs"],
            "predictor": rows["rhs"],
            "path": rows["label"],
            **{name: rows[name] for name in (*LIMITS, "pvalue", *shared_model(rows, rows))},
        }
    )


def verdicts(artefacts: Artefacts, language: str) -> Table:
    """Every hypothesis with its evidence and its verdict."""
    assert artefacts.verdicts is not None
    frame = _in_language(artefacts.verdicts, language)
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("std", "r2"),
        Column("ci", "ci", LIMITS),
        Column("pvalue", "p"),
        Column("pvalue_adjusted", "p"),
        Column("verdict", "word"),
    ]
    return Table("verdicts", columns, frame)


def verdict_reasons(artefacts: Artefacts, language: str) -> Table:
    """Why each hypothesis got its verdict."""
    assert artefacts.verdicts is not None
    columns = [Column("id", "name"), Column("verdict", "word"), Column("reason", "text")]
    return Table("verdict_reasons", columns, _in_language(artefacts.verdicts, language))


def claims(artefacts: Artefacts, language: str) -> Table:
    """What the published study says, set against the run."""
    assert artefacts.claims is not None
    frame = _in_language(artefacts.claims, language)
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("hypothesis", "name"),
        Column("finding", "word"),
        Column("found", "word"),
        Column("std", "r2"),
        Column("ci", "ci", LIMITS),
        Column("recovered", "word"),
    ]
    return Table("claims", columns, frame, grouped=2)


def claim_reasons(artefacts: Artefacts, language: str) -> Table:
    """Why each statement of the published study counts as recovered, or does not."""
    assert artefacts.claims is not None
    columns = [
        Column("id", "name"),
        Column("hypothesis", "name"),
        Column("recovered", "word"),
        Column("reason", "text"),
    ]
    return Table("claim_reasons", columns, _in_language(artefacts.claims, language), grouped=1)


def _in_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    reasons = [spaced(reason, language) for reason in table[f"reason_{language}"]]
    return table.assign(statement=table[f"statement_{language}"], reason=reasons)
