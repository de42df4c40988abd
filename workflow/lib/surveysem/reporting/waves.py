"""What the sentences on several waves state."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.changes import (
    PATHS,
    RECENT,
    changes,
    over_all_waves,
    over_the_last_two,
    pooled,
)
from surveysem.reporting.text import Text, spaced

DRIFT = ("drifted", "moved", "stable", "undecided", "not estimable")
WITH_PATHS = (PATHS, "means", "sum scores")


def waves(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts by subject; none where the report is of one wave."""
    if not artefacts.has("pooled_waves") or artefacts.pooled_waves is None:
        return {}
    table = artefacts.pooled_waves
    left_out = dict.fromkeys(" ".join(table["left_out"]).split())
    found: dict[str, Any] = {
        "count": len(table),
        "names": text.listed(list(table["wave"])),
        "first": table["wave"].iloc[0],
        "n": int(table["n"].sum()),
        "left_out": text.listed(list(left_out)) if left_out else "",
        "changes": changes(artefacts, study, text),
        "pooled": pooled(artefacts, text),
    }
    if artefacts.has("item_drift"):
        found["drift"] = _drift(artefacts.item_drift, study, text)
    if artefacts.has("latent_means"):
        found["means"] = _means(artefacts.latent_means, study, text)
    if artefacts.has("wave_verdicts"):
        found["verdicts"] = _verdicts(artefacts.wave_verdicts, text)
    if artefacts.has("path_tests"):
        found["paths"] = _paths(artefacts, study, text)
        found["reserve"] = _reserve(artefacts.invariance_verdicts, study, text)
    return found


def _drift(table: pd.DataFrame | None, study: Study, text: Text) -> dict[str, Any]:
    assert table is not None
    several = table["wave"].nunique() > 1
    told = table["variable"] + (" (" + table["wave"] + ")" if several else "")
    bound = study.bounds["drift"]
    return {
        "all": len(table),
        "bound": bound["value"],
        "source": bound["source"],
        "level": 1 - bound["alpha"],
        "counts": {verdict: int((table["verdict"] == verdict).sum()) for verdict in DRIFT},
        "names": {
            verdict: text.listed(list(told[table["verdict"] == verdict]))
            for verdict in ("drifted", "moved")
        },
    }


def _means(table: pd.DataFrame | None, study: Study, text: Text) -> dict[str, Any]:
    assert table is not None
    compared = table["difference"].notna()
    apart = compared & ((table["ci_lower"] > 0) | (table["ci_upper"] < 0))
    return {
        "compared": int(table.loc[compared, "construct"].nunique()),
        "apart": _constructs(table.loc[apart, "construct"], study, text),
        "n_apart": int(table.loc[apart, "construct"].nunique()),
        "left_out": _constructs(table.loc[~compared, "construct"], study, text),
    }


def _constructs(names: pd.Series, study: Study, text: Text) -> str:
    shown = [study.construct(str(name), text.language) for name in dict.fromkeys(names)]
    return text.joined(shown) if shown else ""


def _verdicts(table: pd.DataFrame | None, text: Text) -> dict[str, Any]:
    assert table is not None
    kinds = table.groupby("id", sort=False)["verdict"].nunique()
    differ = list(kinds.index[kinds > 1])
    return {
        "all": len(kinds),
        "same": len(kinds) - len(differ),
        "differ": text.listed(differ) if differ else "",
        "n_differ": len(differ),
    }


def _reserve(table: pd.DataFrame | None, study: Study, text: Text) -> str:
    """The constructs that, tested one by one, do not allow paths to be compared."""
    if table is None:
        return ""
    allowed = table["comparable"].isin(WITH_PATHS)
    held_back = table["tested"].astype(bool) & (table["part"] != "") & ~allowed
    return _constructs(table.loc[held_back, "part"], study, text)


def _paths(artefacts: Artefacts, study: Study, text: Text) -> list[dict[str, Any]]:
    """Per structural model: why its paths are not compared, or the tests and what changed."""
    assert artefacts.path_tests is not None
    assert artefacts.pooled_waves is not None
    found = []
    for model, rows in artefacts.path_tests.groupby("model", sort=False):
        steps = {str(row["level"]): row for row in rows.to_dict("records")}
        of_all, of_two = (
            changes[changes["model"] == model] if len(changes) else changes
            for changes in (over_all_waves(artefacts), over_the_last_two(artefacts))
        )
        one: dict[str, Any] = {"name": text.word(model), "metric": steps.get("metric")}
        one |= _compared(steps[PATHS], of_all, study, text)
        if RECENT in steps:
            *_, before, last = artefacts.pooled_waves["wave"]
            names = {"before": before, "last": last}
            one["recent"] = names | _compared(steps[RECENT], of_two, study, text)
        found.append(one)
    return found


def _compared(
    test: Mapping[Any, Any], rows: pd.DataFrame, study: Study, text: Text
) -> dict[str, Any]:
    """Why paths are not compared, or their test, how many there are, and which changed."""
    pairs = rows[["outcome", "predictor"]].drop_duplicates() if len(rows) else rows
    changed = rows[rows["verdict"] == "changed"] if len(rows) else rows
    moved = changed[["outcome", "predictor"]].drop_duplicates() if len(changed) else changed
    return {
        "reason": spaced(str(test[f"reason_{text.language}"]), text.language),
        "all": test,
        "paths": len(pairs),
        "n_changed": len(moved),
        "changed": text.joined(
            [
                f"{study.construct(str(row['predictor']), text.language)} → "
                f"{study.construct(str(row['outcome']), text.language)}"
                for _, row in moved.iterrows()
            ]
        ),
    }
