"""Direct, indirect and total effects, in sentences."""

from typing import Any

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.mediation import PARTS, mediated
from surveysem.reporting.tables.structure import effects_with_intervals
from surveysem.reporting.text import Text


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Effects of the first structural model whose interval leaves out 0, and how many do not."""
    rows = mediated(artefacts)
    specific = effects_with_intervals(artefacts)
    specific = specific[specific["kind"] == "specific indirect"]
    if artefacts.structural_model and "model" in rows.columns:
        rows = rows[rows["model"] == artefacts.structural_model]
        specific = specific[specific["model"] == artefacts.structural_model]
    clear = _excludes_zero(rows, "indirect_std_ci")
    routes = _excludes_zero(specific, "std_ci")
    return {
        "pairs": len(rows),
        "clear_pairs": int(clear.sum()),
        "open": int((~clear).sum()),
        "totals": [_total(row, study, text) for row in rows[clear].to_dict("records")],
        "routes": len(specific),
        "clear_routes": int(routes.sum()),
        "specific": [_route(row, study, text) for row in specific[routes].to_dict("records")],
    }


def _excludes_zero(rows: pd.DataFrame, limits: str) -> "pd.Series[bool]":
    lower, upper = (rows[f"{limits}_{side}"].to_numpy(float) for side in ("lower", "upper"))
    return pd.Series(((lower > 0) | (upper < 0)) & np.isfinite(lower), index=rows.index)


def _total(row: dict[Any, Any], study: Study, text: Text) -> Markdown:
    """One predictor: what reaches the outcome by others, directly and in all."""
    values = {
        f"{part}{end}": row[f"{part}_{name}"]
        for part in PARTS.values()
        for end, name in (("", "std"), ("_p", "pvalue"))
    }
    limits = {
        f"{part}_ci": (row[f"{part}_std_ci_lower"], row[f"{part}_std_ci_upper"])
        for part in PARTS.values()
    }
    ends = {
        side: study.construct(str(row[side]), text.language) for side in ("predictor", "outcome")
    }
    key = "indirect.total" if np.isfinite(row["direct_std"]) else "indirect.only"
    return text(key, **ends, **values, **limits)


def _route(row: dict[Any, Any], study: Study, text: Text) -> Markdown:
    names = [study.construct(part.strip(), text.language) for part in str(row["path"]).split("->")]
    return text(
        "indirect.route",
        path=" → ".join(names),
        std=row["std"],
        ci=(row["std_ci_lower"], row["std_ci_upper"]),
        p=row["pvalue"],
    )
