"""Conditions on the attributes of a case and on what was said, with three answers.

A condition is a mapping of the operators ``is``, ``in``, ``min`` and ``max`` to what they hold the
value against; a bare value means ``is``. Where the value is missing the answer is None: not known.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.cases.coding import Coding
from surveysem.numbers import NO_BREAK, shown
from surveysem.survey.wording import Reason

FIGURE = re.compile(r"-?[0-9]+([.][0-9]+)?")
TRUTH = {"yes": True, "no": False}
OPERATORS = ("is", "in", "min", "max")
NOT_ATTRIBUTES = ("collection", "case", "partner")
Condition = Mapping[str, Any]
Value = float | bool | str | None


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of each alliance, None where it has none; ``differ`` says of which because
    its partners differ."""

    names: Sequence[str]
    values: Mapping[str, Mapping[str, Value]]
    differ: Mapping[str, Sequence[str]]

    def column(self, name: str) -> pd.Series:
        """An attribute by case."""
        return pd.Series({case: of[name] for case, of in self.values.items()}, dtype=object)


def normal(condition: Any) -> dict[str, Any]:
    """A condition with its operators spelt out."""
    return dict(condition) if isinstance(condition, Mapping) else {"is": condition}


def alliance_attributes(coding: Coding) -> Attributes:
    """What the rows of the partners of each alliance have in common.

    A column is of numbers, or of yes and no (True and False), where every filled cell is; else of
    text. An empty cell says nothing.
    """
    names = [str(name) for name in coding.cases.columns if name not in NOT_ATTRIBUTES]
    values: dict[str, dict[str, Value]] = {case: {} for case in coding.names}
    differ: dict[str, list[str]] = {case: [] for case in coding.names}
    typed = {name: _typed(coding.cases[name]) for name in names}
    for case in coding.names:
        of_case = coding.cases["case"] == case
        for name, column in typed.items():
            stated = list(dict.fromkeys(column[of_case].dropna()))
            values[case][name] = stated[0] if len(stated) == 1 else None
            if len(stated) > 1:
                differ[case].append(name)
    return Attributes(names, values, differ)


def _typed(cells: pd.Series) -> pd.Series:
    filled = [cell for cell in cells if cell]
    if all(cell in TRUTH for cell in filled):
        found: list[Value] = [TRUTH.get(cell) for cell in cells]
    elif all(FIGURE.fullmatch(cell) for cell in filled):
        found = [float(cell) if cell else None for cell in cells]
    else:
        found = [cell or None for cell in cells]
    return pd.Series(found, cells.index, dtype=object)


def group_name(value: Value) -> str:
    """The name of a group of cases; "" for those without one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"


def holds(value: Value, condition: Condition) -> bool | None:
    """Whether ``value`` meets every operator of a condition; None where it is missing."""
    if value is None:
        return None
    return all(_holds(value, name, against) for name, against in condition.items())


def _holds(value: Any, operator: str, against: Any) -> bool:
    if operator in ("is", "in"):
        among = against if operator == "in" else [against]
        # True is 1 for Python, and not for a reader of the table.
        return any(
            value == one and isinstance(value, bool) == isinstance(one, bool) for one in among
        )
    return bool(value >= against if operator == "min" else value <= against)


def all_hold(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued "and": False as soon as one is, else None if any is not known."""
    known = list(answers)
    if False in known:
        return False
    return None if None in known else True


def condition_text(label: Mapping[str, str], value: Value, condition: Condition) -> Reason:
    """A value that meets a condition, in words: ``Duration 84 (≥ 12), Equity yes``."""
    parts = [_words(name, against) for name, against in condition.items() if name != "is"]
    asked = Reason(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))
    return Reason(
        f"{label['fr']} {_shown(value, 'fr')}{f' ({asked.fr})' if parts else ''}",
        f"{label['en']} {_shown(value, 'en')}{f' ({asked.en})' if parts else ''}",
    )


def _words(operator: str, against: Any) -> Reason:
    if operator == "in":
        fr, en = (", ".join(_shown(one, language) for one in against) for language in ("fr", "en"))
        return Reason(f"parmi {fr}", f"among {en}")
    sign = {"min": "≥", "max": "≤"}[operator]
    fr, en = (f"{sign}{NO_BREAK}{_shown(against, language)}" for language in ("fr", "en"))
    return Reason(fr, en)


def _shown(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
    if isinstance(value, int | float):
        return shown(float(value), "number", language)
    return str(value)
