"""The page that leads to every report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as html_escape
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from surveysem.numbers import MISSING
from surveysem.reporting.escape import plain
from surveysem.reporting.findings import VERDICTS, analysed, verdict_counts
from surveysem.reporting.renderers.source import read_text
from surveysem.reporting.text import Text

LANGUAGE_PARTS = 3
"""A file of one language is named ``report.<language>.<format>``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One wave: its name, date, N, verdict counts, and its files by language (relative paths)."""

    wave: str
    n: int | None = None
    date: str = ""
    verdicts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By language; the key ``""`` holds files of no language, such as the workbook."""


def list_reports(
    waves: Sequence[str],
    flow: pd.DataFrame,
    verdicts: pd.DataFrame,
    files: Sequence[str],
    dates: Mapping[str, str] | None = None,
) -> list[Entry]:
    """One entry per wave, from tables in which the waves lie one below the other.

    ``files`` are relative to the page and begin with the name of their wave; their language is read
    from ``report.<language>.<format>``. A study without hypotheses has no rows of ``verdicts``.
    """
    return [
        Entry(
            wave,
            analysed(flow[flow["wave"] == wave]),
            (dates or {}).get(wave, ""),
            verdict_counts(verdicts[verdicts["wave"] == wave]) if len(verdicts) else {},
            _by_language([file for file in files if Path(file).parts[0] == wave]),
        )
        for wave in waves
    ]


def _by_language(files: Sequence[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for file in sorted(files, key=lambda name: Path(name).name == "tables.xlsx"):
        parts = Path(file).name.split(".")
        language = parts[1] if len(parts) == LANGUAGE_PARTS else ""
        grouped.setdefault(language, []).append(file)
    return grouped


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
