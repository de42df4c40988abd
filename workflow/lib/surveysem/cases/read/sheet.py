"""A collection from a table of coded segments (.csv or .xlsx)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO

from surveysem.cases.read.encoding import decode
from surveysem.cases.read.material import Interview, Material, Segment
from surveysem.cases.read.naming import is_date
from surveysem.cases.read.pseudonyms import Pseudonyms
from surveysem.cases.read.workbook import refuse_harm
from surveysem.errors import DataError

COLUMNS = ("case", "partner", "source", "coder", "code", "start", "end", "text")
# What a table may say of the whole source, and whether a segment may be printed.
OF_SOURCE = ("date", "source_characters", "source_words")
OPTIONAL = ("quote", *OF_SOURCE)
STAND_INS = {
    "source_characters": "each is taken to end with its last segment",
    "source_words": "their words are those of their coded passages",
}
DELIMITERS = ",;\t"
# Letters of a cell that a message shows.
SHOWN = 20
YES, NO = {"yes", "true", "1"}, {"no", "false", "0", ""}
Rows = list[tuple[int, dict[str, str]]]


def read_sheet(content: bytes, file: str, pseudonyms: Pseudonyms) -> Material:
    """Interviews and segments of a table, its names replaced.

    Without ``source_characters`` a source is as long as its last segment says, and without
    ``source_words`` it has the words of its coded passages, each passage once; a note names such
    sources.

    Raises
    ------
    DataError
        The file is no table, or lacks columns.
    """
    cells = _workbook(content, file) if file.lower().endswith(".xlsx") else _text(content, file)
    made = Material(file)
    segments = [
        segment
        for line, row in _rows(cells, made)
        for segment in _segments(line, row, made, pseudonyms)
    ]
    made.segments = [segment for _, segment in segments]
    by_source: dict[str, list[tuple[dict[str, str], Segment]]] = {}
    for row, segment in segments:
        by_source.setdefault(segment.source, []).append((row, segment))
    for source, rows in by_source.items():
        made.interviews.append(_interview(source, rows, made, pseudonyms))
    made.notes += _unstated(by_source, file)
    return made


def _unstated(
    by_source: dict[str, list[tuple[dict[str, str], Segment]]], file: str
) -> Iterator[str]:
    """What stands for the lengths that the table does not state, once for each column."""
    for name, stand_in in STAND_INS.items():
        without = [
            source
            for source, rows in by_source.items()
            if not any(row.get(name, "") for row, _ in rows)
        ]
        if without:
            yield f"{file}: no {name} of {', '.join(without)}; {stand_in}"


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
    refuse_harm(content, file)
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


def _rows(cells: list[list[str]], made: Material) -> Rows:
    """Every row that is not empty, with its number, counted from one, as a dict.

    Cells beyond the header are a fault of their row: what they hold would be lost.
    """
    file = made.file
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
    known = (*COLUMNS, *OPTIONAL)
    faults += [f"the column `{name}` twice" for name in known if header.count(name) > 1]
    if faults:
        raise DataError(
            f"{file}, header: found {', '.join(faults)}; expected {', '.join(COLUMNS)}, and if"
            f" wanted {', '.join(OPTIONAL)}, separated by commas, semicolons or tabs"
        )
    for line, row in filled[1:]:
        surplus = [cell for cell in row[len(header) :] if cell.strip()]
        if surplus:
            n = f"{len(surplus)} cells" if len(surplus) > 1 else "1 cell"
            made.faults.append(
                f"{file}, row {line}: found {n} more than the {len(header)} columns of the header;"
                " expected a text that holds the delimiter in quotes, or a name for the column"
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
        f"`{pseudonyms(plain[name])[:SHOWN]}` as {name}"
        for name, position in zip(("start", "end"), positions, strict=True)
        if position is None and plain[name]
    ]
    quote = plain.get("quote", "").lower()
    faults += [] if quote in YES | NO else [f"`{pseudonyms(quote)[:SHOWN]}` as quote"]
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
        found = [pseudonyms(one)[:SHOWN] for one in found]
        if len(found) > 1:
            made.faults.append(
                f"{made.file}, source {source}: found {' and '.join(found[:3])} as {name}; expected"
                " one for the whole source"
            )
    segments = [segment for _, segment in rows]
    last = max(segment.end for segment in segments)
    told = {name: pseudonyms(stated[name])[:SHOWN] for name in OF_SOURCE}
    lengths = {}
    for name, default in (("source_characters", last), ("source_words", 0)):
        found_length = _whole(stated[name]) if stated[name] else default
        if found_length is None:
            made.faults.append(
                f"{made.file}, source {source}: found `{told[name]}` as {name}; expected a whole"
                " number"
            )
        lengths[name] = default if found_length is None else found_length
    characters, words = lengths["source_characters"], lengths["source_words"]
    if last > characters:
        made.faults.append(
            f"{made.file}, source {source}: found a segment up to {last}; expected at most"
            f" {characters}, its source_characters"
        )
    day = stated["date"]
    if day and not is_date(day):
        made.faults.append(
            f"{made.file}, source {source}: found the date `{told['date']}`; expected a day as"
            " 2004-02-25"
        )
    case, partner = pseudonyms(stated["case"]), pseudonyms(stated["partner"])
    return Interview(source, case, partner, day, characters, words or _words(segments))


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
