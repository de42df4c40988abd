"""One finished folder, one format, one file."""

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from surveysem.errors import SpecificationError
from surveysem.reporting.escape import escape
from surveysem.reporting.renderers import embedded, quarto
from surveysem.reporting.renderers.page import finish_page
from surveysem.reporting.renderers.source import MAIN

Engine = Literal["auto", "quarto", "embedded"]
FORMATS = ("html", "pdf", "docx")
ENGINE_MARK = "%ENGINE%"
"""Where the finished text names its renderer; `escape` keeps data from holding it."""


def render(folder: str | Path, form: str, output: str | Path, engine: Engine = "auto") -> Path:
    """Render an assembled report to ``output``, a file of the format ``form``.

    The work is done in a private copy of ``folder``; ``output`` is replaced by rename, and only
    when the render has succeeded. ``engine`` ``auto`` takes Quarto where it is on the PATH.

    Raises
    ------
    SpecificationError
        There is no such format or engine, or Quarto is wanted and not on the PATH.
    SurveySemError
        The render failed; the message names the section of the source where that can be known.
    """
    if form not in FORMATS:
        raise SpecificationError(f"report format {form}: expected one of {', '.join(FORMATS)}")
    program = _program(engine)
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="surveysem-") as temporary:
        private = Path(temporary) / "report"
        shutil.copytree(folder, private)
        _sign(private, form, program)
        made = quarto.render(private, form, program) if program else embedded.render(private, form)
        if form == "html":
            finish_page(made)
        arrived = output.with_name(f".{output.name}.part")
        shutil.copyfile(made, arrived)
    return arrived.replace(output)


def _program(engine: Engine) -> str | None:
    """The path of Quarto, or None for the embedded renderer."""
    if engine not in ("auto", "quarto", "embedded"):
        raise SpecificationError(f"engine {engine}: expected auto, quarto or embedded")
    program = None if engine == "embedded" else shutil.which("quarto")
    if engine == "quarto" and program is None:
        raise SpecificationError("engine quarto: no quarto on the PATH")
    return program


def _sign(folder: Path, form: str, program: str | None) -> None:
    """Name the renderer at the end of the report."""
    name = quarto.engine_name(program, folder) if program else embedded.engine_name(form)
    path = folder / MAIN
    path.write_text(
        path.read_text(encoding="utf-8").replace(ENGINE_MARK, escape(name)), encoding="utf-8"
    )
