"""How the factors were extracted and counted, and what went wrong with it."""

from typing import Any

import pandas as pd

from surveysem.efa.extraction import LEAST_UNIQUENESS
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.explore import purification
from surveysem.reporting.text import Text, spaced
from surveysem.survey import dropped_items
from surveysem.survey.explore.cross_validation import TOO_FEW

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


def explored(artefacts: Artefacts, study: Study) -> dict[str, Any]:
    """Who was explored, how well the correlations suit it, and the loadings of single factors."""
    found: dict[str, Any] = {
        "respondents": study.respondents,
        "wave": study.explored_wave,
        "first": study.explored_wave == study.wave,
        "n": 0,
    }
    if artefacts.has("adequacy"):
        assert artefacts.adequacy is not None
        table = artefacts.adequacy
        found |= {
            "n": int(table["n"].max()),
            "kmo_least": float(table["kmo"].min()),
            "kmo_most": float(table["kmo"].max()),
            "bartlett": float(table["bartlett_pvalue"].max()),
        }
    if artefacts.has("loadings"):
        assert artefacts.loadings is not None
        sets = artefacts.loadings.groupby("set")["factor"].transform("nunique")
        sizes = artefacts.loadings.loc[sets == 1, "loading"].abs()
        found |= {
            "single_items": len(sizes),
            "single_least": float(sizes.min()),
            "single_most": float(sizes.max()),
        }
    return found


def marked(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """The items that broke a rule of the purification."""
    table = purification(artefacts, text.language)
    items = [] if table is None else list(dict.fromkeys(table.frame["item"]))
    return {"count": len(items), "names": text.listed(items)}


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
    """A sentence on each set of several factors, or with a number that parallel analysis has not.

    The reason is that of retention.parquet.
    """
    table = artefacts.retention
    assert table is not None
    explored = table.dropna(subset=["chosen"])
    left_out = table[table["chosen"].isna()]
    told = explored[(explored["chosen"] > 1) | (explored["chosen"] != explored["parallel"])]
    sentences = [
        text(
            "exploration.reason",
            set=study.construct(str(row["set"]), text.language),
            reason=spaced(str(row[f"reason_{text.language}"]), text.language),
        )
        for row in told.to_dict("records")
    ]
    if len(left_out):
        names = _sets(left_out["set"], study, text)
        sentences.append(text("exploration.not_explored", count=len(left_out), sets=names))
    return sentences


def resampled(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts on stability: draws, the items that hold in fewer of them than the study asks for."""
    table = artefacts.stability
    assert table is not None
    steady = study.bounds["steady"]
    shaky = table[~(table["both"] >= steady["value"])]
    return {
        "draws": int(table["draws"].iloc[0]),
        "used": int(table["used"].min()),
        "congruence": float(table["congruence"].min()),
        "judged": len(table),
        "steady": steady["value"],
        "source": steady["source"],
        "shaky": len(shaky),
        "shaky_items": text.listed(list(shaky["item"])),
    }


def cross_validated(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts on the cross-validation: halves, those without a fit, and the double index."""
    table = artefacts.cross_validation
    assert table is not None
    tried = table[table["problem"] != TOO_FEW]
    double = tried.groupby(["set", "split"])[["cvi", "cvi_one_factor"]].sum(min_count=2).dropna()
    small = table.loc[table["problem"] == TOO_FEW, "set"]
    return {
        "halves": len(tried),
        "splits": len(tried) // 2,
        "failed": int(tried["cfi"].isna().sum()),
        "compared": len(double),
        "better": float((double["cvi"] < double["cvi_one_factor"]).mean()) if len(double) else None,
        "small": _sets(small, study, text) if len(small) else "",
    }


def _sets(names: "pd.Series[str]", study: Study, text: Text) -> Markdown:
    return text.joined([study.construct(str(name), text.language) for name in names])
