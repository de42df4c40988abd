"""A collection from a table of coded segments (.csv or .xlsx)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO

from surveysem.cases.read.archive import Archive
from surveysem.cases.read.encoding import decode
from surveysem.cases.read.material import Interview, Material, Segment
from surveysem.cases.read.naming import is_date
from surveysem.cases.read.pseudonyms import Pseudonyms
from surveysem.errors import DataError

COLUMNS = ("case", "partner", "source", "coder", "code", "start", "end", "text")
# What a table may say of the whole source, and whether a segment may be printed.
OF_SOURCE = ("date", "source_characters", "source_words")
OPTIONAL = ("quote", *OF_SOURCE)
DELIMITERS = ",;\t"
YES, NO = {"yes", "true", "1"}, {"no", "false", "0", ""}
Rows = list[tuple[int, dict[str, str]]]


def read_sheet(content: bytes, file: str, pseudonyms: Pseudonyms) -> Material:
    """Interviews and segments of a table, its names replaced.

    Without ``source_characters`` a source is as long as its last segment says, and without
    ``source_words`` it has the words of its coded passages, each passage once.

    Raises
    ------
    DataError
        The file is no table, or lacks columns.
    """
    cells = _workbook(content, file) if file.lower().endswith(".xlsx") else _text(content, file)
    made = Material(file)
    segments = [
        segment
        for line, row in _rows(cells, file)
        for segment in _segments(line, row, made, pseudonyms)
    ]
    made.segments = [segment for _, segment in segments]
    by_source: dict[str, list[tuple[dict[str, str], Segment]]] = {}
    for row, segment in segments:
        by_source.setdefault(segment.source, []).append((row, segment))
    for source, rows in by_source.items():
        made.interviews.append(_interview(source, rows, made, pseudonyms))
    return made


def _text(content: bytes, file: str) -> list[list[str]]:
    text = decode(content, file)
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DataError(
            f"{file}: its quotes do not close as in CSV ({error}); expected quotes inside of a cell"
            " doubled"
        ) from None


def _workbook(content: bytes, file: str) -> list[list[str]]:
    """The cells of the first sheet, as text."""
    archive = Archive(content, file)
    if any(b"<!DOCTYPE" in archive.read(name) for name in archive.names if name.endswith(".xml")):
        raise DataError(f"{file}: found a document type, which no workbook has; do not trust it")
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # The stated size may be that of a whole empty sheet.
        sheet.reset_dimensions()
        return [[_cell(value) for value in row] for row in sheet.values]
    except Exception as error:  # openpyxl raises whatever its reader met
        raise DataError(f"{file}: no workbook that can be read ({error})") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _rows(cells: list[list[str]], file: str) -> Rows:
    """Every row that is not empty, with its number, counted from one, as a dict."""
    filled = [
        (number, row) for number, row in enumerate(cells, start=1) if any(map(str.strip, row))
    ]
    if not filled:
        raise DataError(f"{file}: found no row; expected a header, then a row for each segment")
    header = [name.strip().lower() for name in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    faults = [f"no column `{name}`" for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in (*COLUMNS, *OPTIONAL)]
    faults += [f"the unknown column `{name}`" for name in unknown]
    faults += [f"the column `{name}` twice" for name in COLUMNS if header.count(name) > 1]
    if faults:
        raise DataError(
            f"{file}, header: found {', '.join(faults)}; expected {', '.join(COLUMNS)}, and if"
            f" wanted {', '.join(OPTIONAL)}, separated by commas, semicolons or tabs"
        )
    return [
        (line, dict(zip(header, [*row, *[""] * len(header)], strict=False)))
        for line, row in filled[1:]
    ]


def _segments(
    line: int, row: dict[str, str], made: Material, pseudonyms: Pseudonyms
) -> Iterator[tuple[dict[str, str], Segment]]:
    """The segment of a row, or its faults."""
    plain = {name: cell.strip() for name, cell in row.items()}
    place = f"row {line}"
    faults = [f"no {name}" for name in COLUMNS if not plain[name]]
    positions = [_whole(plain[name]) for name in ("start", "end")]
    faults += [
        f"`{plain[name][:20]}` as {name}"
        for name, position in zip(("start", "end"), positions, strict=True)
        if position is None and plain[name]
    ]
    quote = plain.get("quote", "").lower()
    faults += [] if quote in YES | NO else [f"`{quote[:20]}` as quote"]
    start, end = positions
    if start is not None and end is not None and start >= end:
        faults.append(f"start {start} and end {end}")
    if faults or start is None or end is None:
        made.faults.append(
            f"{made.file}, {place}: found {', '.join(faults)}; expected every cell, whole numbers"
            " with 0 <= start < end, and yes or no as quote"
        )
        return
    source, coder = pseudonyms(plain["source"]), pseudonyms(plain["coder"])
    yield (
        plain,
        Segment(source, coder, plain["code"], start, end, row["text"], quote in YES, place),
    )


def _interview(
    source: str,
    rows: list[tuple[dict[str, str], Segment]],
    made: Material,
    pseudonyms: Pseudonyms,
) -> Interview:
    """What the rows of a source say of it; they must say the same."""
    stated = {}
    for name in ("case", "partner", *OF_SOURCE):
        found = list(dict.fromkeys(row.get(name, "") for row, _ in rows if row.get(name, "")))
        stated[name] = found[0] if found else ""
        if len(found) > 1:
            made.faults.append(
                f"{made.file}, source {source}: found {' and '.join(found[:3])} as {name}; expected"
                " one for the whole source"
            )
    segments = [segment for _, segment in rows]
    last = max(segment.end for segment in segments)
    characters = _length(stated["source_characters"], last, source, "source_characters", made)
    words = _length(stated["source_words"], 0, source, "source_words", made)
    if last > characters:
        made.faults.append(
            f"{made.file}, source {source}: found a segment up to {last}; expected at most"
            f" {characters}, its source_characters"
        )
    day = stated["date"]
    if day and not is_date(day):
        made.faults.append(
            f"{made.file}, source {source}: found the date `{day}`; expected a day as 2004-02-25"
        )
    case, partner = pseudonyms(stated["case"]), pseudonyms(stated["partner"])
    return Interview(source, case, partner, day, characters, words or _words(segments))


def _length(text: str, default: int, source: str, name: str, made: Material) -> int:
    found = _whole(text) if text else default
    if found is None:
        made.faults.append(
            f"{made.file}, source {source}: found `{text[:20]}` as {name}; expected a whole number"
        )
    return default if found is None else found


def _words(segments: list[Segment]) -> int:
    """Words of the coded passages; of those that overlap, the one that begins first."""
    words = reached = 0
    for segment in sorted(segments, key=lambda one: (one.start, -one.end)):
        if segment.start >= reached:
            words += len(segment.text.split())
            reached = segment.end
    return words


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
