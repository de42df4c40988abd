"""Power of each hypothesis by the size of the sample."""

from typing import TYPE_CHECKING

import pandas as pd

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import BLUE, GREY, INK, Picture, canvas, localise
from surveysem.reporting.power import headline
from surveysem.reporting.tables.power import estimated
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ACROSS = 6
"""Hypotheses side by side."""
TWO_ERRORS = 1.96


def draw_power(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """A small curve per hypothesis, with the 95 % interval of the Monte-Carlo error.

    None where no power was computed for a smallest effect.
    """
    target = study.power["target"]["value"]
    rows = headline(estimated(artefacts))
    rows = rows[rows["basis"] == "smallest effect"]
    if rows.empty:
        return None
    ids = list(dict.fromkeys(rows["id"]))
    sizes = sorted(rows["n"].unique())
    down = -(-len(ids) // ACROSS)
    figure = canvas(6.6, 0.92 * down + 0.45)
    grid = figure.subplots(down, ACROSS, sharex=True, sharey=True, squeeze=False)
    for axes, name in zip(grid.flat, ids, strict=False):
        _draw_curve(axes, rows[rows["id"] == name].sort_values("n"), target)
        axes.set_title(plain(name), loc="left", pad=2)
    for axes in grid.flat[len(ids) :]:
        axes.set_visible(False)
    for axes in grid.flat[max(0, len(ids) - ACROSS) : len(ids)]:
        axes.tick_params(labelbottom=True)
    first = grid[0, 0]
    first.set_ylim(0, 1.04)
    first.set_yticks([0, 0.5, 1])
    localise(first.yaxis, "num1", text.language)
    labels = [shown(n, "count", text.language) for n in sizes]
    for axes in grid.flat:
        axes.set_xticks(sizes, labels, fontsize=6)
        axes.set_xlim(sizes[0] - _margin(sizes), sizes[-1] + _margin(sizes))
    figure.supylabel(str(text("figures.power.y")), fontsize=8)
    figure.supxlabel(str(text("figures.power.x")), fontsize=8)
    return Picture("power", figure, _reached(rows, sizes, target))


def _margin(sizes: list[float]) -> float:
    return 0.12 * (sizes[-1] - sizes[0]) or 1.0


def _draw_curve(axes: "Axes", own: pd.DataFrame, target: float) -> None:
    axes.axhline(target, color=GREY, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    axes.errorbar(
        own["n"],
        own["headline"],
        yerr=TWO_ERRORS * own["headline_error"],
        color=BLUE,
        ecolor=INK,
        elinewidth=0.8,
        linewidth=1.1,
        marker="o",
        markersize=3,
    )


def _reached(rows: pd.DataFrame, sizes: list[float], target: float) -> dict[str, object]:
    enough = rows[rows["headline"] >= target].groupby("n")["id"].nunique()
    return {
        "target": target,
        "hypotheses": int(rows["id"].nunique()),
        "sizes": len(sizes),
        "smallest": sizes[0],
        "largest": sizes[-1],
        "enough_smallest": int(enough.get(sizes[0], 0)),
        "enough_largest": int(enough.get(sizes[-1], 0)),
        "lowest": float(rows["headline"].min()),
        "highest": float(rows["headline"].max()),
    }
