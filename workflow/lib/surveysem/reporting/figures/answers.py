"""Missing answers by item and pattern, and the answers given to every item."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import (
    BLUE,
    GREY,
    PALE,
    Picture,
    canvas,
    localise,
    shortened,
)
from surveysem.reporting.tables.masking import join_small
from surveysem.reporting.tables.screen import PATTERNS, joining, scales
from surveysem.reporting.text import Text

Colour = tuple[float, float, float, float]

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

ROW = 0.15
"""Inches per row."""


def draw_missing(artefacts: Artefacts, _: Study, text: Text) -> Picture | None:
    """Which items are missing together: a row per pattern, a column per item that lacks answers.

    None where no answer is missing.
    """
    assert artefacts.missing_patterns is not None
    patterns = artefacts.missing_patterns.head(PATTERNS)
    absent = [set(str(names).split()) for names in patterns["items"]]
    order = _items(artefacts, set().union(*absent))
    if not order:
        return None
    holes = np.array([[item in names for item in order] for names in absent])
    figure = canvas(min(6.4, 1.6 + 0.24 * len(order)), 0.9 + ROW * len(patterns))
    axes = figure.subplots()
    _draw_map(axes, holes)
    axes.set_xticks(range(len(order)), [plain(name) for name in order], rotation=90)
    axes.set_yticks(range(len(patterns)), [text.shown(n, "count") for n in patterns["pattern"]])
    axes.set_ylabel(text("figures.missing.y"))
    counts = axes.secondary_yaxis("right")
    counts.set_yticks(range(len(patterns)), [text.shown(n, "count") for n in patterns["n"]])
    counts.set_ylabel(text("figures.missing.n"))
    for side in (axes, counts):
        side.tick_params(length=0)
        side.spines[:].set_visible(False)
    values = {
        "items": len(order),
        "patterns": len(patterns),
        "all": len(artefacts.missing_patterns),
        "worst": _most_missing(artefacts.missing_patterns),
    }
    return Picture("missing", figure, values)


def _most_missing(patterns: pd.DataFrame) -> str:
    """The item that most respondents left unanswered."""
    split = patterns.assign(item=patterns["items"].astype(str).str.split()).explode("item")
    return str(split.groupby("item", sort=False)["n"].sum().idxmax())


def _items(artefacts: Artefacts, absent: set[str]) -> list[str]:
    """The items that lack answers, in the order of the codebook."""
    if artefacts.missing_items is None:
        return sorted(absent)
    return [name for name in artefacts.missing_items["variable"] if name in absent]


def _draw_map(axes: "Axes", holes: "NDArray[np.bool_]") -> None:
    from matplotlib.colors import ListedColormap

    axes.imshow(holes, cmap=ListedColormap([PALE, BLUE]), vmin=0, vmax=1, aspect="auto")
    rows, items = holes.shape
    axes.set_xticks(np.arange(items + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=0.8)
    axes.tick_params(which="minor", length=0)


def draw_distributions(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Answers to every item as bars around the middle of its scale, by construct.

    None without items that have a scale. Answers of few respondents are joined with the next, as in
    the table.
    """
    rows = scales(artefacts)
    if rows.empty:
        return None
    items = list(rows["variable"].unique())
    values = sorted(rows["value"].unique())
    colours = dict(zip(values, _diverging(len(values)), strict=True))
    construct = _construct_of(artefacts)
    groups = pd.Series([construct.get(name, "") for name in items])
    runs = (groups != groups.shift()).cumsum().to_numpy()
    places = -(np.arange(len(items)) + 0.5 * (runs - 1))
    figure = canvas(6.4, ROW * (len(items) + 0.5 * runs.max()) + 0.8)
    axes = figure.subplots()
    axes.axvline(0, color=GREY, linewidth=0.7, zorder=0)
    reach = max(
        _stack(axes, place, answers, colours, study.min_cell)
        for place, (_, answers) in zip(places, rows.groupby("variable", sort=False), strict=True)
    )
    for run in np.unique(runs):
        own = np.flatnonzero(runs == run)
        label = shortened(study.construct(groups[own[0]], text.language), 34)
        axes.text(1.02 * reach, places[own].mean(), label, va="center", fontsize=7)
    axes.set_yticks(places, [plain(name) for name in items])
    axes.set_ylim(places.min() - 0.6, 0.6)
    axes.set_xlim(-reach, reach)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(text("figures.distributions.x"))
    localise(axes.xaxis, "pct", text.language, signed=False)
    _legend(figure, colours, text)
    counts = {"items": len(items), "values": len(values), "joining": joining(study, text)}
    return Picture("distributions", figure, counts | _extremes(rows))


def _extremes(rows: pd.DataFrame) -> dict[str, object]:
    """The items with the lowest and the highest mean."""
    sums = rows.assign(sum=rows["value"] * rows["n"]).groupby("variable", sort=False)
    means = sums["sum"].sum() / sums["n"].sum()
    low, high = str(means.idxmin()), str(means.idxmax())
    return {"low": low, "low_mean": means[low], "high": high, "high_mean": means[high]}


def _construct_of(artefacts: Artefacts) -> dict[str, str]:
    if artefacts.summary is None:
        return {}
    return dict(zip(artefacts.summary["variable"], artefacts.summary["construct"], strict=True))


def _diverging(n: int) -> list[Colour]:
    """Colours from low to high: dark for the ends, pale in the middle, told apart when printed."""
    from matplotlib import colormaps

    return [colormaps["PuOr"](float(place)) for place in np.linspace(0.06, 0.94, n)]


def _stack(
    axes: "Axes",
    place: float,
    answers: pd.DataFrame,
    colours: dict[float, Colour],
    least: int,
) -> float:
    """Draw the bar of one item, half of its middle answer on either side of 0; its reach."""
    joined = join_small(answers["n"].tolist(), least)
    total = max(int(answers["n"].sum()), 1)
    counted = zip(answers["value"], joined, strict=True)
    drawn = [(v, n / total) for v, n in counted if isinstance(n, int) and n > 0]
    middle = (min(colours) + max(colours)) / 2
    begin = -sum(share if v < middle else share / 2 for v, share in drawn if v <= middle)
    start = begin
    for value, share in drawn:
        axes.barh(
            place,
            share,
            left=start,
            height=0.82,
            color=colours[value],
            edgecolor=GREY,
            linewidth=0.25,
        )
        start += share
    return max(-begin, start)


def _legend(figure: "object", colours: dict[float, Colour], text: Text) -> None:
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    assert isinstance(figure, Figure)
    handles = [
        Patch(facecolor=colour, edgecolor=GREY, linewidth=0.25, label=f"{value:g}")
        for value, colour in colours.items()
    ]
    figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=len(handles),
        title=str(text("figures.distributions.legend")),
        title_fontsize=7,
        handlelength=1.2,
        columnspacing=1.2,
    )
