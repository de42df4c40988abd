"""``config/items.tsv``: the variables that the study uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.tables import Row, Table, number

FILE = "config/items.tsv"
COLUMNS = (
    "variable", "role", "construct", "reverse", "min", "max", "missing", "label_fr", "label_en",
)  # fmt: skip
# Columns that a study without waves that differ may leave out.
MAPPED = ("renamed", "recoded")
NUMERIC = ("item", "control")
# Answers on a scale: of the constructs, and of the axes that firms are typed by.
AXIS = "axis"
SCALED = ("item", AXIS)
ROLES = ("item", AXIS, "group", "control", "identifier", "note")
RESERVED = ("row", "wave", "sample", "model")


def faults(table: Table, constructs: Iterable[str]) -> list[Fault]:
    """What one row, or two rows together, say that cannot be."""
    constructs = tuple(constructs)
    found = list(_name_faults(table))
    for row in table:
        if row["role"] not in ROLES:
            continue
        if row["role"] == "item":
            found += _construct_faults(row, constructs)
        found += _scale_faults(row) if row["role"] in SCALED else _other_faults(row, "reverse")
        if row["role"] != "item":
            found += _other_faults(row, "construct")
        found += _range_faults(row)
    return found


def items(table: Table) -> list[Row]:
    """The rows whose role is item."""
    return [row for row in table if row["role"] == "item"]


def _fault(row: Row, column: str, found: str, expected: str, near: tuple[str, ...] = ()) -> Fault:
    return Fault(FILE, found, expected, row.line, f"column {column} of {row['variable']}", near)


def _name_faults(table: Table) -> Iterator[Fault]:
    lines: dict[str, int] = {}
    for row in table:
        if row["variable"] in RESERVED:
            expected = "another name, given in SPSS; the artefacts have a column of this one"
            yield _fault(row, "variable", _shown(row["variable"]), expected)
        first = lines.setdefault(row["variable"], row.line)
        if first != row.line:
            found = f"`{row['variable']}` again"
            yield _fault(row, "variable", found, f"one row for each variable (line {first})")


def _construct_faults(row: Row, constructs: tuple[str, ...]) -> Iterator[Fault]:
    name = row["construct"]
    if name not in constructs:
        expected = one_of(constructs, "constructs of config.yaml")
        yield _fault(row, "construct", _shown(name), expected, nearest(name, constructs))


def _scale_faults(row: Row) -> Iterator[Fault]:
    said = {"item": "an item", AXIS: "an item of an axis"}[row["role"]]
    if not row["reverse"]:
        yield _fault(row, "reverse", "nothing", f"yes or no, since it is {said}")
    for bound in ("min", "max"):
        if not row[bound]:
            yield _fault(row, bound, "nothing", f"a number, since it is {said}")


def _other_faults(row: Row, column: str) -> Iterator[Fault]:
    if row[column] not in ("", "no"):
        expected = f"nothing, since its role is {row['role']}"
        yield _fault(row, column, _shown(row[column]), expected)


def _range_faults(row: Row) -> Iterator[Fault]:
    low, high = number(row["min"]), number(row["max"])
    if low is not None and high is not None and not low < high:
        yield _fault(row, "max", _shown(row["max"]), f"a number above min ({row['min']})")
    if row["role"] in (*NUMERIC, AXIS):
        for code in row["missing"].split():
            yield from _code_faults(row, code, low, high)


def _code_faults(row: Row, code: str, low: float | None, high: float | None) -> Iterator[Fault]:
    """A missing code that is no number or range (``a..b``, ``..b``, ``a..``), or a valid answer."""
    first, dots, last = code.partition("..")
    start = -inf if dots and not first else number(first)
    end = inf if dots and not last else number(last if dots else first)
    if start is None or end is None:
        yield _fault(row, "missing", _shown(code), "numbers and ranges a..b, as `9 97..99`")
    elif start > end:
        yield _fault(row, "missing", _shown(code), f"`{last}..{first}`, the low end first")
    elif low is not None and high is not None and start <= high and end >= low:
        expected = f"codes outside min..max ({row['min']}..{row['max']})"
        yield _fault(row, "missing", _shown(code), expected)


def _shown(text: str) -> str:
    return f"`{text}`" if text else "nothing"
