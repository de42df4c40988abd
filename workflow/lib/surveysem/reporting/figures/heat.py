"""Correlations of the constructs and HTMT, as maps of the lower triangle."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.figures.style import INK, PALE, Picture, canvas, shortened
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

ACROSS, DOWN, LABELS = 0.37, 0.27, 2.3
"""Inches of a cell and of the names."""
DARK = 0.62
"""From this value on the number in a cell is white."""


def draw_correlations(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Correlations of the factors, the root of AVE on the diagonal (Fornell and Larcker, 1981).

    Pairs whose shared variance exceeds an AVE are framed. None without two constructs.
    """
    rows = _pairs(artefacts, "correlation")
    if rows.empty:
        return None
    names, values = _square(rows, "correlation")
    ave = dict(zip(rows["construct"], rows["ave"], strict=True))
    ave |= dict(zip(rows["with"], rows["ave_with"], strict=True))
    np.fill_diagonal(values, np.sqrt([ave[name] for name in names]))
    framed = _square(rows.assign(framed=~rows["fornell_larcker"].astype(bool)), "framed")[1] == 1.0
    picture = _draw("correlations", names, values, framed, study, text)
    return _with_extremes(picture, rows, "correlation", int(framed.sum()), study, text)


def draw_htmt(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Heterotrait-monotrait ratios of correlations (Henseler, Ringle and Sarstedt, 2015).

    Pairs above the study's cut-off are framed. None without two constructs.
    """
    rows = _pairs(artefacts, "htmt")
    if rows.empty:
        return None
    cutoff = study.cutoffs.get("htmt", {}).get("value", np.inf)
    names, values = _square(rows, "htmt")
    framed = np.nan_to_num(values, nan=-np.inf) > cutoff
    picture = _draw("htmt", names, values, framed, study, text)
    return _with_extremes(picture, rows, "htmt", int(framed.sum()), study, text)


def _pairs(artefacts: Artefacts, column: str) -> pd.DataFrame:
    assert artefacts.validity is not None
    return artefacts.validity.dropna(subset=column)


def _square(rows: pd.DataFrame, column: str) -> "tuple[list[str], NDArray[np.float64]]":
    """The names, and the values of the pairs below the diagonal; elsewhere not a number."""
    names = list(dict.fromkeys([*rows["construct"], *rows["with"]]))
    place = {name: i for i, name in enumerate(names)}
    values = np.full((len(names), len(names)), np.nan)
    one, other = rows["construct"].map(place), rows["with"].map(place)
    values[np.maximum(one, other), np.minimum(one, other)] = rows[column].astype(float)
    return names, values


def _draw(
    name: str,
    names: list[str],
    values: "NDArray[np.float64]",
    framed: "NDArray[np.bool_]",
    study: Study,
    text: Text,
) -> Picture:
    figure = canvas(LABELS + ACROSS * len(names), 0.45 + DOWN * len(names))
    axes = figure.subplots()
    axes.imshow(np.abs(values), cmap="Blues", vmin=0, vmax=1.1, aspect="auto")
    for row, column in np.argwhere(~np.isnan(values)):
        _write(axes, row, column, float(values[row, column]), text.language)
    for row, column in np.argwhere(framed):
        _frame(axes, row, column)
    labels = [shortened(study.construct(label, text.language), 34) for label in names]
    axes.set_yticks(range(len(names)), [f"{i}. {label}" for i, label in enumerate(labels, 1)])
    axes.set_xticks(range(len(names)), [str(i) for i in range(1, len(names) + 1)])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return Picture(name, figure)


def _write(axes: "Axes", row: int, column: int, value: float, language: str) -> None:
    axes.text(
        column,
        row,
        shown(value, "r2", language),
        ha="center",
        va="center",
        fontsize=6.5,
        style="italic" if row == column else "normal",
        color="white" if abs(value) > DARK else INK,
    )


def _frame(axes: "Axes", row: int, column: int) -> None:
    from matplotlib.patches import Rectangle

    for colour, width in ((INK, 2.4), (PALE, 0.8)):
        axes.add_patch(
            Rectangle(
                (column - 0.44, row - 0.42), 0.88, 0.84, fill=False, edgecolor=colour,
                linewidth=width, zorder=3,
            )
        )  # fmt: skip


def _with_extremes(
    picture: Picture, rows: pd.DataFrame, column: str, framed: int, study: Study, text: Text
) -> Picture:
    top = rows.iloc[int(rows[column].abs().argmax())]
    values = {
        "pairs": len(rows),
        "framed": framed,
        "largest": float(top[column]),
        "one": study.construct(str(top["construct"]), text.language),
        "other": study.construct(str(top["with"]), text.language),
    }
    return Picture(picture.name, picture.figure, values)
