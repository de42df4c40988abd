"""Path diagrams: boxes in columns, arrows between them, each with its label and its words."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from surveysem.numbers import NO_BREAK, is_missing, shown
from surveysem.reporting.artefacts import Study
from surveysem.reporting.escape import plain
from surveysem.reporting.evidence import in_brief
from surveysem.reporting.figures.layout import Arrow, arrange
from surveysem.reporting.figures.style import BLUE, GREY, INK, VERMILLION, Mark, canvas
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from numpy.typing import NDArray

BOX_WIDTH, MARGIN, LEGEND = 1.1, 0.12, 0.42
WITH_INTERVAL, ALONE = 0.74, 0.36
"""Widths of labels."""
LINES: dict[str, tuple[str, object, float]] = {
    "supported": (BLUE, "-", 1.9),
    "contradicted": (VERMILLION, (0, (6, 1.5, 1, 1.5)), 1.7),
    "undecided": (GREY, (0, (4, 2)), 1.0),
    "not tested": (GREY, (0, (1, 1.6)), 1.0),
    "loading": (INK, "-", 0.9),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One arrow of the diagram with its label and the key of its line in `LINES`.

    ``title`` says it in words; its evidence is at the place ``target`` of the report.
    """

    arrow: Arrow
    label: tuple[str, str]
    line: str
    title: str
    target: str


def marks_of(paths: Sequence[Drawn]) -> dict[str, Mark]:
    """The paths in words, by their identifiers in the drawing."""
    return {
        f"path-{number}": Mark(path.title, path.target, path.line)
        for number, path in enumerate(paths)
    }


def arrow_in_words(source: object, target: object, told: str, study: Study, language: str) -> str:
    """``Trust → Performance: <told>``, with the display names of the variables."""
    names = (plain(study.construct(str(name), language)) for name in (source, target))
    between = f"{NO_BREAK}: " if language == "fr" else ": "
    return between.join(filter(None, (" → ".join(names), told)))


def compose(
    paths: Sequence[Drawn],
    squares: Mapping[Any, float],
    study: Study,
    text: Text,
    *,
    below: float = LEGEND,
) -> "tuple[Figure, int]":
    """A figure of boxes and arrows, and the number of its boxes.

    ``squares`` gives the R² that stands in a box; ``below`` is the height left free for a legend.
    """
    variables = list(
        dict.fromkeys(name for path in paths for name in (path.arrow.source, path.arrow.target))
    )
    layout = arrange(variables, [path.arrow for path in paths], BOX_WIDTH)
    figure = canvas(layout.width + 2 * MARGIN, layout.height + 2 * MARGIN + below)
    axes = _axes(figure, below)
    drawn = zip(paths, layout.routes, layout.labels, strict=True)
    for number, (path, route, place) in enumerate(drawn):
        _draw_path(axes, path, route, place, f"path-{number}")
    for name, centre in layout.nodes.items():
        label = plain(study.construct(name, text.language))
        _draw_box(axes, label, centre, layout.sizes[name], squares.get(name), text.language)
    return figure, len(variables)


def loading_in_words(value: object, text: Text, **limits: object) -> str:
    """A standardised loading, and its interval where ``ci_lower`` and ``ci_upper`` are given."""
    interval = in_brief(limits, text)
    return ", ".join(filter(None, (str(text("evidence.loading", std=value)), interval)))


def label_of(value: object, lower: object, upper: object, language: str) -> tuple[str, str]:
    """A value and, below it, its interval where it has one."""
    limits = "" if is_missing(lower) else shown((lower, upper), "ci", language)
    return shown(value, "r2", language), limits


def _axes(figure: "Figure", below: float) -> "Axes":
    figure.set_layout_engine("none")
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-MARGIN, width - MARGIN)
    axes.set_ylim(-MARGIN - below, height - MARGIN - below)
    axes.axis("off")
    return axes


def _draw_path(
    axes: "Axes",
    path: Drawn,
    route: "NDArray[np.float64]",
    place: tuple[float, float],
    name: str,
) -> None:
    from matplotlib.patches import FancyArrowPatch

    colour, dash, width = LINES[path.line]
    axes.add_patch(
        FancyArrowPatch(
            path=_curve(route),
            arrowstyle="-|>,head_length=4,head_width=2",
            color=colour,
            linestyle=dash,
            linewidth=width,
            shrinkA=0,
            shrinkB=0,
            capstyle="butt",
            zorder=1,
            gid=name,
        )
    )
    value, limits = path.label
    bold = "bold" if path.line in {"supported", "contradicted"} else "normal"
    x, y = place
    lines = (("value", value, 7.5, bold, 0.085), ("limits", limits, 6.5, "normal", -0.085))
    for part, words, size, weight, lift in lines:
        if words:
            axes.text(
                x,
                y + lift,
                words,
                ha="center",
                va="center",
                fontsize=size,
                color=INK,
                weight=weight,
                zorder=4,
                gid=f"{name}-{part}",
            )


def _curve(route: "NDArray[np.float64]") -> "Path":
    """Bends with level tangents through the points; straight where two are level."""
    from matplotlib.path import Path

    points, codes = [tuple(route[0])], [Path.MOVETO]
    for (x0, y0), (x1, y1) in itertools.pairwise(route):
        middle = (x0 + x1) / 2
        points += [(middle, y0), (middle, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    return Path(points, codes)


def _draw_box(
    axes: "Axes",
    label: str,
    centre: tuple[float, float],
    height: float,
    r_squared: object,
    language: str,
) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = centre
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX_WIDTH / 2 + 0.04, y - height / 2 + 0.04),
            BOX_WIDTH - 0.08,
            height - 0.08,
            boxstyle="round,pad=0.04,rounding_size=0.1",
            facecolor="white",
            edgecolor=INK,
            linewidth=0.9,
            zorder=2,
            gid="box",
        )
    )
    lines = wrap(label, 17, max_lines=2, placeholder="…")
    if r_squared is not None:
        lines.append(f"R² = {shown(r_squared, 'r2', language)}")
    axes.text(
        x,
        y,
        "\n".join(lines),
        ha="center",
        va="center",
        fontsize=7,
        linespacing=1.05,
        color=INK,
        zorder=5,
    )
