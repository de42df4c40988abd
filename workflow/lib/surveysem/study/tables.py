"""Tables that people write: tab-separated text, read strictly, every cell with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.study.faults import Fault, nearest, one_of

if TYPE_CHECKING:
    import pandas as pd

UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, counted from one, and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file. Every cell is text without outer blanks; an empty cell is ``""``."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of one column, from top to bottom."""
        return tuple(row[name] for row in self.rows)

    def records(self) -> list[dict[str, str]]:
        """Each row as a plain dict of column and text."""
        return [dict(row.cells) for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """The rows as a data frame of text."""
        import pandas as pd

        return pd.DataFrame(self.records(), columns=list(self.columns), dtype="str")


def read(
    root: Path, file: str, columns: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> tuple[Table, list[Fault]]:
    """Read ``root / file``, which must have exactly ``columns``, in any order; () takes any.

    Columns of ``optional`` may be there; where one is not, its cells are empty.

    UTF-8 with or without a byte order mark, any line end, and the quotes that spreadsheets put
    around a cell are all accepted. Empty lines are skipped; there are no comments.

    Returns the table and its faults; rows at fault are left out of the table.
    """
    text, fault = _text(root / file, file)
    if fault:
        return Table(file, (*columns, *optional), ()), [fault]
    lines = [(number, _cells(line)) for number, line in enumerate(text.split("\n"), start=1)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        absent = Fault(file, "no line", "a header, then a line for each row")
        return Table(file, (*columns, *optional), ()), [absent]
    (number, header), *body = lines
    known = (*columns, *optional) or tuple(header)
    faults = _header_faults(file, number, header, columns or known, known)
    if faults:
        return Table(file, known, ()), faults
    rows = tuple(
        Row(number, dict.fromkeys(known, "") | dict(zip(header, cells, strict=True)))
        for number, cells in body
        if len(cells) == len(header)
    )
    return Table(file, known, rows), list(_ragged(file, header, body))


def number(text: str) -> float | None:
    """A cell as a number; None where it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _text(path: Path, file: str) -> tuple[str, Fault | None]:
    """The text of a file with its line ends made plain, or the fault that hides it."""
    if not path.is_file():
        here = sorted(one.name for one in path.parent.glob("*.tsv")) if path.parent.is_dir() else []
        near = nearest(path.name, [one for one in here if one != path.name])
        found = "a folder" if path.is_dir() else "no such file"
        return "", Fault(file, found, "a file of tab-separated text", near=near)
    raw = path.read_bytes()
    if raw.startswith(UTF16) or b"\x00" in raw:
        return "", Fault(file, "UTF-16 or binary content", "text saved as UTF-8, tab-separated")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        return "", Fault(file, found, "text saved as UTF-8 (not Windows-1252 or Latin-1)", line)
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _cells(line: str) -> list[str]:
    return [_unquoted(cell.strip()) for cell in line.split("\t")]


def _unquoted(cell: str) -> str:
    """A cell without the quotes that a spreadsheet puts around it."""
    inner = cell[1:-1]
    quoted = len(cell) >= 2 and cell[0] == cell[-1] == '"'
    if quoted and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"').strip()
    return cell


def _header_faults(
    file: str, line: int, header: list[str], columns: tuple[str, ...], known: tuple[str, ...]
) -> list[Fault]:
    """Columns that stand twice, are not ``known``, or are missing of ``columns``."""
    for mark, name in ((",", "commas"), (";", "semicolons"), (" ", "blanks")):
        if len(header) == 1 and mark in header[0]:
            return [Fault(file, f"columns separated by {name}", "columns separated by tabs", line)]
    missing = [column for column in columns if column not in header]
    faults = []
    for position, column in enumerate(header):
        if column in header[:position]:
            expected = "each column once"
            faults.append(Fault(file, f"the column `{column}` again", expected, line, "header"))
        elif not column:
            expected = "a name in each of the columns, or no such column"
            found = f"no name for column {position + 1}"
            faults.append(Fault(file, found, expected, line, "header"))
        elif column not in known:
            near = nearest(column, missing or known)
            missing = [one for one in missing if one not in near[:1]]
            found = f"the unknown column `{column}`"
            faults.append(Fault(file, found, one_of(known), line, "header", near))
    expected = f"the columns {', '.join(columns)}"
    faults += [Fault(file, f"no column `{column}`", expected, line, "header") for column in missing]
    return faults


def _ragged(file: str, header: list[str], body: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    for line, cells in body:
        if len(cells) != len(header):
            found = f"{len(cells)} cells (the first is `{cells[0]}`)"
            yield Fault(file, found, f"{len(header)} cells, as in the header", line)
