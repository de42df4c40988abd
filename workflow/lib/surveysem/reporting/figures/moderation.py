"""An interaction drawn: simple slopes, and the effect at every level of the moderator."""

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
    shortened,
)
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 3
"""Interactions that are drawn; the others are in the tables."""
LEVELS = {-1.0: (VERMILLION, "--"), 0.0: (GREY, "-."), 1.0: (BLUE, "-")}
NAMES = ["outcome", "predictor", "moderator"]
LABEL = 34


def draw_moderation(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """For each interaction the outcome by the predictor at three levels, and the slope by level."""
    assert artefacts.slope_lines is not None
    assert artefacts.slope_bands is not None
    lines, bands = artefacts.slope_lines, artefacts.slope_bands
    keys = [*(["model"] if "model" in lines else []), *NAMES]
    found = [(key, rows) for key, rows in lines.groupby(keys, sort=False)][:MOST]
    figure = canvas(6.4, 2.5 * len(found) + 0.45)
    grid = figure.subplots(len(found), 2, squeeze=False)
    for (left, right), (key, rows) in zip(grid, found, strict=True):
        own = bands[(bands[keys] == list(key)).all(axis=1)]
        names = [shortened(study.construct(str(name), text.language), LABEL) for name in key[-3:]]
        _draw_lines(left, rows, names, text)
        _draw_band(right, own, names, text)
    handles, words = grid[0][0].get_legend_handles_labels()
    figure.legend(handles, words, loc="outside lower center", ncols=3)
    return Picture("moderation", figure, {"count": len(found)})


def _draw_lines(axes: "Axes", rows: pd.DataFrame, names: list[str], text: Text) -> None:
    outcome, predictor, moderator = names
    for level, (colour, style) in LEVELS.items():
        own = rows[np.isclose(rows["at"], level)]
        axes.fill_between(
            own["x"], own["ci_lower"], own["ci_upper"], color=colour, alpha=0.13, linewidth=0
        )
        word = {-1.0: "low", 0.0: "mean", 1.0: "high"}[level]
        label = plain(text(f"figures.moderation.{word}"))
        axes.plot(own["x"], own["fitted"], style, color=colour, linewidth=1.3, label=label)
    axes.set_title(plain(text("figures.moderation.lines", moderator=moderator)), loc="left")
    axes.set_xlabel(plain(text("figures.moderation.sd", name=predictor)))
    axes.set_ylabel(plain(text("figures.moderation.sd", name=outcome)))
    _localised(axes, text)


def _draw_band(axes: "Axes", rows: pd.DataFrame, names: list[str], text: Text) -> None:
    """The slope with its band; grey where the interval includes 0."""
    _, predictor, moderator = names
    at, lower, upper = (rows[name].to_numpy() for name in ("at", "ci_lower", "ci_upper"))
    clear = (lower > 0) | (upper < 0)
    axes.axhline(0, color=GREY, linewidth=0.7, zorder=0)
    axes.fill_between(at, lower, upper, color=GREY, alpha=0.15, linewidth=0)
    axes.fill_between(at, lower, upper, where=clear, color=BLUE, alpha=0.3, linewidth=0)
    axes.plot(at, rows["std"], color=INK, linewidth=1.3)
    axes.set_title(plain(text("figures.moderation.band", predictor=predictor)), loc="left")
    axes.set_xlabel(plain(text("figures.moderation.sd", name=moderator)))
    axes.set_ylabel(plain(text("figures.moderation.effect")))
    _localised(axes, text)


def _localised(axes: "Axes", text: Text) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.set_xlim(-2, 2)
    axes.set_xticks([-2, -1, 0, 1, 2])
    localise(axes.xaxis, "count", text.language)
    localise(axes.yaxis, "num1", text.language)
