"""The page that leads to every report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as html_escape
from pathlib import Path
from urllib.parse import quote

from surveysem.reporting.escape import plain
from surveysem.reporting.findings import VERDICTS
from surveysem.reporting.numbers import MISSING
from surveysem.reporting.renderers.source import read_text
from surveysem.reporting.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One wave: its name, date, N, verdict counts, and its files by language (relative paths)."""

    wave: str
    n: int | None = None
    date: str = ""
    verdicts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By language; the key ``""`` holds files of no language, such as the workbook."""


def write_index(
    source: str | Path,
    entries: Sequence[Entry],
    title: Mapping[str, str],
    synthetic: bool,
    language: str,
    path: str | Path,
) -> Path:
    """Write the index page in ``language`` to ``path``; it loads nothing from a network."""
    source, path = Path(source), Path(path)
    text = read_text(source, language)
    style = (source / "styles" / "report.css").read_text(encoding="utf-8")
    page = _page(text, _line(title.get(language, "")), _body(entries, synthetic, text), style)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(page, encoding="utf-8")
    return temporary.replace(path)


def _page(text: Text, title: str, body: str, style: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{text.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}\nbody {{ display: block; }}\n</style>\n"
        f'</head>\n<body>\n<main>\n<h1 class="title">{title}</h1>\n{body}\n</main>\n</body>\n'
        "</html>\n"
    )


def _body(entries: Sequence[Entry], synthetic: bool, text: Text) -> str:
    banner = ""
    if synthetic:
        banner = (
            '<div class="callout" role="note"><div class="callout-title"><p>'
            f"{_line(text('synthetic.title'))}</p></div><p>{_line(text('synthetic.text'))}"
            "</p></div>\n"
        )
    heads = [
        text("index.wave"),
        text("index.date"),
        text("index.n"),
        *(text.word(verdict) for verdict in VERDICTS),
        text("index.downloads"),
    ]
    head = "".join(f'<th scope="col">{_line(cell.replace("*", ""))}</th>' for cell in heads)
    rows = "\n".join(_row(entry, text) for entry in entries)
    return (
        f'{banner}<div class="scroller">\n<table>\n<caption>{_line(text("index.title"))}'
        f"</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(entry: Entry, text: Text) -> str:
    counts = [
        str(entry.verdicts[verdict]) if verdict in entry.verdicts else MISSING
        for verdict in VERDICTS
    ]
    cells = [entry.date or MISSING, text.shown(entry.n, "count"), *counts]
    links = "<br>".join(_links(language, files) for language, files in entry.files.items())
    return (
        f'<tr><th scope="row">{_line(entry.wave)}</th>'
        + "".join(f"<td>{_line(cell)}</td>" for cell in cells)
        + f"<td>{links}</td></tr>"
    )


def _links(language: str, files: Sequence[str]) -> str:
    links = " · ".join(f'<a href="{quote(file)}">{_line(Path(file).name)}</a>' for file in files)
    return f'<span lang="{language}">{language}: {links}</span>' if language else links


def _line(value: object) -> str:
    return html_escape(plain(value))
