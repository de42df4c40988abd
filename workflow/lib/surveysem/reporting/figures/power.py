"""Power of each hypothesis by the size of the sample."""

import numpy as np

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import BLUE, GREY, INK, VERMILLION, Picture, canvas, localise
from surveysem.reporting.power import ENOUGH, headline
from surveysem.reporting.tables.power import estimated
from surveysem.reporting.text import Text

ROW = 0.185
MARKS = (("o", BLUE), ("s", VERMILLION), ("D", INK), ("^", "#009E73"), ("v", "#CC79A7"))
TWO_ERRORS = 1.96


def draw_power(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """A row per hypothesis, a mark per size, with the 95 % interval of the Monte-Carlo error."""
    del study
    rows = headline(estimated(artefacts))
    rows = rows[rows["basis"] == "smallest effect"]
    if rows.empty:
        return None
    ids = list(dict.fromkeys(rows["id"]))
    sizes = sorted(rows["n"].unique())
    figure = canvas(6.4, ROW * len(ids) + 1.0)
    axes = figure.subplots()
    for at in range(0, len(ids), 2):
        axes.axhspan(-at - 0.5, -at + 0.5, color="#f4f4f4", zorder=0)
    axes.axvline(ENOUGH, color=GREY, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
    for k, n in enumerate(sizes):
        own = rows[rows["n"] == n]
        places = -np.array([ids.index(name) for name in own["id"]], dtype=float)
        marker, colour = MARKS[k % len(MARKS)]
        axes.errorbar(
            own["headline"],
            places,
            xerr=TWO_ERRORS * own["headline_error"],
            fmt=marker,
            color=colour,
            markerfacecolor=colour if k == 0 else "white",
            markersize=4.2,
            elinewidth=0.8,
            label=text("figures.power.size", n=shown(n, "count", text.language)),
        )
    axes.set_yticks(-np.arange(len(ids)), [plain(name) for name in ids])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(ids) + 0.3, 0.7)
    axes.set_xlim(0, 1.01)
    axes.set_xlabel(text("figures.power.x"))
    localise(axes.xaxis, "num1", text.language)
    figure.legend(loc="outside lower center", ncols=len(sizes))
    values = {"hypotheses": len(ids), "sizes": len(sizes)}
    low, high = float(rows["headline"].min()), float(rows["headline"].max())
    return Picture("power", figure, values | {"lowest": low, "highest": high})
