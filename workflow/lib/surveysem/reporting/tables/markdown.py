"""A table as Markdown: a numbered div with a pipe table, its title and its note."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.model import WORDS, Scribe, Table

_LABEL = re.compile(r"^::: \{#tbl-([\w-]+)\}$", re.MULTILINE)
PAGE = 128
"""Characters of a table line on an upright page in the type of the tables."""
SMALL = 150
"""The same in the small type of wide tables."""
LANDSCAPE = 217
"""The same in small type on a page turned sideways."""
CLASSES = {PAGE: "", SMALL: " .small", LANDSCAPE: " .landscape"}
GAP = 3
NARROWEST = 20
"""No column of words is narrowed further than this."""
USUAL = 0.8
"""A column of words is as wide as this share of its cells wants."""
SQUEEZE = 1.3
"""A table this much wider than an upright page is set in small type rather than narrowed."""


def write_markdown(table: Table, scribe: Scribe) -> Markdown:
    """The table with its title, label ``tbl-<name>`` and note.

    The dashes below the heads state the widths in characters. A table too wide for an upright page
    gets the class ``small``, one too wide for that in small type ``landscape``.
    """
    heads = [scribe.heading(column) for column in table.columns]
    rows = [[scribe.cell(column, row) for column in table.columns] for row in table.rows()]
    words = [column.kind in WORDS for column in table.columns]
    cells = [heads, *rows]
    widths = [
        _width(column, word) for column, word in zip(zip(*cells, strict=True), words, strict=True)
    ]
    page = _page(widths, words)
    name = table.name.replace("_", "-")
    lines = [
        f"::: {{.table-block{CLASSES[page]}}}",
        f"::: {{#tbl-{name}}}",
        "",
        _line(heads),
        _rule(_fitted(widths, words, page), words),
        *map(_line, _marked(_without_repeats(rows, table.grouped), table)),
        "",
        scribe.text(f"{table.texts}.title", **table.values),
        "",
        ":::",
        *_note(table, scribe),
        ":::",
    ]
    return Markdown("\n".join(lines))


def printed_order(report: str) -> list[str]:
    """The names of the tables of a finished report, in the order in which they are numbered."""
    return [label.replace("-", "_") for label in _LABEL.findall(report)]


def _note(table: Table, scribe: Scribe) -> list[str]:
    key = f"{table.texts}.note"
    if key not in scribe.text:
        return []
    note = f"*{scribe.text('labels.note')}.* {scribe.text(key, **table.values)}"
    return ["", "::: {.table-note}", note, ":::"]


def _without_repeats(rows: list[list[Markdown]], columns: int) -> list[list[Markdown]]:
    """Blank the leading cells that repeat those of the row above, up to the first that differs."""
    blanked = rows[:1]
    for above, row in pairwise(rows):
        same = next((i for i in range(columns) if row[i] != above[i]), columns)
        blanked.append([Markdown("")] * same + row[same:])
    return blanked


def _marked(rows: list[list[Markdown]], table: Table) -> list[list[Markdown]]:
    """The rows with their links, and their anchors as empty spans in the first cell."""
    marked = [list(row) for row in rows]
    for position, column in enumerate(table.columns):
        for row, link in zip(marked, table.links.get(column.name, ()), strict=False):
            if link is not None and row[position]:
                row[position] = link.around(row[position])
    for row, place in zip(marked, table.anchors, strict=False):
        row[0] = Markdown(f"{row[0]}[]{{#{place} .row-anchor}}")
    return marked


def _line(cells: Sequence[Markdown]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(widths: Sequence[int], words: Sequence[bool]) -> str:
    dashes = [
        ":" + "-" * (width - 1) if word else "-" * (width - 1) + ":"
        for width, word in zip(widths, words, strict=True)
    ]
    return "|" + "|".join(dashes) + "|"


def _width(cells: Sequence[Markdown], word: bool) -> int:
    """Characters that a column wants: all of a number, of words all but the longest fifth.

    No word of the heading is broken.
    """
    lengths = [len(cell.replace("\\", "")) for cell in cells[1:]]
    longest = max(map(_set_width, cells[0].replace("*", "").split()), default=1)
    wanted = max(lengths)
    if word and wanted > NARROWEST:
        wanted = max(NARROWEST, sorted(lengths)[int(USUAL * (len(lengths) - 1))])
    return max(wanted, longest)


def _set_width(word: str) -> int:
    """The width of a word in ordinary characters; capitals are wider than those."""
    return ceil(len(word) + 0.4 * sum(map(str.isupper, word)))


def _page(widths: Sequence[int], words: Sequence[bool]) -> int:
    least = [
        min(width, NARROWEST) if word else width for width, word in zip(widths, words, strict=True)
    ]
    least_width, width = sum(least) + GAP * len(least), sum(widths) + GAP * len(widths)
    if least_width <= PAGE and width <= SQUEEZE * PAGE:
        return PAGE
    return SMALL if least_width <= SMALL else LANDSCAPE


def _fitted(widths: Sequence[int], words: Sequence[bool], page: int) -> list[int]:
    """The widths of the columns; those of words share what the numbers leave, by their need."""
    room = (
        page - GAP * len(widths) - sum(w for w, word in zip(widths, words, strict=True) if not word)
    )
    wanted = sum(width for width, word in zip(widths, words, strict=True) if word)
    share = min(1.0, room / wanted) if wanted else 1.0
    return [
        GAP + (max(min(width, NARROWEST), int(width * share)) if word else width)
        for width, word in zip(widths, words, strict=True)
    ]
