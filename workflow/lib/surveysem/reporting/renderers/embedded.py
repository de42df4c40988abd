"""The embedded renderer: pandoc, and typst for PDF, both from their wheels."""

import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.process import run, tail
from surveysem.reporting.renderers.turned import turn_pages
from surveysem.reporting.renderers.word import finish_document, write_reference

READER = "markdown-raw_html-raw_tex-tex_math_dollars-latex_macros-smart-raw_attribute-example_lists"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF that screen readers can read (ISO 14289-1); typst refuses what breaks it."""
NO_GLYPH = "could not be displayed"
"""Part of what typst says of text in a script that no font has: the standard forbids it. Such a
report has its tags all the same, and does not claim the standard."""
SIDEWAYS = '("sideways", ['
"""How the filter sets a block that is turned on an upright page."""
COMMON = (
    "--standalone",
    "--fail-if-warnings",
    "--lua-filter=filters/report.lua",
    "--figure-caption-position=above",
    "--table-caption-position=above",
)


def engine_name(form: str) -> str:
    """What the footer says: the programs and their versions."""
    import pypandoc

    pandoc = f"pandoc {pypandoc.get_pandoc_version()}"
    return f"{pandoc}, typst {version('typst')}" if form == "pdf" else pandoc


def render(folder: Path, form: str) -> Path:
    """Render ``report.qmd`` of a private folder; the file ``report.<form>`` lies in it.

    Raises
    ------
    SurveySemError
        A program fails or warns.
    """
    return {"html": _html, "pdf": _pdf, "docx": _docx}[form](folder)


def _pandoc(folder: Path, output: str, *options: str) -> Path:
    import pypandoc

    images = "png" if output.endswith(".docx") else "svg"
    run(
        [
            pypandoc.get_pandoc_path(),
            "report.qmd",
            f"--from={READER}",
            *COMMON,
            *options,
            f"--default-image-extension={images}",
            f"--output={output}",
        ],
        folder,
    )
    return folder / output


def _html(folder: Path) -> Path:
    return _pandoc(
        folder,
        "report.html",
        "--to=html5",
        "--wrap=none",
        "--template=styles/template.html",
        "--toc",
        "--toc-depth=3",
        "--shift-heading-level-by=1",
        "--css=styles/report.css",
        "--css=styles/print.css",
        "--embed-resources",
        "--mathml",
        "--section-divs",
    )


def _docx(folder: Path) -> Path:
    write_reference(folder / "reference.docx")
    document = _pandoc(
        folder,
        "report.docx",
        "--to=docx",
        "--reference-doc=reference.docx",
    )
    finish_document(document)
    return document


def _pdf(folder: Path) -> Path:
    source = _pandoc(folder, "report.typ", "--to=typst", "--template=styles/template.typ")
    document = folder / "report.pdf"
    try:
        _compile(source, document, STANDARD)
    except SurveySemError as error:
        if NO_GLYPH not in str(error):
            raise
        _compile(source, document, None)
    sideways = _sideways_pages(source)
    if sideways:
        turn_pages(document, sideways)
    return document


def _sideways_pages(source: Path) -> list[int]:
    """The numbers of the pages that hold a sideways block."""
    import typst

    if SIDEWAYS not in source.read_text(encoding="utf-8"):
        return []
    found = typst.query(
        str(source),
        "<sideways>",
        field="value",
        root=str(source.parent),
        ignore_system_fonts=True,
        font_paths=[str(_more_fonts())],
    )
    return [int(number) for number in json.loads(found)]


def _compile(source: Path, document: Path, standard: Literal["ua-1"] | None) -> None:
    import typst

    try:
        typst.compile(
            str(source),
            output=str(document),
            root=str(source.parent),
            ignore_system_fonts=True,
            font_paths=[str(_more_fonts())],
            pdf_standards=standard,
        )
    except RuntimeError as error:
        raise SurveySemError(f"report: typst failed: {tail(str(error))}") from None


def _more_fonts() -> Path:
    """The fonts that come with matplotlib, for signs that those of typst lack."""
    (place,) = find_spec("matplotlib").submodule_search_locations  # type: ignore[union-attr,misc]
    return Path(place) / "mpl-data" / "fonts" / "ttf"
