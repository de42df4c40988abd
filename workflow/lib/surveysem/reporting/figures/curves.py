"""Specification curves: the effects of all worlds, sorted, and the choices behind them."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import (
    BLUE,
    GREY,
    INK,
    VERMILLION,
    Picture,
    canvas,
    localise,
)
from surveysem.reporting.tables.robustness import JUDGED, option_word, varied
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAINT = "#a8a8a8"
COLOURS = {"supported": BLUE, "contradicted": VERMILLION, "undecided": FAINT}
MARKERS = {"supported": "o", "contradicted": "v", "undecided": "o"}
CHOSEN = {"supported": ("|", 22, 1.6), "contradicted": ("v", 7, 0.8), "undecided": (".", 4, 0.8)}
"""Marker, size and line of a choice; verdicts are told apart by shape where there is no colour."""
ACROSS = 5
"""Hypotheses side by side."""


def draw_curves(artefacts: Artefacts, _: Study, text: Text) -> Picture | None:
    """The specification curve of every hypothesis, small; None where no world has a solution."""
    rows = _usable(artefacts)
    names = list(dict.fromkeys(rows["id"]))
    if not names:
        return None
    down = -(-len(names) // ACROSS)
    figure = canvas(6.6, 0.95 * down + 0.6)
    grid = figure.subplots(down, ACROSS, sharey=True, squeeze=False)
    for axes, name in zip(grid.flat, names, strict=False):
        _draw_effects(axes, _sorted(rows, name), 0.7)
        axes.set_title(plain(name), loc="left", pad=2)
        axes.set_xticks([])
    for axes in grid.flat[len(names) :]:
        axes.set_visible(False)
    for axes in grid[:, 0]:
        localise(axes.yaxis, "num1", text.language)
    figure.supylabel(str(text("figures.curves.y")), fontsize=8)
    _legend(figure, text)
    steady = int((rows.groupby("id", sort=False)["verdict"].nunique() == 1).sum())
    return Picture("curves", figure, {"hypotheses": len(names), "steady": steady})


def draw_specification(artefacts: Artefacts, _: Study, text: Text) -> Picture | None:
    """The curve of the hypothesis whose verdict depends most on the choices, with the choices.

    That is the one with the smallest share of worlds that have its headline verdict; of several the
    one with the widest range. None where no choice varies.
    """
    rows = _usable(artefacts)
    axes_varied = varied(rows)
    if rows.empty or not axes_varied:
        return None
    name = _most_moved(artefacts)
    curve = _sorted(rows, name)
    options = [(axis, option) for axis in axes_varied for option in dict.fromkeys(rows[axis])]
    figure = canvas(6.4, 2.0 + 0.16 * (len(options) + len(axes_varied)) + 0.5)
    heights = [2.0, 0.16 * (len(options) + len(axes_varied))]
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    _draw_effects(above, curve, 1.1)
    above.set_ylabel(text("figures.specification.y"))
    localise(above.yaxis, "num1", text.language)
    _draw_choices(below, curve, options, text)
    _legend(figure, text)
    values = {
        "id": plain(name),
        "worlds": len(curve),
        "lowest": float(curve["std"].min()),
        "highest": float(curve["std"].max()),
        "supported": int((curve["verdict"] == "supported").sum()),
    }
    return Picture("specification", figure, values)


def _usable(artefacts: Artefacts) -> pd.DataFrame:
    assert artefacts.specifications is not None
    rows = artefacts.specifications
    return rows[rows["verdict"].isin(JUDGED)]


def _sorted(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows[rows["id"] == name].sort_values("std", kind="stable").reset_index(drop=True)


def _most_moved(artefacts: Artefacts) -> str:
    assert artefacts.robustness is not None
    table = artefacts.robustness[artefacts.robustness["estimable"] > 0]
    agreeing = [row.get(f"share_{row['headline']}", 1.0) for row in table.to_dict("records")]
    ranked = table.assign(agreeing=agreeing, width=table["lowest"] - table["highest"])
    return str(ranked.sort_values(["agreeing", "width"], kind="stable")["id"].iloc[0])


def _draw_effects(axes: "Axes", curve: pd.DataFrame, size: float) -> None:
    """Intervals and effects in order of size; the study's own world as a diamond.

    Undecided worlds are pale and hollow, contradicted ones triangles.
    """
    axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
    places = np.arange(len(curve))
    colours = [COLOURS[verdict] for verdict in curve["verdict"]]
    axes.vlines(places, curve["ci_lower"], curve["ci_upper"], color=colours, linewidth=size,
                alpha=0.6)  # fmt: skip
    for verdict, marker in MARKERS.items():
        judged = (curve["verdict"] == verdict).to_numpy()
        face = "white" if verdict == "undecided" else COLOURS[verdict]
        axes.scatter(places[judged], curve["std"][judged], s=7 * size, marker=marker,
                     facecolors=face, edgecolors=_choice_colour(verdict), linewidths=0.5,
                     zorder=2)  # fmt: skip
    own = curve["changed"] == ""
    axes.plot(places[own], curve["std"][own], "D", color=INK, markersize=3.2 * size**0.5, zorder=3)


def _draw_choices(
    axes: "Axes", curve: pd.DataFrame, options: list[tuple[str, str]], text: Text
) -> None:
    """A dot under each world for each choice that it makes."""
    labels, heights, at = [], [], 0.0
    for number, (axis, option) in enumerate(options):
        if number == 0 or options[number - 1][0] != axis:
            at -= 1.0
            axes.text(-0.01, at, plain(text.word(f"axis_{axis}")), ha="right", va="center",
                      weight="bold", fontsize=7, transform=axes.get_yaxis_transform())  # fmt: skip
        at -= 1.0
        labels.append(plain(text.word(option_word(axis, option))))
        heights.append(at)
        for verdict, (marker, size, width) in CHOSEN.items():
            made = np.flatnonzero((curve[axis] == option) & (curve["verdict"] == verdict))
            axes.scatter(made, np.full(len(made), at), c=_choice_colour(verdict), s=size,
                         marker=marker, linewidths=width)  # fmt: skip
    axes.set_yticks(heights, labels)
    axes.set_ylim(at - 0.7, -0.4)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _choice_colour(verdict: str) -> str:
    return GREY if verdict == "undecided" else COLOURS[verdict]


def _legend(figure: "Figure", text: Text) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker=MARKERS[verdict], linestyle="none", markersize=4.5,
               markerfacecolor="white" if verdict == "undecided" else colour,
               markeredgecolor=_choice_colour(verdict))
        for verdict, colour in COLOURS.items()
    ]  # fmt: skip
    handles.append(Line2D([], [], marker="D", linestyle="none", markersize=4, color=INK))
    words = [*(str(text(f"figures.curves.{verdict}")) for verdict in COLOURS)]
    figure.legend(
        handles, [*words, str(text("figures.curves.own"))], loc="outside lower center", ncols=4
    )
