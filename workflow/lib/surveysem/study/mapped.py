"""What items.tsv says of waves that name or code a variable otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from surveysem import mapping
from surveysem.study.codebook import FILE
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.tables import Row, Table

CODED = ("item", "axis", "control", "group")


def faults(items: Table, waves: Iterable[str]) -> Iterator[Fault]:
    """Cells of another form, unknown waves, and names or codes that two variables share."""
    waves = tuple(waves)
    taken: dict[tuple[str, str], Row] = {}
    for row in items:
        for column in ("renamed", "recoded"):
            yield from _cell_faults(row, column, waves)
        for wave, source in _names(row).items():
            first = taken.setdefault((wave, source), row)
            if first is not row:
                expected = f"one variable for each (line {first.line} has it too)"
                yield _fault(row, "renamed", f"`{source}` of {wave} again", expected)


def sources(items: Table, wave: str) -> dict[str, str]:
    """The name in the file of this wave, for each variable that it calls otherwise."""
    found = {row["variable"]: _names(row).get(wave) for row in items}
    return {name: source for name, source in found.items() if source}


def in_study(renamed: Mapping[str, str], variables: Iterable[str]) -> tuple[str, ...]:
    """The variables of a file under their names in the study; ``renamed`` is as of `sources`."""
    own = {source: name for name, source in renamed.items()}
    return tuple(own.get(name, name) for name in variables)


def absent_faults(
    items: Table, wave: str, file: str, variables: tuple[str, ...]
) -> Iterator[Fault]:
    """Names that the file of this wave should have instead, and has not."""
    renamed = sources(items, wave)
    for row in items:
        source = renamed.get(row["variable"])
        if source and source not in variables:
            near, expected = nearest(source, variables), one_of(variables, file)
            yield _fault(row, "renamed", f"`{source}`", expected, near)


def _names(row: Row) -> dict[str, str]:
    """A variable's name by wave; none where the cell is faulty, which is a fault of its own."""
    try:
        return mapping.by_wave(row["renamed"])
    except ValueError:
        return {}


def _cell_faults(row: Row, column: str, waves: tuple[str, ...]) -> Iterator[Fault]:
    example = {"renamed": "`wave_2=trust_one`", "recoded": "`wave_2=1>7,2>6`"}[column]
    try:
        stated = mapping.by_wave(row[column])
        if column == "recoded":
            for pairs in stated.values():
                mapping.codes(pairs)
    except ValueError as error:
        yield _fault(row, column, str(error).partition("; expected")[0], f"words as {example}")
        return
    for wave in stated:
        if wave not in waves:
            yield _fault(row, column, f"`{wave}`", one_of(waves, "waves"), nearest(wave, waves))
    if stated and column == "recoded" and row["role"] not in CODED:
        yield _fault(row, column, f"`{row[column]}`", f"nothing, since its role is {row['role']}")


def _fault(row: Row, column: str, found: str, expected: str, near: tuple[str, ...] = ()) -> Fault:
    return Fault(FILE, found, expected, row.line, f"column {column} of {row['variable']}", near)
