"""The measurement and the structural models in full: what is estimated, and how large it is."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study, of_model
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

LARGEST = 10
"""So many residuals are printed for each model."""


def specification(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Every equation of the models in words: one row per model, kind of parameter and left side."""
    rows = _of_models(artefacts, artefacts.estimates)
    if rows.empty:
        return None
    rows = rows.assign(kind=_kinds(rows))
    merged = rows[rows["kind"].isin(["loading", "regression"])]
    parts = [
        {
            "model": model,
            "kind": f"parameter {kind}",
            "left": left,
            "right": _terms(group, study, text),
            "n_free": int((group["free"] > 0).sum()),
        }
        for (model, kind, left), group in merged.groupby(["model", "kind", "lhs"], sort=False)
    ]
    others = rows[rows["kind"].isin(["covariance", "variance", "intercept"])]
    parts += [
        {
            "model": model,
            "kind": f"parameter {kind}",
            "left": "",
            "right": text(f"specification.{kind}", free=free, fixed=len(group) - free),
            "n_free": free,
        }
        for (model, kind), group in others.groupby(["model", "kind"], sort=False)
        for free in [int((group["free"] > 0).sum())]
    ]
    frame = pd.DataFrame(parts)
    order = {model: place for place, model in enumerate(rows["model"].unique())}
    frame = frame.sort_values("model", key=lambda names: names.map(order), kind="stable")
    columns = [
        Column("model", "word"),
        Column("kind", "word", heading=str(text("columns.equation"))),
        Column("left", "construct"),
        Column("right", "markdown"),
        Column("n_free", "count"),
    ]
    return Table("specification", columns, frame, grouped=2)


def parameters(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Every parameter: raw and standardised, with standard error and both intervals.

    The standardised effect of a product is that of Wen, Marsh and Hau (2010), as everywhere.
    """
    assert artefacts.standardized is not None
    rows = _of_models(artefacts, artefacts.estimates)
    if rows.empty or rows["std_all"].isna().all():
        return None
    rows = rows.drop(columns="std_all")
    keys = ["model", "lhs", "op", "rhs"]
    limits = artefacts.standardized.rename(
        columns={"est": "std", "ci_lower": "std_ci_lower", "ci_upper": "std_ci_upper"}
    )
    rows = rows.merge(
        limits[[*keys, "std", "std_ci_lower", "std_ci_upper"]].drop_duplicates(keys),
        on=keys,
        how="left",
    )
    rows = rows.assign(kind=_kinds(rows))[rows["free"] > 0]
    rows = rows.assign(
        parameter=[_named(row, study, text) for row in rows.to_dict("records")],
        kind="parameter " + rows["kind"],
    )
    columns = [
        Column("model", "word"),
        Column("kind", "word", heading=str(text("columns.equation"))),
        Column("parameter", "markdown"),
        Column("est", "num2"),
        Column("se", "num2"),
        Column("est_ci", "ci2", ("ci_lower", "ci_upper")),
        Column("pvalue", "p"),
        Column("std", "r2"),
        Column("std_ci", "ci", ("std_ci_lower", "std_ci_upper")),
    ]
    return Table("parameters", columns, rows, grouped=2)


def residuals(artefacts: Artefacts) -> Table | None:
    """The correlations of items that each model misses most."""
    rows = missed(artefacts)
    if rows.empty:
        return None
    worst = rows.loc[rows["residual"].abs().sort_values(ascending=False).index]
    worst = worst.groupby("model", sort=False).head(LARGEST)
    order = {model: place for place, model in enumerate(rows["model"].unique())}
    worst = worst.sort_values("model", key=lambda names: names.map(order), kind="stable")
    columns = [
        Column("model", "word"),
        Column("lhs", "name"),
        Column("rhs", "name"),
        Column("observed", "r2"),
        Column("implied", "r2"),
        Column("residual", "r2"),
        Column("residual_z", "num2"),
    ]
    named = worst.rename(columns={"z": "residual_z", "correlation": "observed"})
    named = named.assign(implied=named["observed"] - named["residual"])
    return Table("residuals", columns, named, {"largest": LARGEST}, grouped=1)


def moments(artefacts: Artefacts) -> Table | None:
    """Covariances and correlations of the analysed items, for the workbook alone."""
    assert artefacts.residuals is not None
    rows = of_model(artefacts.residuals, artefacts.measurement_model)
    if rows.empty:
        return None
    columns = [
        Column("lhs", "name"),
        Column("rhs", "name"),
        Column("covariance", "num3"),
        Column("observed", "r3"),
    ]
    fit = artefacts.fit(artefacts.measurement_model or "")
    named = rows.rename(columns={"correlation": "observed"})
    return Table("moments", columns, named, {"n": fit.get("n_obs")}, in_print=False)


def missed(artefacts: Artefacts) -> pd.DataFrame:
    """Residual correlations of two different items in the models of `_of_models`."""
    rows = _of_models(artefacts, artefacts.residuals)
    return rows[(rows["lhs"] != rows["rhs"]) & rows["residual"].notna()]


def _of_models(artefacts: Artefacts, table: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of the measurement model and of the structural models, in this order."""
    assert table is not None
    wanted = [artefacts.measurement_model, *artefacts.structural_models]
    if "model" not in table.columns:
        return table.assign(model=wanted[0] or "")
    return pd.concat([table[table["model"] == model] for model in wanted])


def _kinds(rows: pd.DataFrame) -> "pd.Series[str]":
    named = rows["op"].map({"=~": "loading", "~": "regression", "~1": "intercept"})
    same = rows["lhs"].eq(rows["rhs"]).map({True: "variance", False: "covariance"})
    return named.where(named.notna(), same)


def _terms(group: pd.DataFrame, study: Study, text: Text) -> Markdown:
    """The right side of an equation: constructs by their names, fixed ones with their value."""
    return Markdown(
        " + ".join(
            _name(row["rhs"], study, text)
            if row["free"]
            else text("specification.fixed", name=_name(row["rhs"], study, text), value=row["est"])
            for row in group.to_dict("records")
        )
    )


def _named(row: Mapping[Any, Any], study: Study, text: Text) -> Markdown:
    """One parameter in words: a construct by its name, an item by that of its variable."""
    left, right = (_name(row[side], study, text) for side in ("lhs", "rhs"))
    return {
        "loading": Markdown(f"{left} → {right}"),
        "regression": Markdown(f"{right} → {left}"),
        "covariance": Markdown(f"{left} ↔ {right}"),
    }.get(str(row["kind"]), left)


def _name(variable: object, study: Study, text: Text) -> Markdown:
    own = str(variable)
    return escape(own if own in study.items else study.construct(own, text.language))
