"""The look of every figure: one typeface, greys and the colours of Okabe and Ito (2008)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from surveysem.reporting.escape import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
GREY = "#6b6b6b"
PALE = "#d9d9d9"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
DOTS_PER_INCH = 300

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.0,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "svg.hashsalt": "surveysem",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a part of a figure says in words, the place of its evidence and its kind of line."""

    title: str
    target: str
    line: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure; ``values`` fill the placeholders of its title, note and alternative text.

    ``marks`` explain parts of it, by the identifiers that these have in the SVG file; the parts of
    the part ``path-3`` are ``path-3`` and those that begin with ``path-3-``. Pictures of one
    ``kind`` share title, note and alternative text; one without has those of its name. ``made_by``
    names the rules that wrote the artefacts it was drawn from.
    """

    name: str
    figure: "Figure"
    values: Mapping[str, object] = field(default_factory=dict)
    wide: bool = False
    kind: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    made_by: Sequence[str] = ()


def canvas(width: float, height: float) -> "Figure":
    """An empty figure of this size in inches, apart from any display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def localise(axis: Any, form: str, language: str, *, signed: bool = True) -> None:
    """Print the tick labels of an axis as the language writes numbers; without sign if asked."""
    from matplotlib.ticker import FuncFormatter

    from surveysem.numbers import shown

    axis.set_major_formatter(
        FuncFormatter(
            lambda value, _: shown(float(value if signed else abs(value)), form, language)
        )
    )


def zero_line(axes: "Axes") -> None:
    """A thin vertical line at zero."""
    axes.axvline(0, color=GREY, linewidth=0.7, zorder=0)


def shortened(label: str, length: int) -> str:
    """A label cut to ``length`` characters."""
    line = plain(label)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
