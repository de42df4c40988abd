"""Scree plots and loadings of the exploration."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown, plain
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

PANELS_PER_ROW = 4


COMPONENTS = (
    ("eigenvalue", "observed", {"color": BLUE, "linewidth": 1.3, "marker": "o"}),
    (
        "parallel_percentile",
        "percentile",
        {"color": VERMILLION, "linestyle": (0, (4, 2)), "marker": "x"},
    ),
)
"""Column, label and line of the eigenvalues of correlations."""
FACTORS = (
    (
        "reduced",
        "reduced",
        {"color": BLUE, "linewidth": 0.9, "marker": "o", "markerfacecolor": "white"},
    ),
    (
        "reduced_percentile",
        "reduced_percentile",
        {"color": VERMILLION, "linestyle": (0, (1, 1.5)), "marker": "+"},
    ),
)
"""The same of correlations with squared multiple correlations in the diagonal."""


def draw_scree(artefacts: Artefacts, study: Study, text: Text) -> Picture:
    """Eigenvalues of every set of items beside those of parallel analysis (Horn, 1965).

    Where factors and no components were extracted, the eigenvalues of the reduced correlations
    stand beside them: these are what common factors are counted by.
    """
    assert artefacts.eigenvalues is not None
    sets = list(artefacts.eigenvalues.groupby("set", sort=False))
    lines = (*COMPONENTS, *(FACTORS if _common_factors(artefacts) else ()))
    ncols = min(PANELS_PER_ROW, len(sets))
    nrows = -(-len(sets) // ncols)
    figure = canvas(max(4.0, 1.7 * ncols), 1.65 * nrows + 0.8)
    panels = figure.subplots(nrows, ncols, squeeze=False).ravel()
    for axes, (name, rows) in zip(panels, sets, strict=False):
        _scree_panel(axes, rows, lines, text)
        axes.set_title(_title(study.construct(str(name), text.language)))
    for axes in panels[len(sets) :]:
        axes.axis("off")
    figure.supxlabel(text("figures.scree.x"), fontsize=8)
    figure.supylabel(text("figures.scree.y"), fontsize=8)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    note = text("figures.scree.of_factors") if len(lines) > len(COMPONENTS) else Markdown("")
    one = sum(_above(rows, lines) == 1 for _, rows in sets)
    return Picture("scree", figure, {"sets": len(sets), "of_factors": note, "one": one})


def _above(rows: pd.DataFrame, lines: Sequence[tuple[str, str, Mapping[str, Any]]]) -> int:
    """Eigenvalues above those of random data from the first on, of the kind extracted."""
    observed, random = lines[-2][0], lines[-1][0]
    above = (rows[observed] > rows[random]).to_numpy()
    return len(above) if above.all() else int(above.argmin())


def _common_factors(artefacts: Artefacts) -> bool:
    """Whether factors, and no components, were extracted."""
    table = artefacts.solutions
    return table is not None and len(table) > 0 and table["extraction"].iloc[0] != "pca"


def _title(label: str) -> str:
    return "\n".join(wrap(plain(label), 22, max_lines=2, placeholder="…"))


def _scree_panel(
    axes: "Axes",
    rows: pd.DataFrame,
    lines: Sequence[tuple[str, str, Mapping[str, Any]]],
    text: Text,
) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.axhline(1, color=GREY, linewidth=0.6, linestyle=(0, (1, 2)))
    for column, label, line in lines:
        style: dict[str, Any] = {"linewidth": 1.0, "markersize": 3.5, **line}
        axes.plot(rows["position"], rows[column], label=text(f"figures.scree.{label}"), **style)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    localise(axes.yaxis, "num1", text.language)
    axes.set_ylim(bottom=min(0.0, float(rows[[name for name, *_ in lines]].to_numpy().min()) - 0.1))


def draw_pattern(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Heat maps of the loadings of every set with several factors; None without such a set."""
    assert artefacts.loadings is not None
    sets = [
        (name, rows)
        for name, rows in artefacts.loadings.groupby("set", sort=False)
        if rows["factor"].nunique() > 1
    ]
    if not sets:
        return None
    wide = [
        rows.pivot(index="item", columns="factor", values="loading").reindex(
            rows["item"].drop_duplicates()
        )
        for _, rows in sets
    ]
    width = sum(0.75 * table.shape[1] + 1.0 for table in wide)
    figure = canvas(min(6.6, max(3.4, width)), 0.21 * max(map(len, wide)) + 0.8)
    panels = figure.subplots(1, len(sets), squeeze=False).ravel()
    least = study.purify["min_loading"]["value"]
    for axes, (name, _), table in zip(panels, sets, wide, strict=True):
        _heat_map(axes, table, least, text.language)
        axes.set_title(shortened(study.construct(str(name), text.language), 40))
    strong = pd.concat([(table.abs() >= least).sum(axis=1) for table in wide])
    values = {"items": len(strong), "simple": int((strong == 1).sum()), "least": least}
    return Picture("pattern", figure, values)


def _heat_map(axes: "Axes", table: pd.DataFrame, least: float, language: str) -> None:
    values = table.to_numpy(float)
    axes.imshow(np.abs(values), cmap="Blues", vmin=0, vmax=1.25, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        strong = abs(value) >= least
        axes.text(
            column,
            row,
            shown(float(value), "r2", language),
            ha="center",
            va="center",
            fontsize=6.5,
            weight="bold" if strong else "normal",
            color="white" if abs(value) > 0.75 else INK,
        )
    axes.set_xticks(range(table.shape[1]), [plain(name) for name in table.columns])
    axes.set_yticks(range(len(table)), [plain(name) for name in table.index])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
