"""Figures as files: SVG for screen and print, PNG for Word."""

import warnings
from collections.abc import Mapping
from pathlib import Path

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
    return written
