"""Closed schemas: every key and cell at fault, in words of the survey."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.tables import Table

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

Schema = dict[str, Any]
Place = tuple[str | int, ...]
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KINDS = {
    "object": "a block of keys",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "exclusiveMaximum": "below",
}
SIZES = {
    "minItems": "at least one entry",
    "minProperties": "at least one entry",
    "uniqueItems": "each entry once",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that breaks a schema: its place (keys and positions), and what was expected."""

    place: Place
    found: str
    expected: str
    near: tuple[str, ...] = ()


@cache
def load(schemas: Path, name: str) -> Schema:
    """The schema ``name`` of the folder ``schemas``, read once; it must not be changed."""
    text = (schemas / f"{name}.schema.yaml").read_text(encoding="utf-8")
    schema: Schema = yaml.load(text, Loader=Loader)
    return schema


def row_faults(table: Table, schema: Schema) -> list[Fault]:
    """Hold each row of a table against the schema of a row."""
    return [
        Fault(table.file, one.found, one.expected, row.line, f"column {one.place[0]}", one.near)
        for row in table
        for one in findings(row.cells, schema)
    ]


def findings(instance: Mapping[str, Any], schema: Schema) -> Iterator[Finding]:
    """Everything in ``instance`` that breaks ``schema``."""
    blocks = set()
    for error in _validator()(schema).iter_errors(instance):
        place: Place = tuple(error.absolute_path)
        if error.validator not in ("required", "additionalProperties"):
            yield _value_finding(error, place)
        elif place not in blocks:
            blocks.add(place)
            yield from _key_findings(error, place)


@cache
def _validator() -> type[Validator]:
    """JSON Schema whose numbers are finite, and whose whole numbers have no decimal point."""
    from jsonschema import Draft202012Validator, validators

    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "integer": lambda _, value: type(value) is int,
            "number": lambda _, value: type(value) in (int, float) and isfinite(value),
        }
    )
    found: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, type_checker=types
    )
    return found


def _key_findings(error: ValidationError, place: Place) -> Iterator[Finding]:
    """Unknown and missing keys of one block; a misspelt key is one fault, not two."""
    schema: Any = error.schema
    block: Any = error.instance
    known = list(schema["properties"])
    if comma := _decimal_comma(block, known):
        yield Finding((*place, comma), f"a decimal comma before `{comma}`", "a decimal point")
        return
    missing = [key for key in schema.get("required", ()) if key not in block]
    for key in block:
        if key not in known:
            near = nearest(str(key), missing) or nearest(str(key), known)
            missing = [one for one in missing if one not in near[:1]]
            yield Finding((*place, key), "an unknown key", one_of(known), near)
    for key in missing:
        meaning = schema["properties"][key]["description"].rstrip(".")
        yield Finding((*place, key), "no such key", meaning[0].lower() + meaning[1:])


def _decimal_comma(block: Mapping[Any, Any], known: list[str]) -> str:
    """The digits after the comma of ``{value: 0,5, ...}``, which YAML takes for a key."""
    strange = [str(key) for key, value in block.items() if key not in known and value is None]
    return next((key for key in strange if key.isdecimal()), "")


def _value_finding(error: ValidationError, place: Place) -> Finding:
    schema: Any = error.schema
    rule = str(error.validator)
    if "propertyNames" in error.absolute_schema_path:
        place = (*place, str(error.instance))
    found = shown(error.instance)
    if rule == "enum":
        near = nearest(str(error.instance), filter(None, schema["enum"]))
        expected = one_of(one or "nothing" for one in schema["enum"])
        return Finding(place, found, schema.get("expected", expected), near)
    if rule in BOUNDS:
        bounds = (f"{words} {schema[key]:g}" for key, words in BOUNDS.items() if key in schema)
        return Finding(place, found, f"a number {' and '.join(bounds)}")
    if rule in SIZES:
        return Finding(place, found, SIZES[rule])
    point = rule == "type" and DECIMAL_COMMA.fullmatch(str(error.instance))
    expected = schema.get("expected") or KINDS[schema["type"]]
    return Finding(place, found, f"{expected} with a decimal point" if point else expected)


def shown(value: object) -> str:
    """A value as a reader of the file knows it, cut to 60 characters."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a block of keys" if value else "an empty block"
    if isinstance(value, list):
        return f"the list [{', '.join(map(str, value))}]"
    text = str(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"
