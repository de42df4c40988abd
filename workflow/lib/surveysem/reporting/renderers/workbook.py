"""Every table of the report in one workbook, as numbers."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import plain
from surveysem.reporting.renderers.source import MAIN, read_text
from surveysem.reporting.renderers.zipped import fix_dates
from surveysem.reporting.tables import Column, Scribe, Table, build_tables
from surveysem.reporting.tables.markdown import printed_order
from surveysem.reporting.tables.masking import Masked
from surveysem.reporting.tables.model import WORDS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Those of templates: in a text from data each bracket has a backslash before it.
_REFERENCE = re.compile(r"(?<!\\)\[@tbl-(?P<name>[\w-]+)\]")
_LINK = re.compile(r"(?<!\\)\[(?P<text>[^\[\]]*[^\[\]\\])\]\(#[\w-]+\)")
CREATED = datetime(1980, 1, 1)
WIDEST = 60
SHEET_NAME = 31


def write_workbook(
    source: str | Path,
    artefacts: Artefacts,
    study: Study,
    language: str,
    folder: str | Path,
    path: str | Path,
) -> Path:
    """Write every table of the report that `assemble` put into ``folder`` to ``path``."""
    text = read_text(Path(source), language)
    tables = build_tables(artefacts, study, text)
    printed = printed_order((Path(folder) / MAIN).read_text(encoding="utf-8"))
    return write_tables(tables, Scribe(text, study), path, printed)


def write_tables(
    tables: Mapping[str, Table], scribe: Scribe, path: str | Path, printed: Sequence[str] = ()
) -> Path:
    """Write ``tables`` to ``path``: a sheet of contents, then one sheet each.

    Numbers keep all their digits. Text is text: a cell that begins with ``=``, ``+``, ``-`` or
    ``@`` is stored as a string, never as a formula. The tables of ``printed`` have the number that
    their place in it gives them; the others have none.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = CREATED
    contents = book.active
    assert contents is not None
    contents.title = plain(scribe.text("workbook.contents"))[:SHEET_NAME]
    heads = [scribe.text(f"workbook.{head}") for head in ("sheet", "number", "title")]
    _write_row(contents, 1, heads)
    numbers = {name: number for number, name in enumerate(printed, start=1)}
    for line, (name, table) in enumerate(tables.items(), start=2):
        title = _bare(scribe.text(f"{table.texts}.title", **table.values))
        _write_row(contents, line, [name, numbers.get(name), title])
        contents.cell(line, 1).hyperlink = f"#'{name}'!A1"
        _write_table(book.create_sheet(name[:SHEET_NAME]), table, scribe)
    _fit_columns(contents)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    book.save(temporary)
    fix_dates(temporary)
    return temporary.replace(path)


def _write_table(sheet: Any, table: Table, scribe: Scribe) -> None:
    sources = [(column, source) for column in table.columns for source in column.sources]
    _write_row(sheet, 1, _heads(sources, scribe))
    for line, row in enumerate(table.rows(), start=2):
        _write_row(sheet, line, [_value(column, row[source], scribe) for column, source in sources])
    sheet.freeze_panes = "A2"
    _fit_columns(sheet)


def _heads(sources: list[tuple[Column, str]], scribe: Scribe) -> list[str]:
    """The heads of the columns; one that would stand twice has the name of its values as well."""
    heads = [_head(column, source, scribe) for column, source in sources]
    return [
        f"{head} ({source})" if heads.count(head) > 1 else head
        for head, (_, source) in zip(heads, sources, strict=True)
    ]


def _head(column: Column, source: str, scribe: Scribe) -> str:
    if column.heading is not None:
        return plain(column.heading)
    return _bare(scribe.text(f"columns.{source}"))


def _value(column: Column, value: Any, scribe: Scribe) -> Any:
    """A number as it is; words and masked numbers as they are printed; nothing for missing."""
    if is_missing(value):
        return None
    if column.kind in WORDS or isinstance(value, Masked):
        return _bare(scribe.cell(column, {column.name: value}))
    return value.item() if hasattr(value, "item") else value


def _bare(markdown: str) -> str:
    """The text of a template or of an escaped cell, without its markup.

    A reference to a table becomes the name of its sheet, a link its text.
    """
    markdown = _REFERENCE.sub(lambda found: found["name"].replace("-", "_"), markdown)
    markdown = _LINK.sub(r"\g<text>", markdown)
    marked = markdown.replace("\\*", "\0").replace("*", "").replace("\0", "\\*")
    return "".join(_unescaped(marked))


def _unescaped(text: str) -> list[str]:
    characters, skip = [], False
    for character in text:
        skip = character == "\\" and not skip
        if not skip:
            characters.append(character)
    return characters


def _write_row(sheet: "Worksheet", line: int, values: list[Any]) -> None:
    from openpyxl.styles import Font

    for position, value in enumerate(values, start=1):
        cell = sheet.cell(line, position)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in set("=+-@")
        if line == 1:
            cell.font = Font(bold=True)


def _fit_columns(sheet: "Worksheet") -> None:
    from openpyxl.utils import get_column_letter

    for position, cells in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max((len(str(value)) for value in cells if value is not None), default=8)
        sheet.column_dimensions[get_column_letter(position)].width = min(
            WIDEST, max(9, longest + 2)
        )
