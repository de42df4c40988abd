"""Templates of the files that are written for people: ``<< value >>`` and ``<% if %>``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MARKS: dict[str, Any] = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}


def fill(template: Path, context: Mapping[str, Any]) -> str:
    """The text of a template with its values; a value that is missing is an error.

    Templates may call ``quoted`` (a text for YAML), ``cell`` (a text for Markdown) and ``named`` (a
    variable for a model).
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, **MARKS)
    environment.filters |= {"quoted": quoted, "cell": cell, "named": named}
    return environment.from_string(template.read_text(encoding="utf-8")).render(context)


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever it holds: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)


def cell(text: object) -> str:
    """A text as one line or cell of Markdown that prints it as it is."""
    return re.sub(r"([\\|`*_<>\[\]#$&~])", r"\\\1", " ".join(str(text).split()))


def named(variable: str) -> str:
    """A variable as the text of a model names it."""
    return variable if re.fullmatch(r"[^\W\d][\w.]*", variable) else f'"{variable}"'
