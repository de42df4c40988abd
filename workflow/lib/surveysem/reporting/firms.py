"""What the sentences on the firms of the survey state: types, their stability, comparisons."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.comparing import invariance_facts
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.firm_names import Names
from surveysem.reporting.tables.firms import parts_of
from surveysem.reporting.tables.masking import Masked
from surveysem.reporting.text import Text, spaced

PATHS = "paths"


def firms(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Facts by subject; none where the study does not type its firms."""
    if not artefacts.has("firm_types") or artefacts.firm_types is None:
        return {}
    names = Names(study, text)
    found = _types(artefacts.firm_types, study, names)
    found["axes"] = list(_axes(artefacts.firm_reliability, study, names))
    found |= _cut(artefacts, study)
    table = artefacts.firm_governance
    small = table is not None and table["n"].between(1, study.min_cell - 1).any()
    found["governance"] = {
        "there": artefacts.has("firm_governance"),
        "small": bool(small),
        "least": study.min_cell,
    }
    if artefacts.has("firm_verdicts"):
        found["invariance"] = invariance_facts(artefacts.firm_verdicts, study, text, names.grouping)
    if artefacts.has("firm_means"):
        found["means"] = _means(artefacts.firm_means, study, names)
    if artefacts.has("firm_path_tests"):
        found["paths"] = list(_paths(artefacts, names))
    return found


def _types(table: pd.DataFrame, study: Study, names: Names) -> dict[str, Any]:
    """How many firms have a type, and how stable it is."""
    typed = table[(table["type"] != "") & (table["n"] > 0)]
    n = int(typed["n"].sum())
    shown = typed[typed["n"] >= study.min_cell].sort_values("stability", kind="stable")
    found: dict[str, Any] = {
        "all": int(table["n"].sum()),
        # A total gives a masked part of it away.
        "countable": not _masked(typed["n"], typed["n"], study.min_cell),
        "near_countable": not _masked(typed["near"], typed["n"], study.min_cell),
        "typed": n,
        "near": int(typed["near"].sum()),
        "level": study.firms["level"],
        "stability": float((typed["stability"] * typed["n"]).sum() / n) if n else float("nan"),
        "least": "",
    }
    if len(shown) > 1:
        lowest, highest = shown.iloc[0], shown.iloc[-1]
        found |= {
            "least": names.type(lowest["type"]),
            "least_kept": float(lowest["stability"]),
            "most": names.type(highest["type"]),
            "most_kept": float(highest["stability"]),
        }
    return found


def _masked(part: pd.Series, whole: pd.Series, least: int) -> bool:
    """Whether the table masks a part of these counts."""
    return any(isinstance(cell, Masked) for cell in parts_of(part, whole, least))


def _axes(table: pd.DataFrame | None, study: Study, names: Names) -> Iterator[Markdown]:
    """One sentence for each axis: its sides, its items, how exactly they measure."""
    if table is None:
        return
    for row in table.to_dict("records"):
        first, second = study.firms["axes"][row["axis"]]["poles"]
        yield names.text(
            "firms.axis",
            axis=names.axis(row["axis"]),
            first=names.group(row["axis"], first),
            second=names.group(row["axis"], second),
            count=len(str(row["items"]).split()),
            alpha=row["alpha"],
            ci=(row["ci_lower"], row["ci_upper"]),
            error=row["error"],
        )


def _cut(artefacts: Artefacts, study: Study) -> dict[str, Any]:
    """Which rule cuts the axes, and how many typed firms the other would type otherwise.

    No number where a masked part would follow from it.
    """
    stated = {"cut": study.firms["cut"], "least_count": study.min_cell}
    table = artefacts.firm_sensitivity
    if table is None:
        return stated | {"moved": None}
    other = table[~table["chosen"].astype(bool)]
    chosen = table[table["chosen"].astype(bool)]
    if _masked(other["kept"], other["n"], study.min_cell):
        return stated | {"moved": None}
    return stated | {"moved": int(chosen["n"].sum() - other["kept"].sum())}


def _means(table: pd.DataFrame | None, study: Study, names: Names) -> dict[str, Any]:
    assert table is not None
    compared = table.dropna(subset=["difference"])
    apart = compared[(compared["ci_lower"] > 0) | (compared["ci_upper"] < 0)]
    return {
        "compared": len(compared),
        "n_apart": len(apart),
        "apart": names.text.joined([_apart(row, study, names) for row in apart.to_dict("records")])
        if len(apart)
        else "",
    }


def _apart(row: dict[Any, Any], study: Study, names: Names) -> str:
    text = names.text
    return (
        f"{study.construct(str(row['construct']), text.language)}, "
        f"{names.group(row['grouping'], row['group'])} − "
        f"{names.group(row['grouping'], row['reference'])} "
        f"(d = {text.shown(row['d'], 'num2')} "
        f"{text.shown((row['d_ci_lower'], row['d_ci_upper']), 'ci2')})"
    )


def _paths(artefacts: Artefacts, names: Names) -> Iterator[Markdown]:
    """One sentence for each model and grouping: why it is not compared, or the test."""
    assert artefacts.firm_path_tests is not None
    text = names.text
    for (grouping, model), rows in artefacts.firm_path_tests.groupby(
        ["grouping", "model"], sort=False
    ):
        (last,) = rows[rows["level"] == PATHS].to_dict("records")
        place = {
            "grouping": names.grouping(grouping),
            "model": text.word(model),
            "smallest": int(last["smallest_n"]),
        }
        reason = spaced(str(last[f"reason_{text.language}"]), text.language)
        if reason:
            yield text("firms.paths_not_compared", reason=reason, **place)
            continue
        yield text(
            f"firms.paths_tested.{last['verdict']}",
            chisq=last["chisq_diff"],
            df=last["df_diff"],
            p=last["pvalue"],
            **place,
        )
