"""Figures as files: SVG for screen and print, PDF to take along, PNG for Word."""

import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import DOTS_PER_INCH, SETTINGS, Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METADATA: Mapping[str, Mapping[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
"""What each format would say of the time and program that made it."""


def save_pictures(pictures: Mapping[str, Picture], folder: str | Path) -> list[Path]:
    """Write every picture as ``<name>`` .svg, .pdf and .png (300 dpi), without dates."""
    import matplotlib as mpl

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        for picture in pictures.values():
            _settle(picture.figure)
            for suffix, metadata in METADATA.items():
                path = folder / f"{picture.name}.{suffix}"
                _print(picture.figure, path, metadata)
                written.append(path)
            _explain(folder / f"{picture.name}.svg", picture)
    return written


def _settle(figure: "Figure") -> None:
    """Lay a figure out once; every file would do so again."""
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def _print(figure: "Figure", path: Path, metadata: Mapping[str, None]) -> None:
    """Write a settled figure. `Figure.savefig` would draw it twice, once for its layout."""
    from matplotlib.backends import backend_agg, backend_pdf, backend_svg

    figure.set_dpi(DOTS_PER_INCH)
    canvas: Any
    match path.suffix:
        case ".svg":
            canvas = backend_svg.FigureCanvasSVG(figure)
            canvas.print_svg(path, metadata=metadata)
        case ".pdf":
            canvas = backend_pdf.FigureCanvasPdf(figure)
            canvas.print_pdf(path, metadata=metadata)
        case ".png":
            canvas = backend_agg.FigureCanvasAgg(figure)
            canvas.print_png(path, metadata=metadata)


def _explain(path: Path, picture: Picture) -> None:
    """Give the marked parts of a drawing a title, their evidence and their kind of line."""
    drawing = path.read_text(encoding="utf-8")
    for name, mark in picture.marks.items():
        explained = (
            f'<g id="{name}" data-line="{escape(mark.line)}" data-target="{escape(mark.target)}">'
            f"<title>{escape(plain(mark.title))}</title>"
        )
        drawing = drawing.replace(f'<g id="{name}">', explained, 1)
    path.write_text(drawing, encoding="utf-8")
