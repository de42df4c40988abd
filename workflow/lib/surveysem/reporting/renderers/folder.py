"""A private folder with all that a renderer needs: finished text, figures, filter, styles."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from surveysem.errors import SpecificationError
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.evidence import with_evidence
from surveysem.reporting.figures import Picture, draw_figures
from surveysem.reporting.findings import facts
from surveysem.reporting.references import MARK, cited_works, with_references
from surveysem.reporting.renderers.images import save_pictures
from surveysem.reporting.renderers.source import MAIN, MAP, Piece, fill, read_references, read_text
from surveysem.reporting.tables import Scribe, Table, appendix, build_tables, write_markdown
from surveysem.reporting.tables.jars import jars
from surveysem.reporting.text import Text

T = TypeVar("T")
MAKERS = "makers.json"
"""Which rules made each table and figure, by the identifier that it has in the text."""


def assemble(
    source: str | Path, artefacts: Artefacts, study: Study, language: str, folder: str | Path
) -> Path:
    """Write the finished source of one report into ``folder``, which is emptied first.

    The folder holds ``report.qmd`` without any code, ``figures/`` (SVG and PNG), ``filters/``,
    ``styles/`` and an empty ``_quarto.yml``; nothing in it is read from elsewhere.

    Raises
    ------
    SurveySemError
        A template of the source cannot be filled; the message names file and line.
    """
    source, folder = Path(source), Path(folder)
    text = read_text(source, language)
    tables = with_evidence(build_tables(artefacts, study, text), artefacts, text)
    pictures = draw_figures(artefacts, study, text)
    pieces = fill(source, _context(artefacts, study, text, tables, pictures))
    cited = cited_works("".join(piece.text for piece in pieces), read_references(source))
    pieces = [
        replace(piece, text=with_references(piece.text, cited, text))
        for piece in pieces
        if cited or MARK not in piece.text
    ]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in ("filters", "styles"):
        shutil.copytree(source / part, folder / part)
    save_pictures(pictures, folder / "figures")
    (folder / "_quarto.yml").write_text("", encoding="utf-8")
    _write_pieces(pieces, folder)
    _write_makers(tables, pictures, folder)
    return folder


def _write_makers(
    tables: Mapping[str, Table], pictures: Mapping[str, Picture], folder: Path
) -> None:
    made_by = {f"tbl-{name.replace('_', '-')}": list(one.made_by) for name, one in tables.items()}
    made_by |= {f"fig-{name}": list(one.made_by) for name, one in pictures.items()}
    (folder / MAKERS).write_text(json.dumps(made_by, indent=1), encoding="utf-8")


def _write_pieces(pieces: list[Piece], folder: Path) -> None:
    starts, line = [], 1
    for piece in pieces:
        starts.append([line, piece.source])
        line += piece.text.count("\n")
    (folder / MAIN).write_text("".join(piece.text for piece in pieces), encoding="utf-8")
    (folder / MAP).write_text(json.dumps(starts), encoding="utf-8")


def _context(
    artefacts: Artefacts,
    study: Study,
    text: Text,
    tables: Mapping[str, Table],
    pictures: Mapping[str, Picture],
) -> dict[str, Any]:
    """What the templates of the sections can use."""
    scribe = Scribe(text, study)
    return {
        "t": text,
        "language": text.language,
        "study": study,
        "has": artefacts.has,
        "title": escape(study.title.get(text.language, "")),
        "note": escape(study.note.get(text.language, "")),
        "authors": Markdown(", ".join(map(_quoted, study.authors))),
        "table": _tables_printer(tables, scribe, artefacts, text),
        "figure": _printer(pictures, lambda picture: _figure(picture, text)),
        "tables": frozenset(tables),
        "appendix": appendix(tables),
        "figures": frozenset(pictures),
        "ref": lambda name: _reference(name, tables, pictures),
        "quoted": _quoted,
        "second_order": artefacts.second_order,
        "versions": ", ".join(f"{name} {number}" for name, number in artefacts.versions.items()),
        "bootstrap": next(iter(artefacts.bootstrap or ()), None),
        "fact": facts(artefacts, study, text),
    }


def _printer(things: Mapping[str, T], write: Callable[[T], Markdown]) -> Callable[[str], Markdown]:
    """A function of a name that prints the thing, or nothing where the run has no such thing."""
    return lambda name: write(things[name]) if name in things else Markdown("")


def _tables_printer(
    tables: Mapping[str, Table], scribe: Scribe, artefacts: Artefacts, text: Text
) -> Callable[[str], Markdown]:
    """A printer that lets the map of JARS point to printed tables, or those to come."""
    told = {*appendix(tables), "moments"} & set(tables)

    def write(table: Table) -> Markdown:
        told.add(table.name)
        if table.name == "jars":
            table = jars(told, artefacts, text)["jars"]
        return write_markdown(table, scribe)

    return _printer(tables, write)


def _reference(name: str, tables: Mapping[str, Table], pictures: Mapping[str, Picture]) -> Markdown:
    kind, _, bare = name.partition("-")
    known = {"tbl": tables, "fig": pictures}.get(kind, {})
    if bare.replace("-", "_") not in known:
        raise SpecificationError(f"reference {name}: the run has no such table or figure")
    return Markdown(f"[@{name}]")


def _figure(picture: Picture, text: Text) -> Markdown:
    key = f"figures.{picture.kind or picture.name}"
    title = text(f"{key}.title", **picture.values)
    alternative = text(f"{key}.alt", **picture.values)
    note = text(f"{key}.note", **picture.values)
    landscape = " .landscape" if picture.wide else ""
    return Markdown(
        "\n".join(
            [
                f"::: {{.figure-block{landscape}}}",
                f"![{title}](figures/{picture.name}){{#fig-{picture.name} "
                f'fig-alt="{alternative}"}}',
                "",
                "::: {.table-note}",
                f"*{text('labels.note')}.* {note}",
                ":::",
                ":::",
            ]
        )
    )


def _quoted(value: object) -> Markdown:
    """Text for the header: a JSON string, which YAML reads as it is, of escaped Markdown."""
    return Markdown(json.dumps(str(escape(value)), ensure_ascii=False))
