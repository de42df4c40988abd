"""What is known of the variables: the dictionary of an SPSS file and the codebook of the study."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

import pandas as pd

from surveysem import mapping
from surveysem.errors import DataError
from surveysem.survey.spss.missing import MissingCodes, number_text

T = TypeVar("T")

ROLES = ("item", "axis", "group", "control", "identifier", "note")
# Answers on a scale: of the constructs, and of the axes that firms are typed by.
SCALED = ("item", "axis")
ALWAYS = (
    "variable", "role", "construct", "reverse", "min", "max", "missing", "label_fr", "label_en",
)  # fmt: skip
COLUMNS = (*ALWAYS, "renamed", "recoded")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of an SPSS file.

    ``type`` is numeric, string, date, datetime or time (seconds); ``measure`` nominal, ordinal,
    scale or unknown; ``minimum`` and ``maximum`` are of the valid values of a numeric variable;
    ``declared_missing`` counts the values that the declaration set to missing.
    """

    name: str
    label: str = ""
    type: str = "numeric"
    measure: str = "unknown"
    format: str = ""
    value_labels: Mapping[float | str, str] = field(default_factory=dict)
    missing: MissingCodes = field(default_factory=MissingCodes)
    minimum: float | None = None
    maximum: float | None = None
    declared_missing: int = 0

    def labels_text(self) -> str:
        """The value labels as one JSON object, codes as text."""
        return json.dumps(
            {
                key if isinstance(key, str) else number_text(key): label
                for key, label in self.value_labels.items()
            },
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True)
class Codebook:
    """The variables of a file, in the order of the file."""

    variables: tuple[Variable, ...]

    @property
    def names(self) -> list[str]:
        """Names in the order of the file."""
        return [variable.name for variable in self.variables]

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables)

    def __getitem__(self, name: str) -> Variable:
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise DataError(f"variable {name}: not in the file{nearest(name, self.names)}")

    def frame(self) -> pd.DataFrame:
        """One row per variable; value labels as JSON text, missing codes as text."""
        return pd.DataFrame(
            [
                (
                    v.name,
                    v.label,
                    v.type,
                    v.measure,
                    v.format,
                    v.labels_text(),
                    v.missing.text(),
                    v.minimum,
                    v.maximum,
                    v.declared_missing,
                )
                for v in self.variables
            ],
            columns=[
                "variable",
                "label",
                "type",
                "measure",
                "format",
                "value_labels",
                "missing",
                "min",
                "max",
                "declared_missing",
            ],
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the study's codebook (items.tsv); ``minimum`` and ``maximum`` bound the scale.

    ``renamed`` is the name of the variable in waves that call it otherwise, ``recoded`` the code of
    the study for each code of a wave that codes it otherwise.
    """

    variable: str
    role: str
    construct: str = ""
    reverse: bool = False
    minimum: float | None = None
    maximum: float | None = None
    missing: str = ""
    label_fr: str = ""
    label_en: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    recoded: Mapping[str, Mapping[float, float]] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The label in ``language`` (fr or en), empty where the codebook has none."""
        return {"fr": self.label_fr, "en": self.label_en}[language]

    def scale(self) -> str:
        """The answer scale as ``1..7``; an open end is left out."""
        return "..".join(
            "" if end is None else number_text(end) for end in (self.minimum, self.maximum)
        )


def nearest(name: str, names: Iterable[str]) -> str:
    """A clause with the nearest known names, ready to end a message; empty if none is near."""
    by_case = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), by_case, n=3, cutoff=0.6)
    return f"; nearest: {', '.join(by_case[key] for key in close)}" if close else ""


def read_entries(rows: pd.DataFrame) -> tuple[Entry, ...]:
    """The rows of items.tsv as entries.

    ``rows`` has the columns of items.tsv, as text or as numbers; a missing column counts as empty,
    except variable and role.

    Raises
    ------
    DataError
        All faults of the table at once: unknown role, item without construct or scale, a scale
        that runs backwards, a variable named twice.
    """
    unknown = [column for column in rows.columns if column not in COLUMNS]
    faults = [
        f"items.tsv: column {column} is unknown{nearest(column, COLUMNS)}" for column in unknown
    ]
    faults += [
        f"items.tsv: column {column} is missing"
        for column in ("variable", "role")
        if column not in rows.columns
    ]
    if faults:
        raise DataError("; ".join(faults))
    records = [
        {str(key): value for key, value in record.items()} for record in rows.to_dict("records")
    ]
    entries = [_entry(record, faults) for record in records]
    names = [entry.variable for entry in entries]
    faults += [
        f"items.tsv: variable {name} stands on several rows; expected one"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    faults += [fault for entry in entries for fault in _faults(entry)]
    if faults:
        raise DataError("; ".join(faults))
    return tuple(entries)


def entries_text(entries: Iterable[Entry]) -> str:
    """The text of items.tsv that says what ``entries`` say, but for names and codes of waves."""
    lines = [list(ALWAYS), *(list(_cells(entry)) for entry in entries)]
    return "".join("\t".join(cells) + "\n" for cells in lines)


def _cells(entry: Entry) -> Iterator[str]:
    bounds = {"min": entry.minimum, "max": entry.maximum}
    for column in ALWAYS:
        if column in bounds:
            bound = bounds[column]
            yield "" if bound is None else number_text(bound)
        elif column == "reverse":
            yield {True: "yes", False: "no"}[entry.reverse] if entry.role in SCALED else ""
        else:
            yield getattr(entry, column)


def require_variables(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise a DataError that lists every name not among ``known``, with the nearest ones."""
    known = list(known)
    faults = [
        f"{where} {name}: not in the file{nearest(name, known)}"
        for name in names
        if name not in known
    ]
    if faults:
        raise DataError("; ".join(faults))


def _entry(record: Mapping[str, object], faults: list[str]) -> Entry:
    variable = _text(record, "variable")
    reverse = _text(record, "reverse").casefold()
    if reverse not in ("", "yes", "no"):
        faults.append(f"items.tsv, {variable}: reverse is {reverse!r}, expected yes or no")
    return Entry(
        variable=variable,
        role=_text(record, "role"),
        construct=_text(record, "construct"),
        reverse=reverse == "yes",
        minimum=_bound(record, "min", faults),
        maximum=_bound(record, "max", faults),
        missing=_text(record, "missing"),
        label_fr=_text(record, "label_fr"),
        label_en=_text(record, "label_en"),
        renamed=_mapped(record, "renamed", mapping.by_wave, faults),
        recoded=_mapped(record, "recoded", _codes_by_wave, faults),
    )


def _mapped(
    record: Mapping[str, object],
    column: str,
    read: Callable[[str], dict[str, T]],
    faults: list[str],
) -> dict[str, T]:
    try:
        return read(_text(record, column))
    except ValueError as error:
        faults.append(f"items.tsv, {_text(record, 'variable')}: {column} has {error}")
        return {}


def _codes_by_wave(cell: str) -> dict[str, Mapping[float, float]]:
    return {wave: mapping.codes(pairs) for wave, pairs in mapping.by_wave(cell).items()}


def _text(record: Mapping[str, object], column: str) -> str:
    value = record.get(column)
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    return number_text(value) if isinstance(value, float) else str(value).strip()


def _bound(record: Mapping[str, object], column: str, faults: list[str]) -> float | None:
    text = _text(record, column)
    try:
        return float(text) if text else None
    except ValueError:
        variable = _text(record, "variable")
        faults.append(f"items.tsv, {variable}: {column} is {text!r}, expected a number")
        return None


def _faults(entry: Entry) -> Iterator[str]:
    where = f"items.tsv, {entry.variable}"
    if entry.role not in ROLES:
        yield f"{where}: role {entry.role!r} is unknown, expected one of {', '.join(ROLES)}"
    if entry.role == "item" and not entry.construct:
        yield f"{where}: an item needs a construct"
    if entry.role in SCALED and (entry.minimum is None or entry.maximum is None):
        yield f"{where}: an item needs min and max, the ends of its answer scale"
    if entry.reverse and entry.role not in SCALED:
        yield f"{where}: reverse is yes, but only items are reverse-coded"
    if entry.minimum is not None and entry.maximum is not None and entry.minimum >= entry.maximum:
        yield f"{where}: scale {entry.scale()} runs backwards, expected min < max"
