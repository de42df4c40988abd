"""How the factors were extracted and counted, and what went wrong with it."""

from typing import Any

import pandas as pd

from surveysem.efa.extraction import LEAST_UNIQUENESS
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text
from surveysem.survey import dropped_items

NO_FACTORS = "pca"
"""The extraction whose communalities may reach 1."""


def solutions(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts on the extraction: methods, sets without convergence, items of Heywood cases."""
    table = artefacts.solutions
    assert table is not None
    first = table.iloc[0]
    failed = table[~table["converged"].astype(bool)]
    improper = _heywood(table, artefacts.loadings)
    return {
        "extraction": text.word(f"extraction_{first['extraction']}"),
        "rotation": text.word(f"rotation_{first['rotation']}"),
        "convention": text.word(f"convention_{first['convention']}"),
        "rotated": bool((table["factors"] > 1).any()),
        "sets": len(table),
        "iterations": int(table["iterations"].max()),
        "failed": len(failed),
        "failed_sets": _sets(failed["set"], study, text),
        "heywood": len(improper),
        "heywood_items": text.listed(improper),
    }


def left_out(artefacts: Artefacts, text: Text) -> Markdown:
    """The items that purification took out of the models; empty where it took none."""
    assert artefacts.purification is not None
    return text.listed(dropped_items(artefacts.purification))


def _heywood(table: pd.DataFrame, loadings: pd.DataFrame | None) -> list[str]:
    """Items whose communality is 1 or more, or that sit at the bound of ML and minres."""
    if loadings is None or table["extraction"].iloc[0] == NO_FACTORS:
        return []
    bounded = table["extraction"].iloc[0] in {"ml", "minres"}
    highest = 1 - LEAST_UNIQUENESS * 1.001 if bounded else 1.0
    return list(dict.fromkeys(loadings.loc[loadings["communality"] >= highest, "item"]))


def retention(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """A sentence on each set whose number of factors is not that of parallel analysis."""
    table = artefacts.retention
    assert table is not None
    explored = table.dropna(subset=["chosen"])
    left_out = table[table["chosen"].isna()]
    told = [
        text(
            "exploration.not_parallel",
            set=study.construct(str(row["set"]), text.language),
            chosen=int(row["chosen"]),
            parallel=int(row["parallel"]),
            kaiser=int(row["kaiser"]),
            map=int(row["map_revised"]),
        )
        for row in explored[explored["chosen"] != explored["parallel"]].to_dict("records")
    ]
    if len(left_out):
        names = _sets(left_out["set"], study, text)
        told.append(text("exploration.not_explored", count=len(left_out), sets=names))
    return told


def _sets(names: "pd.Series[str]", study: Study, text: Text) -> Markdown:
    return text.joined([study.construct(str(name), text.language) for name in names])
