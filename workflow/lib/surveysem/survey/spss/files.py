"""Reading and writing SPSS files (.sav, .zsav, .por) without losing a row or a code in silence."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.codebook import Codebook, Variable, require_variables
from surveysem.survey.spss import dates, guards
from surveysem.survey.spss.blocks import check_blocks
from surveysem.survey.spss.content import Content, mapped
from surveysem.survey.spss.header import read_header
from surveysem.survey.spss.missing import MissingCodes, counted
from surveysem.survey.spss.parts import Parsed, Uncounted, parse
from surveysem.survey.spss.portable import plain_greeting, read_declarations

LONGEST_DECLARED_TEXT = 8


@dataclass(frozen=True, slots=True)
class Survey:
    """An SPSS file as it was answered.

    ``data`` is indexed by ``row``, the 1-based row of the raw file; numbers are floats, dates
    datetime64[ms], times seconds, and values declared missing are missing. ``codebook`` describes
    every variable of ``data``; ``notes`` are plain sentences on what reading had to decide;
    ``weight`` is the variable that the file was weighted by when it was saved.
    """

    data: pd.DataFrame
    codebook: Codebook
    notes: tuple[str, ...]
    weight: str | None = None


@dataclass(frozen=True, slots=True)
class _Raw:
    parsed: Parsed
    notes: tuple[str, ...]
    weight: str | None = None


def read(
    path: str | Path, *, variables: Sequence[str] | None = None, encoding: str | None = None
) -> Survey:
    """Read an SPSS file; ``variables`` reads only these, ``encoding`` overrides the file's own.

    Raises
    ------
    DataError
        The file is no SPSS file, empty, encrypted, truncated or damaged, holds no rows, states
        another case count than its rows, or lacks one of ``variables``.
    """
    path = Path(path)
    if not path.is_file():
        found = "a folder; expected an SPSS file" if path.is_dir() else "no such file"
        raise DataError(f"{path.name}: {found} in {path.parent}")
    with mapped(path) as content:
        kind = guards.recognise(content, path.name)
        raw = (_read_sav if kind == "sav" else _read_por)(path, content, variables, encoding)
    guards.check_names(raw.parsed.meta.column_names, path.name)
    if not raw.parsed.n_rows:
        raise DataError(f"{path.name}: 0 rows found; expected at least one respondent")
    return _survey(raw)


def write(path: str | Path, data: pd.DataFrame, codebook: Codebook) -> tuple[str, ...]:
    """Write ``data`` as a .sav (or .zsav) with labels, measures, formats and declarations.

    Every column needs its variable in ``codebook``. A file is complete or not there: it gets its
    name by rename. A name that begins with a sign (``@11``) gets a V before it, since the writer
    takes letters only. Returned are notes on what the SPSS format could not hold.

    Raises
    ------
    DataError
        A column has no variable in ``codebook``.
    """
    import pyreadstat

    path = Path(path)
    require_variables([str(c) for c in data.columns], codebook.names, f"{path.name}: variable")
    variables = [codebook[str(column)] for column in data.columns]
    columns = {_writable(v.name): dates.seconds(data[v.name]) for v in variables}
    plain = pd.DataFrame(columns, copy=False)
    variables = [replace(v, name=_writable(v.name)) for v in variables]
    kept, notes = _writable_declarations(variables)
    labels: dict[str, Any] = {v.name: dict(v.value_labels) for v in variables if v.value_labels}
    partial = path.with_name(path.name + ".partial")
    pyreadstat.write_sav(
        plain,
        str(partial),
        compress=path.suffix == ".zsav",
        column_labels={v.name: v.label for v in variables},
        variable_value_labels=labels,
        missing_ranges=kept,
        variable_measure={v.name: v.measure for v in variables},
        variable_format={v.name: v.format for v in variables if v.format},
    )
    partial.replace(path)
    return notes


def _writable(name: str) -> str:
    return name if name[0].isalpha() else f"V{name}"


def _read_sav(
    path: Path, content: Content, variables: Sequence[str] | None, encoding: str | None
) -> _Raw:
    name = path.name
    header = read_header(content, name)
    guards.check_last_row(content, header, name)
    if header.in_blocks:
        check_blocks(content, header.data_start, name)

    def source() -> io.BufferedReader:
        return io.BufferedReader(Uncounted(path))

    try:
        parsed = parse("read_sav", source, name, variables, encoding=encoding, user_missing=True)
        notes = guards.encoding_notes(header, parsed.texts, parsed.meta, name, encoding)
    except UnicodeError:
        chosen = guards.choose_encoding(header, name, encoding)
        parsed = _parse_as(chosen, source, name, variables)
        stated = header.encoding or "no encoding"
        notes = (
            f"{name}: the file names {stated}, but its texts are not so written; they were "
            f"read as {chosen}: check accents in the labels.",
        )
    guards.check_count(header, parsed.n_rows, name)
    if header.n_cases is None:
        notes += (
            f"{name}: the header does not state the number of cases; {parsed.n_rows} rows were "
            "read, and nothing in the file can confirm that they are all.",
        )
    return _Raw(parsed, notes, header.weight)


def _read_por(
    path: Path, content: Content, variables: Sequence[str] | None, encoding: str | None
) -> _Raw:
    name, content = path.name, bytes(content)
    if encoding is not None:
        raise DataError(f"{name}: an encoding ({encoding}) cannot be chosen for .por files")
    parsed = parse("read_por", partial(io.BytesIO, plain_greeting(content)), name, variables)
    declared = read_declarations(content, name)
    parsed.meta.missing_ranges = declared.missing
    notes = [f"{name}: a portable file states no number of cases; {parsed.n_rows} rows were read."]
    if declared.missing:
        notes.append(
            f"variables {', '.join(declared.missing)}: codes declared missing were set "
            "to missing, but a portable file does not let them be counted."
        )
    notes += guards.unreadable_notes(parsed.texts, parsed.meta, name)
    return _Raw(parsed, tuple(notes), declared.weight)


def _parse_as(
    encoding: str,
    source: Callable[[], io.BufferedReader],
    name: str,
    variables: Sequence[str] | None,
) -> Parsed:
    try:
        return parse("read_sav", source, name, variables, encoding=encoding, user_missing=True)
    except UnicodeError:
        raise DataError(
            f"{name}: the texts fit neither the encoding of the file nor {encoding}; "
            "the file is damaged, or name its encoding"
        ) from None


def _survey(raw: _Raw) -> Survey:
    parsed, meta = raw.parsed, raw.parsed.meta
    columns, variables, notes = {}, [], list(raw.notes)
    for name, label in zip(meta.column_names, meta.column_labels, strict=True):
        column, variable = _declared(parsed.columns.pop(0), _describe(meta, name, label))
        if variable.type in ("date", "datetime"):
            column, lost = dates.datetimes(column)
            if lost:
                notes.append(
                    f"variable {name}: {counted(lost, 'date')} outside the years 1582 to "
                    "9999 set to missing."
                )
        columns[name] = column
        variables.append(_with_range(variable, column))
    odd = [v.name for v in variables if not v.name.replace(".", "_").isidentifier()]
    if odd:
        notes.append(
            f"variables {', '.join(odd)}: these names stand in double quotes in the text of a"
            " model."
        )
    # Without a copy the columns stay apart, and steps that change one leave the others alone.
    data = pd.DataFrame(columns, copy=False)
    data.index = pd.RangeIndex(1, parsed.n_rows + 1, name="row")
    return Survey(data, Codebook(tuple(variables)), tuple(notes), raw.weight)


def _describe(meta: Any, name: str, label: str | None) -> Variable:
    form = meta.original_variable_types.get(name) or ""
    is_text = meta.readstat_variable_types.get(name) == "string"
    return Variable(
        name=name,
        label=label or "",
        format=form,
        type="string" if is_text else dates.type_of_format(form),
        measure=meta.variable_measure.get(name) or "unknown",
        value_labels=meta.variable_value_labels.get(name, {}),
        missing=MissingCodes.declared(meta.missing_ranges.get(name, [])),
    )


def _declared(column: pd.Series, variable: Variable) -> tuple[pd.Series, Variable]:
    """Set declared codes to missing; blanks of a text too, since SPSS knows no other gap there."""
    if variable.type == "string":
        column = column.mask(column.str.strip() == "")
    hit = variable.missing.mask(column)
    if hit.any():
        column = column.mask(hit)
    return column, replace(variable, declared_missing=int(hit.sum()))


def _with_range(variable: Variable, column: pd.Series) -> Variable:
    if variable.type != "numeric" or not column.notna().any():
        return variable
    x = column.to_numpy(dtype=float)
    return replace(variable, minimum=float(np.nanmin(x)), maximum=float(np.nanmax(x)))


def _writable_declarations(variables: Sequence[Variable]) -> tuple[dict[str, Any], tuple[str, ...]]:
    kept: dict[str, Any] = {}
    notes = []
    for variable in variables:
        values, ranges = variable.missing.values, variable.missing.ranges
        long = [v for v in values if isinstance(v, str) and len(v) > LONGEST_DECLARED_TEXT]
        if long or len(ranges) > 1 or len(values) > (1 if ranges else 3):
            notes.append(
                f"variable {variable.name}: the declaration of missing codes "
                f"({variable.missing.text()}) does not fit the SPSS format and was left "
                "out."
            )
        elif variable.missing:
            kept[variable.name] = [*values, *({"lo": low, "hi": high} for low, high in ranges)]
    return kept, tuple(notes)
