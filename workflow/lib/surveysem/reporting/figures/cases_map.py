"""The map of types: every case by its two scores, with their intervals."""

from typing import TYPE_CHECKING

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.cases.collection import ALLIANCE, Collection
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.labels import Box, place
from surveysem.reporting.figures.style import (
    BLUE,
    GREY,
    INK,
    Picture,
    canvas,
    localise,
    shortened,
)
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text as DrawnText

Point = tuple[float, float]

NAME, TYPE = 34, 26
ENDS = ("x", "y", "x_lower", "x_upper", "y_lower", "y_upper")
CROSS = (((-1.2, 0.0), (1.2, 0.0)), ((0.0, -1.2), (0.0, 1.2)))
"""The lines between the quadrants."""
MOST_NAMED = 10
"""With more cases than this the points bear numbers, those of the table of types."""
REACH = 1.12
CORNER = 1.07
NEAR = 9.0
"""Pixels from a point to its label."""


def draw_map(collection: Collection, text: Text) -> Picture | None:
    """Two axes from -1 to 1; None unless there are two of them and a case with both scores."""
    scores = _scores(collection)
    if len(collection.axes) != 2 or scores.empty:
        return None
    up, right = collection.axes
    figure = canvas(5.4, 5.0)
    axes = figure.subplots()
    axes.set_xlim(-REACH, REACH)
    axes.set_ylim(-REACH, REACH)
    axes.set_aspect("equal")
    axes.axhline(0, color=GREY, linewidth=0.7)
    axes.axvline(0, color=GREY, linewidth=0.7)
    axes.set_xlabel(_axis(right, collection, text))
    axes.set_ylabel(_axis(up, collection, text))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
        localise(axis, "num1", text.language)
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    names = _name_quadrants(axes, collection)
    _draw_points(axes, scores)
    _label(figure, axes, scores, names)
    values = {
        "collection": collection.title,
        "cases": len(scores),
        "all": len(collection.cases),
        "x": collection.axis(right),
        "y": collection.axis(up),
        "told": _told(collection, text),
    }
    name = collection.place("map").replace("_", "-")
    return Picture(name, figure, values, kind="cases_map")


def _scores(collection: Collection) -> pd.DataFrame:
    """One row per case with both scores: x, y and the ends of their intervals."""
    found = collection.rows("scores")
    if found.empty or len(collection.axes) != 2:
        return pd.DataFrame()
    whole = found[found["view"] == ALLIANCE]
    up, right = (whole[whole["axis"] == axis].set_index("case") for axis in collection.axes)
    frame = pd.DataFrame(
        {
            f"{name}{end}": side[column].reindex(collection.cases)
            for name, side in (("x", right), ("y", up))
            for end, column in (("", "score"), ("_lower", "ci_lower"), ("_upper", "ci_upper"))
        }
    )
    frame["number"] = range(1, len(frame) + 1)
    return frame.dropna(subset=["x", "y"])


def _axis(name: str, collection: Collection, text: Text) -> str:
    first, second = collection.poles(name)
    return plain(
        text(
            "figures.cases_map.axis",
            name=shortened(collection.axis(name), NAME),
            second=shortened(second, NAME),
            first=shortened(first, NAME),
        )
    )


def _name_quadrants(axes: "Axes", collection: Collection) -> "list[DrawnText]":
    """The type of each corner of the map, in its corner."""
    up, right = collection.axes
    drawn: list[DrawnText] = []
    for kind in collection.choices.get("types") or ():
        x, y = (_side(kind.get(axis), axis, collection) for axis in (right, up))
        if x and y:
            drawn.append(
                axes.text(
                    x * CORNER, y * CORNER, shortened(collection.type(kind["name"]), TYPE),
                    ha="right" if x > 0 else "left", va="top" if y > 0 else "bottom",
                    color=GREY, style="italic", fontsize=9,
                )
            )  # fmt: skip
    return drawn


def _side(pole: object, axis: str, collection: Collection) -> int:
    """1 for the first pole of an axis, -1 for the second."""
    poles = list(((collection.choices.get("axes") or {}).get(axis) or {}).get("poles") or ())
    return 0 if pole not in poles else 1 - 2 * poles.index(pole)


def _draw_points(axes: "Axes", scores: pd.DataFrame) -> None:
    for (x0, y0), (x1, y1) in _arms(scores):
        axes.plot([x0, x1], [y0, y1], color=BLUE, linewidth=0.9)
    axes.plot(scores["x"], scores["y"], "o", color=INK, markersize=5, zorder=3)


def _arms(scores: pd.DataFrame) -> list[tuple[Point, Point]]:
    """The ends of both intervals of every case that has them."""
    x, y, left, right, low, high = (scores[name].astype(float).tolist() for name in ENDS)
    arms = [((a, at), (b, at)) for a, b, at in zip(left, right, y, strict=True)]
    arms += [((at, a), (at, b)) for a, b, at in zip(low, high, x, strict=True)]
    return [ends for ends in arms if not any(map(is_missing, (*ends[0], *ends[1])))]


def _label(figure: "Figure", axes: "Axes", scores: pd.DataFrame, names: "list[DrawnText]") -> None:
    """The names of the cases where they hide nothing, tied to their points by a thin line."""
    named = len(scores) <= MOST_NAMED
    labels = [
        shortened(case, NAME) if named else str(number)
        for case, number in zip(scores.index, scores["number"], strict=True)
    ]
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    drawn = [axes.text(0, 0, label, fontsize=7.5, color=INK, va="bottom") for label in labels]
    frame, to_data = axes.bbox, axes.transData.inverted()
    points = [
        _pixel(axes, (float(x), float(y))) for x, y in zip(scores["x"], scores["y"], strict=True)
    ]
    boxes = place(
        points,
        [(box.x1 - box.x0, box.y1 - box.y0) for box in map(_box, drawn)],
        Box(frame.x0 + 2, frame.y0 + 2, frame.x1 - 2, frame.y1 - 2),
        NEAR,
        [_box(one) for one in names],
        [_line(axes, ends) for ends in (*_arms(scores), *CROSS)],
    )
    for text, box, (x, y) in zip(drawn, boxes, points, strict=True):
        left, bottom = to_data.transform((box.x0, box.y0))
        text.set_position((float(left), float(bottom)))
        nearest = (min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1))
        if max(abs(nearest[0] - x), abs(nearest[1] - y)) > 2 * NEAR:
            ends = to_data.transform([nearest, (x, y)])
            axes.plot(ends[:, 0], ends[:, 1], color=GREY, linewidth=0.5, zorder=2)


def _pixel(axes: "Axes", point: Point) -> Point:
    x, y = axes.transData.transform(point)
    return float(x), float(y)


def _box(drawn: "DrawnText") -> Box:
    extent = drawn.get_window_extent()
    return Box(extent.x0, extent.y0, extent.x1, extent.y1)


def _line(axes: "Axes", ends: tuple[Point, Point]) -> Box:
    """A line along an axis as a thin box."""
    (x0, y0), (x1, y1) = (_pixel(axes, end) for end in ends)
    return Box(x0 - 1, y0 - 1, x1 + 1, y1 + 1)


def _told(collection: Collection, text: Text) -> str:
    """Every case with its type, for those who do not see the figure."""
    found = collection.rows("placements")
    placed = found[found["placed"].astype(bool) & found["type"].ne("")] if len(found) else found
    told = [
        text("cases.case_type", case=case, type=collection.type(name))
        for case, name in zip(placed["case"], placed["type"], strict=True)
    ]
    return text.joined(told) if told else text("cases.none_placed")
