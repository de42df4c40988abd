"""Reading and writing SPSS files (.sav, .zsav, .por) without losing a row or a code in silence."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.codebook import Codebook, Variable, require_variables
from surveysem.survey.spss import dates, guards
from surveysem.survey.spss.blocks import check_blocks
from surveysem.survey.spss.header import read_header, without_count
from surveysem.survey.spss.missing import MissingCodes, counted
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
    data: pd.DataFrame
    meta: Any
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
        raise DataError(f"{path.name}: no such file in {path.parent}")
    content = path.read_bytes()
    kind = guards.recognise(content, path.name)
    raw = (_read_sav if kind == "sav" else _read_por)(content, path.name, variables, encoding)
    guards.check_names(raw.meta.column_names, path.name)
    if not len(raw.data):
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
    plain = pd.DataFrame({_writable(v.name): dates.seconds(data[v.name]) for v in variables})
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
    content: bytes, name: str, variables: Sequence[str] | None, encoding: str | None
) -> _Raw:
    header = read_header(content, name)
    guards.check_last_row(content, header, name)
    if header.in_blocks:
        check_blocks(content, header.data_start, name)
    plain = without_count(content)
    try:
        data, meta = _parse(
            "read_sav", plain, name, variables, encoding=encoding, user_missing=True
        )
        notes = guards.encoding_notes(header, data, meta, name, encoding)
    except UnicodeError:
        chosen = guards.choose_encoding(header, name, encoding)
        data, meta = _parse_as(chosen, plain, name, variables)
        stated = header.encoding or "no encoding"
        notes = (
            f"{name}: the file names {stated}, but its texts are not so written; they were "
            f"read as {chosen}: check accents in the labels.",
        )
    guards.check_count(header, len(data), name)
    if header.n_cases is None:
        notes += (
            f"{name}: the header does not state the number of cases; {len(data)} rows were "
            "read, and nothing in the file can confirm that they are all.",
        )
    return _Raw(data, meta, notes, header.weight)


def _read_por(
    content: bytes, name: str, variables: Sequence[str] | None, encoding: str | None
) -> _Raw:
    if encoding is not None:
        raise DataError(f"{name}: an encoding ({encoding}) cannot be chosen for .por files")
    data, meta = _parse("read_por", plain_greeting(content), name, variables)
    declared = read_declarations(content, name)
    meta.missing_ranges = declared.missing
    notes = [f"{name}: a portable file states no number of cases; {len(data)} rows were read."]
    if meta.missing_ranges:
        notes.append(
            f"variables {', '.join(meta.missing_ranges)}: codes declared missing were set "
            "to missing, but a portable file does not let them be counted."
        )
    notes += guards.unreadable_notes(data, meta, name)
    return _Raw(data, meta, tuple(notes), declared.weight)


def _parse_as(
    encoding: str, content: bytes, name: str, variables: Sequence[str] | None
) -> tuple[pd.DataFrame, Any]:
    try:
        return _parse("read_sav", content, name, variables, encoding=encoding, user_missing=True)
    except UnicodeError:
        raise DataError(
            f"{name}: the texts fit neither the encoding of the file nor {encoding}; "
            "the file is damaged, or name its encoding"
        ) from None


def _parse(
    reader: str, content: bytes, name: str, variables: Sequence[str] | None, **options: Any
) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    call = getattr(pyreadstat, reader)
    common = {"disable_datetime_conversion": True, **options}
    try:
        if variables is not None:
            _, meta = call(io.BytesIO(content), metadataonly=True, **common)
            require_variables(variables, meta.column_names, f"{name}: variable")
            common["usecols"] = list(variables)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
            data, meta = call(io.BytesIO(content), **common)
    except DataError:
        raise
    except Exception as error:  # pyreadstat raises whatever a damaged file makes it meet
        in_encoding = isinstance(error, UnicodeError) or "convert string" in str(error)
        if in_encoding and reader == "read_sav":
            raise UnicodeError(str(error)) from None
        raise DataError(
            f"{name}: the file is damaged or truncated ({error}); expected a whole "
            "SPSS file: export it again"
        ) from None
    return pd.DataFrame(data), meta


def _survey(raw: _Raw) -> Survey:
    columns, variables, notes = {}, [], list(raw.notes)
    for name, label in zip(raw.meta.column_names, raw.meta.column_labels, strict=True):
        column, variable = _declared(raw.data[name], _describe(raw.meta, name, label))
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
    index = pd.RangeIndex(1, len(raw.data) + 1, name="row")
    data = pd.DataFrame(columns).set_axis(index)
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
        column = column.astype("str")
        column = column.mask(column.str.strip() == "")
    else:
        column = column.astype(float)
    hit = variable.missing.mask(column)
    return column.mask(hit), replace(variable, declared_missing=int(hit.sum()))


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
