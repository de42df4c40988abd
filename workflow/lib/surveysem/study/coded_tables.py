"""Whether config/cases.tsv and config/codes.tsv fit the configuration and each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveysem.study.coded import CASES, CODES
from surveysem.study.configuration import FILE, dig
from surveysem.study.draft import Draft
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.judged import HYPOTHESES
from surveysem.study.tables import Row, Table, number

PARTNERS = 2
# Names that stand for all partners, cases and codes together in tables and reports.
RESERVED = {"partner": "alliance", "case": "all", "code": "all"}


def faults(draft: Draft) -> Iterator[Fault]:
    """Rows at fault of both tables; each table only where all of its rows could be read."""
    if draft.whole(draft.coded.cases):
        yield from _collection_faults(draft, draft.coded.cases)
        yield from _repeated(draft.coded.cases, ("collection", "case", "partner"))
        yield from _partner_faults(draft)
        yield from _reserved_faults(draft.coded.cases, ("case", "partner"))
    if draft.whole(draft.coded.codes):
        yield from _collection_faults(draft, draft.coded.codes)
        yield from _repeated(draft.coded.codes, ("collection", "code"))
        yield from _reserved_faults(draft.coded.codes, ("code",))
        for row in draft.coded.codes:
            yield from _code_faults(draft, row)


def _collection_faults(draft: Draft, table: Table) -> Iterator[Fault]:
    """Rows of unknown collections, and collections without a row."""
    known = tuple(draft.coded.paths)
    for row in table:
        if row["collection"] not in known:
            yield _fault(row, "collection", table.file, one_of(known, "data/raw/cases"), known)
    for name in known:
        if name not in table.column("collection"):
            yield Fault(table.file, f"no row of the collection {name}", "one for each of its rows")


def _repeated(table: Table, columns: tuple[str, ...]) -> Iterator[Fault]:
    lines: dict[tuple[str, ...], int] = {}
    for row in table:
        key = tuple(row[name] for name in columns)
        first = lines.setdefault(key, row.line)
        if first != row.line:
            expected = f"it once (line {first} has it)"
            yield Fault(table.file, f"`{' - '.join(key)}` again", expected, row.line)


def _reserved_faults(table: Table, columns: tuple[str, ...]) -> Iterator[Fault]:
    for row in table:
        for column in columns:
            if row[column] == RESERVED[column]:
                expected = "another name: this one is kept for what"
                expected += " all of them say together"
                yield Fault(table.file, f"`{row[column]}`", expected, row.line, f"column {column}")


def _partner_faults(draft: Draft) -> Iterator[Fault]:
    """Alliances of which one partner alone was heard, or three."""
    by_case: dict[tuple[str, str], list[Row]] = {}
    for row in draft.coded.cases:
        by_case.setdefault((row["collection"], row["case"]), []).append(row)
    for (_, case), rows in by_case.items():
        partners = [row["partner"] for row in rows]
        if len(set(partners)) != PARTNERS:
            counted = "one partner only" if len(rows) == 1 else f"{len(set(partners))} partners"
            expected = "two rows, one for each partner: a statement needs its double source"
            found = f"{counted} ({', '.join(partners)})"
            yield Fault(CASES, found, expected, rows[0].line, f"case {case}")


def _code_faults(draft: Draft, row: Row) -> Iterator[Fault]:
    """A code whose theme, axis, pole or hypothesis is unknown, or half stated."""
    themes = tuple(dig(draft.config, "cases/themes", ()))
    if row["theme"] not in themes:
        yield _fault(row, "theme", CODES, one_of(themes, f"cases/themes of {FILE}"), themes)
    if row["code"] == dig(draft.config, "cases/quote_code"):
        expected = "a code of a theme; this one is cases/quote_code, which has none"
        yield _fault(row, "code", CODES, expected)
    yield from _axis_faults(draft, row)
    hypotheses = draft.hypotheses.column("id")
    if row["hypothesis"] and row["hypothesis"] not in hypotheses:
        yield _fault(row, "hypothesis", CODES, one_of(hypotheses, HYPOTHESES), hypotheses)
    if bool(row["hypothesis"]) != bool(row["says"]):
        expected = "`+` or `-`, since it has a hypothesis" if row["hypothesis"] else "nothing"
        yield _fault(row, "says", CODES, expected)
    for language in dig(draft.config, "study/languages", ()):
        if not row[f"label_{language}"]:
            expected = f"a name, since the report is made in {language}"
            yield _fault(row, f"label_{language}", CODES, expected)


def _axis_faults(draft: Draft, row: Row) -> Iterator[Fault]:
    axes = dig(draft.config, ("cases", "collections", row["collection"], "axes"), {})
    if not row["axis"]:
        for column in ("pole", "weight"):
            if row[column]:
                yield _fault(row, column, CODES, "nothing, since it has no axis")
        return
    if row["axis"] not in axes:
        source = f"cases/collections/{row['collection']}/axes of {FILE}"
        yield _fault(row, "axis", CODES, one_of(axes, source), tuple(axes))
        return
    poles = tuple(dig(axes, (row["axis"], "poles"), ()))
    if row["pole"] not in poles:
        yield _fault(row, "pole", CODES, one_of(poles, f"the axis {row['axis']}"), poles)
    if not number(row["weight"]):
        yield _fault(row, "weight", CODES, "a number above 0, since it has an axis")


def _fault(row: Row, column: str, file: str, expected: str, known: Sequence[str] = ()) -> Fault:
    shown = f"`{row[column]}`" if row[column] else "nothing"
    name = row["code"] if file == CODES else row["partner"]
    near = nearest(row[column], known)
    return Fault(file, shown, expected, row.line, f"column {column} of {name}", near)
