"""Figures of the chapter on cases: the map of types, the ladder, saturation."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases.collection import Collection, collections
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.cases_map import draw_map
from surveysem.reporting.figures.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    Picture,
    canvas,
    localise,
    shortened,
)
from surveysem.reporting.text import Text
from surveysem.reporting.watched import watched

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CASES = 40
"""A ladder of more cases is left to its table."""
MARKERS = "os^Dv<>P"
NAME, RUNG = 44, 14
"""Characters of a case's name, and of a line of a rung's."""


def draw_cases(artefacts: Artefacts, study: Study, text: Text) -> Iterator[Picture]:
    """The figures of every collection, in the order of the report."""
    for collection in collections(artefacts, study, text):
        for draw in (draw_map, draw_ladder, draw_saturation):
            seen = watched(artefacts)
            picture = draw(replace(collection, artefacts=seen), text)
            if picture is not None:
                yield replace(picture, made_by=seen.makers())


def draw_ladder(collection: Collection, _: Text) -> Picture | None:
    """A row per case with a mark at its rung; groups by the shape of the mark."""
    found = collection.rows("ladder")
    placed = found.dropna(subset=["position"]).sort_values("position") if len(found) else found
    if placed.empty or len(placed) > MOST_CASES:
        return None
    placed = placed.assign(row=range(len(placed)))
    rungs = [collection.rung(rung["name"]) for rung in collection.rungs]
    figure = canvas(6.4, 0.9 + 0.2 * len(placed))
    axes = figure.subplots()
    for number, (group, own) in enumerate(placed.groupby(placed["group"].fillna(""), sort=False)):
        axes.plot(
            own["position"].astype(float),
            own["row"],
            MARKERS[number % len(MARKERS)],
            color=BLUE if number % 2 == 0 else INK,
            markerfacecolor=BLUE if number % 2 == 0 else "white",
            markersize=5,
            label=shortened(str(group), NAME) if group else "_",
        )
    axes.set_yticks(range(len(placed)), [shortened(case, NAME) for case in placed["case"]])
    axes.set_xticks(range(1, len(rungs) + 1), [fill(plain(rung), RUNG) for rung in rungs])
    axes.set_xlim(0.5, len(rungs) + 0.5)
    axes.set_ylim(-0.7, len(placed) - 0.3)
    axes.grid(color=PALE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    if placed["group"].fillna("").ne("").any():
        figure.legend(loc="outside lower center", ncols=4)
    values = {
        "collection": collection.title,
        "cases": len(placed),
        "rungs": len(rungs),
        "lowest": rungs[int(placed["position"].min()) - 1],
        "highest": rungs[int(placed["position"].max()) - 1],
    }
    return _picture("ladder", collection, figure, values)


def draw_saturation(collection: Collection, text: Text) -> Picture | None:
    """Codes met so far by interview, beside the mean over other orders with its band."""
    found = collection.rows("saturation")
    if len(found) < 2:
        return None
    figure = canvas(6.0, 2.3)
    axes = figure.subplots()
    at = found["order"].astype(float)
    axes.fill_between(at, found["ci_lower"], found["ci_upper"], color=PALE, linewidth=0)
    axes.plot(at, found["mean"], "--", color=GREY, linewidth=1.1, label=_word("mean", text))
    axes.step(at, found["cumulative"], where="post", color=BLUE, linewidth=1.4)
    axes.plot(at, found["cumulative"], "o", color=BLUE, markersize=3.5, label=_word("met", text))
    axes.axhline(found["total"].iloc[0], color=INK, linewidth=0.7, linestyle=":")
    axes.set_xlabel(plain(text("figures.cases_saturation.x")))
    axes.set_ylabel(plain(text("figures.cases_saturation.y")))
    _whole_numbers(axes, text)
    figure.legend(loc="outside lower center", ncols=2)
    new = found[found["new_codes"] > 0]
    values = {
        "collection": collection.title,
        "interviews": len(found),
        "total": int(found["total"].iloc[0]),
        "last": int(new["order"].max()) if len(new) else 0,
        "level": float(found["level"].iloc[0]),
    }
    return _picture("saturation", collection, figure, values)


def _whole_numbers(axes: "Axes", text: Text) -> None:
    from matplotlib.ticker import MaxNLocator

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(8, integer=True))
        localise(axis, "count", text.language)
    axes.set_ylim(bottom=0)


def _word(name: str, text: Text) -> str:
    return plain(text(f"figures.cases_saturation.{name}"))


def _picture(
    kind: str, collection: Collection, figure: object, values: dict[str, object]
) -> Picture:
    return Picture(
        collection.place(kind).replace("_", "-"),
        figure,  # type: ignore[arg-type]
        values,
        kind=f"cases_{kind}",
    )
