"""The embedded renderer: pandoc, and typst for PDF, both from their wheels."""

from importlib.metadata import version
from pathlib import Path

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.process import run, tail
from surveysem.reporting.renderers.word import finish_document, write_reference

READER = "markdown-raw_html-raw_tex-tex_math_dollars-latex_macros-smart-raw_attribute-example_lists"
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
    import typst

    source = _pandoc(folder, "report.typ", "--to=typst", "--template=styles/template.typ")
    document = folder / "report.pdf"
    try:
        typst.compile(str(source), output=str(document), root=str(folder), ignore_system_fonts=True)
    except RuntimeError as error:
        raise SurveySemError(f"report: typst failed: {tail(str(error))}") from None
    return document
