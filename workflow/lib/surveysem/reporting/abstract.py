"""What the abstract of a run states."""

from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.text import Text


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Design, explained variance, and the hypotheses of each verdict with the range of effects."""
    found: dict[str, Any] = {"supported": {}, "contradicted": {}, "explained": ""}
    if artefacts.has("verdicts"):
        assert artefacts.verdicts is not None
        for verdict in ("supported", "contradicted"):
            rows = artefacts.verdicts[artefacts.verdicts["verdict"] == verdict]
            found[verdict] = _of(rows, text)
    if artefacts.has("effects") and artefacts.has("r_squared"):
        found["explained"] = _explained(artefacts, study, text)
    return found


def _of(rows: pd.DataFrame, text: Text) -> dict[str, Any]:
    """The names of these hypotheses, and the ends of their standardised effects."""
    if rows.empty:
        return {}
    sizes = rows["std"].dropna()
    return {
        "ids": text.listed([str(name) for name in rows["id"]]),
        "count": len(rows),
        "low": None if sizes.empty else float(sizes.min()),
        "high": None if sizes.empty else float(sizes.max()),
    }


def _explained(artefacts: Artefacts, study: Study, text: Text) -> str:
    """The explained share of every outcome of the first structural model."""
    assert artefacts.effects is not None
    assert artefacts.r_squared is not None
    rows = artefacts.r_squared
    if "model" in rows.columns:
        rows = rows[rows["model"] == artefacts.structural_model]
    shares = rows.set_index("variable")["r_squared"]
    outcomes = dict.fromkeys(
        artefacts.effects.loc[artefacts.effects["kind"] == "direct", "outcome"]
    )
    return text.listed(
        [
            text(
                "summary.share",
                outcome=study.construct(str(name), text.language),
                share=float(shares[name]),
            )
            for name in outcomes
            if name in shares.index and not is_missing(float(shares[name]))
        ]
    )
