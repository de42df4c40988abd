"""The page that leads to every report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape as html_escape
from pathlib import Path
from string import Template
from urllib.parse import quote

import pandas as pd

from surveysem.numbers import MISSING
from surveysem.reporting.artefacts import POOLED
from surveysem.reporting.escape import plain
from surveysem.reporting.findings import VERDICTS, analysed, verdict_counts
from surveysem.reporting.renderers.source import read_text
from surveysem.reporting.text import Text

PAGE, STYLES, SCRIPT = "index.html", ("report.css", "print.css"), "page.js"
FORMAT_NAMES = {"html": "HTML", "pdf": "PDF", "docx": "Word"}
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
    return [_entry(wave, flow, verdicts, files, dates or {}) for wave in waves]


def _entry(
    wave: str,
    flow: pd.DataFrame,
    verdicts: pd.DataFrame,
    files: Sequence[str],
    dates: Mapping[str, str],
) -> Entry:
    """One wave, or the report that compares all of them, which has no n of its own."""
    own = _by_language([file for file in files if Path(file).parts[0] == wave])
    if wave == POOLED:
        return Entry(wave, files=own)
    judged = verdict_counts(verdicts[verdicts["wave"] == wave]) if len(verdicts) else {}
    return Entry(wave, analysed(flow[flow["wave"] == wave]), dates.get(wave, ""), judged, own)


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
    styles = source / "styles"
    read = {name: (styles / name).read_text(encoding="utf-8") for name in (PAGE, *STYLES, SCRIPT)}
    page = Template(read[PAGE]).substitute(
        language=text.language,
        title=_line(title.get(language, "")),
        style="\n".join(read[name] for name in STYLES),
        script=read[SCRIPT],
        banner=_banner(text) if synthetic else "",
        caption=_line(text("index.caption").replace("*", "")),
        head=_head(text),
        rows="\n".join(_row(entry, text) for entry in entries),
        **{name: _line(text(f"page.{name}")) for name in ("theme", "auto", "light", "dark")},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(page, encoding="utf-8")
    return temporary.replace(path)


def _banner(text: Text) -> str:
    return (
        '<div class="callout" role="note"><div class="callout-title"><p>'
        f"{_line(text('synthetic.title'))}</p></div><p>{_line(text('synthetic.text'))}</p></div>"
    )


def _head(text: Text) -> str:
    words = [text("index.wave"), text("index.downloads"), text("index.date")]
    heads = [f'<th scope="col">{_line(word)}</th>' for word in words]
    heads.append(f'<th scope="col" class="number">{_line(text("index.n").replace("*", ""))}</th>')
    for verdict in VERDICTS:
        kind = verdict.replace(" ", "-")
        heads.append(
            f'<th scope="col" class="number"><span class="verdict {kind}">'
            f"{_line(text.word(verdict))}</span></th>"
        )
    return "".join(heads)


def _row(entry: Entry, text: Text) -> str:
    counts = [
        str(entry.verdicts[verdict]) if verdict in entry.verdicts else MISSING
        for verdict in VERDICTS
    ]
    title = text.word(POOLED) if entry.wave == POOLED else entry.wave
    date = _line(entry.date or MISSING).replace("-", "\N{NON-BREAKING HYPHEN}")
    cells = [text.shown(entry.n, "count"), *counts]
    links = "".join(f"<li>{_links(name, files, text)}</li>" for name, files in entry.files.items())
    return (
        f'<tr><th scope="row">{_line(title)}</th><td><ul>{links}</ul></td><td>{date}</td>'
        + "".join(f'<td class="number">{_line(cell)}</td>' for cell in cells)
        + "</tr>"
    )


def _links(language: str, files: Sequence[str], text: Text) -> str:
    """The files of one language by their formats; those of none by their names."""
    if not language:
        return " · ".join(f'<a href="{quote(file)}">{_line(Path(file).name)}</a>' for file in files)
    key = f"index.languages.{language}"
    name = _line(text(key) if key in text else language)
    links = " · ".join(
        f'<a href="{quote(file)}" hreflang="{language}" aria-label="{name}, {_format(file)}">'
        f"{_format(file)}</a>"
        for file in files
    )
    return f"{name} {links}"


def _format(file: str) -> str:
    suffix = Path(file).suffix.removeprefix(".")
    return FORMAT_NAMES.get(suffix, _line(suffix.upper()))


def _line(value: object) -> str:
    return html_escape(plain(value))
