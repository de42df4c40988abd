"""Loadings of the measurement model, and direct and indirect effects."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study, of_model
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import (
    BLUE,
    GREY,
    INK,
    VERMILLION,
    Picture,
    canvas,
    localise,
    shortened,
    zero_line,
)
from surveysem.reporting.tables.structure import effects_with_intervals
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.16
"""Inches per row."""


def draw_loadings(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Standardised loadings of the measurement model, by construct, with intervals if there are.

    None where the model has no estimates.
    """
    assert artefacts.estimates is not None
    rows = of_model(artefacts.estimates, artefacts.measurement_model)
    rows = rows[rows["op"] == "=~"].dropna(subset="std_all").reset_index(drop=True)
    if rows.empty:
        return None
    figure = canvas(6.4, ROW * len(rows) + 0.7)
    axes = figure.subplots()
    places = np.arange(len(rows))[::-1]
    limits = _limits(artefacts, rows)
    if limits is not None:
        axes.hlines(places, limits["ci_lower"], limits["ci_upper"], color=GREY, linewidth=1)
    for index, (_, own) in enumerate(rows.groupby("lhs", sort=False)):
        at = places[own.index.to_numpy()]
        axes.plot(own["std_all"], at, "os"[index % 2], color=(BLUE, INK)[index % 2], markersize=3.8)
        if index % 2:
            axes.axhspan(at.min() - 0.5, at.max() + 0.5, color="#f2f2f2", zorder=0)
        axes.text(
            1.01,
            at.mean(),
            shortened(study.construct(str(own["lhs"].iloc[0]), text.language), 34),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=7,
        )
    least = study.cutoffs["loading"]["value"]
    axes.axvline(least, color=GREY, linewidth=0.6, linestyle=(0, (1, 2)))
    axes.set_yticks(places, [plain(name) for name in rows["rhs"]])
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(
        min(0.0, float(rows["std_all"].min()) - 0.05), max(1.0, float(rows["std_all"].max()))
    )
    axes.set_xlabel(text("figures.loadings.x"))
    localise(axes.xaxis, "num1", text.language)
    return Picture(
        "loadings",
        figure,
        {
            "items": len(rows),
            "least": least,
            "enough": int((rows["std_all"] >= least).sum()),
            "lowest": float(rows["std_all"].min()),
            "highest": float(rows["std_all"].max()),
        },
    )


def _limits(artefacts: Artefacts, rows: pd.DataFrame) -> pd.DataFrame | None:
    if artefacts.standardized is None:
        return None
    table = of_model(artefacts.standardized, artefacts.measurement_model)
    keys = ["lhs", "op", "rhs"]
    return rows[keys].merge(table[[*keys, "ci_lower", "ci_upper"]], on=keys, how="left")


def draw_forest(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Direct and total indirect effects of the first structural model, with their intervals.

    None where that model has no estimates.
    """
    rows = of_model(effects_with_intervals(artefacts), artefacts.structural_model)
    rows = rows[rows["kind"].isin(["direct", "total indirect"])].dropna(subset="std")
    if rows.empty:
        return None
    rows = rows.sort_values(
        "outcome",
        kind="stable",
        key=lambda names: names.map({n: i for i, n in enumerate(dict.fromkeys(rows["outcome"]))}),
    ).reset_index(drop=True)
    groups = rows["outcome"].ne(rows["outcome"].shift()).cumsum()
    places = -(np.arange(len(rows)) + 1.4 * (groups.to_numpy() - 1))
    figure = canvas(6.4, ROW * (-places.min() + 2.4) + 0.7)
    axes = figure.subplots()
    zero_line(axes)
    for kind, marker in (("direct", "o"), ("total indirect", "D")):
        _forest_marks(axes, rows[rows["kind"] == kind], places, marker)
    for _, own in rows.groupby(groups):
        name = plain(study.construct(str(own["outcome"].iloc[0]), text.language))
        axes.text(
            -0.005,
            places[own.index[0]] + 1,
            f"→ {name}",
            weight="bold",
            fontsize=7.5,
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
        )
    axes.set_yticks(
        places,
        [shortened(study.construct(str(name), text.language), 38) for name in rows["predictor"]],
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(places.min() - 0.8, 1.8)
    axes.set_xlabel(text("figures.forest.x"))
    localise(axes.xaxis, "num1", text.language)
    _forest_legend(figure, text)
    clear = _clear(rows)
    return Picture(
        "forest",
        figure,
        {
            "direct": int((rows["kind"] == "direct").sum()),
            "indirect": int((rows["kind"] != "direct").sum()),
            "clear_direct": int((clear & (rows["kind"] == "direct")).sum()),
            "clear_indirect": int((clear & (rows["kind"] != "direct")).sum()),
        },
    )


def _clear(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the interval of an effect excludes zero."""
    return (rows["std_ci_lower"] > 0) | (rows["std_ci_upper"] < 0)


def _forest_marks(
    axes: "Axes", rows: pd.DataFrame, places: "np.ndarray[Any, Any]", marker: str
) -> None:
    at = places[rows.index.to_numpy()]
    clear = _clear(rows).to_numpy()
    colour = BLUE if marker == "o" else VERMILLION
    axes.hlines(at, rows["std_ci_lower"], rows["std_ci_upper"], color=colour, linewidth=1.1)
    for shown_rows, face in ((clear, colour), (~clear, "white")):
        axes.plot(
            rows["std"][shown_rows],
            at[shown_rows],
            marker,
            markersize=4.2,
            markerfacecolor=face,
            markeredgecolor=colour,
            linestyle="none",
        )


def _forest_legend(figure: Any, text: Text) -> None:
    from matplotlib.lines import Line2D

    marks = (
        ("direct", "o", BLUE, BLUE),
        ("indirect", "D", VERMILLION, VERMILLION),
        ("includes_zero", "o", "white", GREY),
    )
    handles = [
        Line2D(
            [],
            [],
            marker=marker,
            linestyle="none",
            markersize=4.5,
            markerfacecolor=face,
            markeredgecolor=edge,
        )
        for _, marker, face, edge in marks
    ]
    figure.legend(
        handles,
        [str(text(f"figures.forest.{name}")) for name, *_ in marks],
        loc="outside lower center",
        ncols=3,
    )
