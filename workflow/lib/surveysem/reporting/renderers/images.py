"""Figures as files: SVG for screen and print, PNG for Word."""

import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path

from surveysem.reporting.escape import plain
from surveysem.reporting.figures.style import DOTS_PER_INCH, SETTINGS, Picture


def save_pictures(pictures: Mapping[str, Picture], folder: str | Path) -> list[Path]:
    """Write every picture as ``<name>.svg`` and ``<name>.png`` (300 dpi), without dates."""
    import matplotlib as mpl

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        for picture in pictures.values():
            for suffix, metadata in (
                ("svg", {"Date": None, "Creator": None}),
                ("png", {"Software": None}),
            ):
                path = folder / f"{picture.name}.{suffix}"
                picture.figure.savefig(path, dpi=DOTS_PER_INCH, metadata=metadata)
                written.append(path)
            _explain(folder / f"{picture.name}.svg", picture)
    return written


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
