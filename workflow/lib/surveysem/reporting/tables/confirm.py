"""Tables of the measurement model, its reliability and validity, and the engines' agreement."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study, of_model
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

INDICES = (
    "n_obs",
    "chisq",
    "df",
    "pvalue",
    "cfi",
    "tli",
    "rmsea",
    "rmsea_ci_lower",
    "rmsea_ci_upper",
    "srmr",
    "n_free",
    "chisq_df",
)


def fits(artefacts: Artefacts) -> Table:
    """Fit of every model of the run."""
    frame = pd.DataFrame(
        [
            {"model": fit.get("model"), **{index: fit.get(index) for index in INDICES}}
            for fit in artefacts.fits or ()
        ]
    )
    numbers = list(INDICES)
    frame[numbers] = frame[numbers].astype(float)
    columns = [
        Column("model", "word"),
        Column("n_obs", "count"),
        Column("n_free", "count"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("pvalue", "p"),
        Column("chisq_df", "num2"),
        Column("cfi", "r3"),
        Column("tli", "r3"),
        Column("rmsea", "r3"),
        Column("rmsea_ci", "ci3", ("rmsea_ci_lower", "rmsea_ci_upper")),
        Column("srmr", "r3"),
    ]
    return Table("fits", columns, frame)


def measurement(artefacts: Artefacts) -> Table | None:
    """Standardised loadings of the measurement model, with the raw estimate and its error.

    None where the model did not converge.
    """
    assert artefacts.estimates is not None
    rows = of_model(artefacts.estimates, artefacts.measurement_model)
    rows = rows[rows["op"] == "=~"].rename(columns={"lhs": "construct", "rhs": "item"})
    if rows["std_all"].isna().all():
        return None
    rows = rows.assign(se=rows["se"].where(rows["free"] > 0))
    if artefacts.standardized is not None:
        rows = _with_limits(rows, of_model(artefacts.standardized, artefacts.measurement_model))
    columns = [
        Column("construct", "construct"),
        Column("item", "name"),
        Column("std_all", "r2"),
        *(
            [Column("std_ci", "ci", ("std_ci_lower", "std_ci_upper"))]
            if "std_ci_lower" in rows
            else []
        ),
        Column("est", "num2"),
        Column("se", "num2"),
        Column("z", "num2"),
        Column("pvalue", "p"),
    ]
    return Table("measurement", columns, rows, grouped=1)


def _with_limits(rows: pd.DataFrame, standardized: pd.DataFrame) -> pd.DataFrame:
    """Limits of the standardised loadings beside them."""
    found = standardized[standardized["op"] == "=~"].rename(
        columns={
            "lhs": "construct",
            "rhs": "item",
            "ci_lower": "std_ci_lower",
            "ci_upper": "std_ci_upper",
        }
    )
    keys = ["construct", "item"]
    return rows.merge(found[[*keys, "std_ci_lower", "std_ci_upper"]], on=keys, how="left")


def reliability(artefacts: Artefacts) -> Table:
    """Alpha, omega, composite reliability and AVE of every construct, each with its interval."""
    assert artefacts.reliability is not None
    frame = artefacts.reliability
    columns = [Column("construct", "construct"), Column("items", "count")]
    for name in ("alpha", "omega", "composite_reliability", "ave"):
        limits = (f"{name}_ci_lower", f"{name}_ci_upper")
        columns.append(Column(name, "r2"))
        if frame[limits[0]].notna().any():
            columns.append(Column(f"{name}_ci", "ci", limits))
    return Table("reliability", columns, frame)


def convergent(artefacts: Artefacts) -> Table:
    """Each construct: AVE, composite reliability and lowest loading with intervals, the verdict."""
    assert artefacts.convergent is not None
    columns = [
        Column("construct", "construct"),
        Column("ave", "r2"),
        Column("ave_ci", "ci", ("ave_ci_lower", "ave_ci_upper")),
        Column("composite_reliability", "r2"),
        Column(
            "composite_reliability_ci",
            "ci",
            ("composite_reliability_ci_lower", "composite_reliability_ci_upper"),
        ),
        Column("item", "name"),
        Column("loading", "r2"),
        Column("loading_ci", "ci", ("loading_ci_lower", "loading_ci_upper")),
        Column("verdict", "word"),
    ]
    told = "convergent " + artefacts.convergent["verdict"].astype(str)
    return Table("convergent", columns, artefacts.convergent.assign(verdict=told))


def pairs(artefacts: Artefacts, _study: Study, _text: Text) -> Table:
    """Every pair of constructs: correlation, HTMT and HTMT2 with intervals, and the verdict."""
    assert artefacts.validity is not None
    columns = [
        Column("construct", "construct"),
        Column("with", "construct"),
        Column("correlation", "r2"),
        Column("correlation_ci", "ci", ("ci_lower", "ci_upper")),
        Column("htmt", "r2"),
        Column("htmt_ci", "ci", ("htmt_ci_lower", "htmt_ci_upper")),
        Column("htmt2", "r2"),
        Column("htmt2_ci", "ci", ("htmt2_ci_lower", "htmt2_ci_upper")),
        Column("verdict", "word"),
    ]
    frame = artefacts.validity.assign(verdict="pair " + artefacts.validity["verdict"].astype(str))
    return Table("pairs", columns, frame, grouped=1)


def unflagged(artefacts: Artefacts) -> Table:
    """Fit and lowest reliability of the measurement models, with and without the flagged."""
    assert artefacts.unflagged is not None
    columns = [
        Column("model", "word"),
        Column("respondents", "word"),
        Column("n", "count"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
        Column("alpha", "r2"),
        Column("composite_reliability", "r2"),
        Column("ave", "r2"),
    ]
    answered = artefacts.unflagged["respondents"].astype(str)
    frame = artefacts.unflagged.assign(respondents="option_respondents_" + answered)
    return Table("unflagged", columns, frame, grouped=1)


def common_method(artefacts: Artefacts) -> Table:
    """Harman's single factor, the latent method factor and the marker: fit, differences, shares."""
    assert artefacts.common_method is not None
    frame = artefacts.common_method.assign(
        contender="method " + artefacts.common_method["contender"].astype(str)
    )
    columns = [
        Column("technique", "word"),
        Column("contender", "word"),
        Column("n", "count"),
        Column("share", "r2"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
        Column("chisq_diff", "num2"),
        Column("df_diff", "count"),
        Column("diff_pvalue", "p"),
        Column("admissible", "word"),
    ]
    frame = frame.assign(admissible=frame["admissible"].map({True: "yes", False: "no"}))
    return Table("common_method", columns, frame, grouped=1)


def validity(artefacts: Artefacts) -> Table:
    """Correlations below the diagonal, root of the AVE on it, HTMT above it.

    Source: Fornell and Larcker (1981); Henseler, Ringle and Sarstedt (2015).
    """
    assert artefacts.validity is not None
    pairs = artefacts.validity
    names = list(dict.fromkeys([*pairs["construct"], *pairs["with"]]))
    matrix = _validity_matrix(pairs, names)
    numbers = [str(position) for position in range(1, len(names) + 1)]
    frame = pd.DataFrame(matrix, columns=numbers)
    frame.insert(0, "position", range(1, len(names) + 1))
    frame.insert(1, "construct", names)
    columns = [
        Column("position", "count"),
        Column("construct", "construct"),
        *(Column(number, "r2", heading=number) for number in numbers),
    ]
    return Table("validity", columns, frame)


def _validity_matrix(pairs: pd.DataFrame, names: list[str]) -> np.ndarray[Any, Any]:
    place: Mapping[str, int] = {name: position for position, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.nan)
    one, other = pairs["construct"].map(place).to_numpy(), pairs["with"].map(place).to_numpy()
    lower, upper = np.maximum(one, other), np.minimum(one, other)
    matrix[lower, upper] = pairs["correlation"]
    matrix[upper, lower] = pairs["htmt"]
    matrix[one, one] = np.sqrt(pairs["ave"].astype(float))
    matrix[other, other] = np.sqrt(pairs["ave_with"].astype(float))
    return matrix


def agreement(artefacts: Artefacts) -> Table:
    """The largest difference between the engines, by model and engine."""
    assert artefacts.agreement is not None
    rows = artefacts.agreement.astype({"difference": float})
    keys = ["model", "engine"] if "model" in rows.columns else ["engine"]
    worst = (
        rows.groupby(keys, sort=False)
        .agg(
            comparable=("comparable", "all"),
            parameters=("difference", "count"),
            largest=("difference", _largest),
            reason=("reason", "first"),
        )
        .reset_index()
    )
    worst["comparable"] = np.where(worst["comparable"], "yes", "no")
    columns = [
        *(Column(key, "word" if key == "model" else "text") for key in keys),
        Column("comparable", "word"),
        Column("parameters", "count"),
        Column("largest", "tiny"),
        Column("reason", "word"),
    ]
    return Table("agreement", columns, worst)


def _largest(differences: "pd.Series[float]") -> float:
    return float(differences.abs().max())
