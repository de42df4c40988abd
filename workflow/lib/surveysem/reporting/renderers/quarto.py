"""Quarto through a subprocess, with a guard at each point where it is known to fail silently."""

import os
import re
import time
from pathlib import Path

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.process import place, run, tail
from surveysem.reporting.renderers.word import write_reference

FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}
_WARNING = re.compile(r"^\W*(WARN|WARNING|ERROR)\b", re.IGNORECASE | re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def engine_name(program: str, folder: Path) -> str:
    """What the footer says."""
    lines = run([program, "--version"], folder, _homes(folder)).strip().splitlines()
    return f"Quarto {lines[-1] if lines else ''}".strip()


def render(folder: Path, form: str, program: str) -> Path:
    """Render ``report.qmd`` of a private folder by Quarto; the file ``report.<form>`` lies in it.

    Quarto ends with code 0 after many a failure. A render counts only with code 0, a fresh file
    that is not empty, and a log without a warning.

    Raises
    ------
    SurveySemError
        One of the three is missing.
    """
    if form == "docx":
        write_reference(folder / "reference.docx")
    output = folder / f"report.{form}"
    output.unlink(missing_ok=True)
    began = time.time_ns()
    printed = _COLOUR.sub(
        "",
        run(
            [program, "render", "report.qmd", "--to", FORMATS[form], "--no-execute-daemon"],
            folder,
            _homes(folder),
        ),
    )
    if _WARNING.search(printed):
        raise SurveySemError(f"report: Quarto warned{place(printed, folder)}: {_warned(printed)}")
    if not output.is_file() or output.stat().st_size == 0:
        raise SurveySemError(
            f"report: Quarto ended without error but wrote no {output.name}: {tail(printed)}"
        )
    if output.stat().st_mtime_ns < began - 2_000_000_000:
        raise SurveySemError(f"report: Quarto left an old {output.name} in place")
    return output


def _warned(printed: str) -> str:
    return " / ".join(line.strip() for line in printed.splitlines() if _WARNING.search(line))


def _homes(folder: Path) -> dict[str, str]:
    """Folders that Quarto may write to, since HOME may be missing or read-only."""
    homes = {}
    for kind in ("CACHE", "DATA", "CONFIG"):
        home = folder / ".home" / kind.lower()
        home.mkdir(parents=True, exist_ok=True)
        homes[f"XDG_{kind}_HOME"] = str(home)
    return homes if os.environ.get("HOME") else {**homes, "HOME": str(folder / ".home")}
