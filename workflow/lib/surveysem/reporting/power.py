"""What the sentences on power and precision state."""

from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables.power import CORRECTIONS, estimated
from surveysem.reporting.text import Text


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts of the section; ``any`` is False where the study asks for no power."""
    if not artefacts.has("power"):
        return {"any": False}
    assert artefacts.power is not None
    rows = estimated(artefacts)
    found: dict[str, Any] = {
        "any": True,
        "effect": study.power["smallest_effect"]["value"],
        "source": study.power["smallest_effect"]["source"],
        "draws": study.power["draws"],
        "target": study.power["target"]["value"],
        "target_source": study.power["target"]["source"],
        "without": _without(artefacts.power, text),
        "computed": bool(rows["analysed"].any()),
        "prior": _prior(rows, study, text),
    }
    if rows["analysed"].any():
        found |= _powers(rows[rows["basis"] == "smallest effect"], found["target"], text)
        fit = artefacts.fit(artefacts.structural_model or "")
        found |= {
            "n": fit["n_obs"],
            "parameters": fit["n_free"],
            "ratio": fit["n_obs"] / fit["n_free"],
        }
    if artefacts.has("precision"):
        found["precision"] = _precision(artefacts.precision)
    return found


def headline(rows: pd.DataFrame) -> pd.DataFrame:
    """The figure that comes closest to the bootstrap: for products that of joint significance."""
    return rows.assign(
        headline=rows["joint"].where(rows["joint"].notna(), rows["power"]),
        headline_error=rows["joint_error"].where(rows["joint"].notna(), rows["power_error"]),
    )


def _powers(rows: pd.DataFrame, target: float, text: Text) -> dict[str, Any]:
    rows = headline(rows)
    own = rows[rows["analysed"]]
    groups = {
        "direct": own[(own["kind"] == "direct") & (own["expect"] != "0")],
        "products": own[own["joint"].notna()],
        "moderated": own[(own["kind"] == "moderation") & (own["expect"] != "0")],
        "others": own[
            ~own["kind"].isin(["direct", "moderation"])
            & own["joint"].isna()
            & (own["expect"] != "0")
        ],
        "negligible": own[own["expect"] == "0"],
        "adjusted": own[own["power_adjusted"].notna() & own["joint"].isna()].assign(
            headline=lambda t: t["power_adjusted"]
        ),
    }
    others = sorted(rows.loc[~rows["analysed"], "n"].unique())
    most = rows[rows["n"] == max(others, default=rows["n"].max())]
    return {
        "sizes": text.listed([text.shown(n, "count") for n in others]),
        "groups": {
            name: {"count": len(t), "span": span(t["headline"], text)} for name, t in groups.items()
        },
        "error": float(rows["headline_error"].max()),
        "total": len(own),
        "interaction_ids": text.listed(list(own.loc[own["kind"] == "moderation", "id"])),
        "enough": int((own["headline"] >= target).sum()),
        "largest": float(most["n"].max()),
        "enough_there": int((most["headline"] >= target).sum()),
        "several": bool(others),
    }


def span(powers: "pd.Series[float]", text: Text) -> str:
    """The lowest and the highest, or the one value as it is printed."""
    if powers.empty:
        return ""
    low, high = float(powers.min()), float(powers.max())
    same = text.shown(low, "r2") == text.shown(high, "r2")
    return text("power.exactly", value=low) if same else text("power.from_to", low=low, high=high)


def _prior(rows: pd.DataFrame, study: Study, text: Text) -> list[Any]:
    stated = study.power.get("prior", {})
    own = rows[(rows["basis"] == "prior") & rows["analysed"]]
    return [
        text(
            "power.prior",
            id=row.id,
            effect=row.effect,
            source=stated.get(row.id, {}).get("source", ""),
            power=row.power,
            error=row.power_error,
        )
        for row in own.itertuples()
    ]


def _without(power: pd.DataFrame, text: Text) -> list[Any]:
    """Hypotheses without a power, those of one reason together."""
    rows = power[power["power"].isna()]
    return [
        text(
            "power.without", ids=text.listed(list(dict.fromkeys(own["id"]))), reason=text.word(why)
        )
        for why, own in rows.groupby("reason", sort=False)
    ]


def _precision(precision: pd.DataFrame | None) -> dict[str, Any] | None:
    assert precision is not None
    rows = precision[precision["coverage"].notna()]
    if rows.empty:
        return None
    widest = rows.iloc[int(rows["half_width"].argmax())]
    return {
        "narrow": rows["half_width"].min(),
        "middle": rows["half_width"].median(),
        "wide": widest["half_width"],
        "widest": widest["id"],
        "least": rows["coverage"].min(),
        "most": rows["coverage"].max(),
        "error": rows["coverage_error"].max(),
    }


def corrections(artefacts: Artefacts) -> dict[str, Any]:
    """Whether there are corrected tests, and the largest part of a chi-square that they take."""
    table = artefacts.corrected_tests
    if table is None or table.empty:
        return {"any": False, "refused": False}
    known = table[table["chisq"].notna() & table["correction"].isin(CORRECTIONS[1:])]
    return {
        "any": not known.empty,
        "refused": known.empty,
        "most": None if known.empty else 1 - float(known["factor"].min()),
    }
