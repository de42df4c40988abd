"""Reasons in two languages, with numbers as `surveysem.numbers` writes them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from surveysem.numbers import NO_BREAK, shown


@dataclass(frozen=True, slots=True)
class Reason:
    """The same sentence in French and in English."""

    fr: str
    en: str

    def __add__(self, other: "Reason") -> "Reason":
        return Reason(f"{self.fr} {other.fr}".strip(), f"{self.en} {other.en}".strip())


Names = Mapping[str, Mapping[str, str]]
"""Display names by key and language."""


def called(key: str, names: Names) -> Reason:
    """A construct by its display names; by its key in a language that has none."""
    own = names.get(key, {})
    return Reason(own.get("fr") or key, own.get("en") or key)


def p_text(p: float, language: str) -> str:
    """``p = .034`` in English, ``p = 0,034`` in French; ``p < .001``."""
    return f"p{NO_BREAK}{shown(p, 'relation', language)}"


def interval_text(lower: float, upper: float, language: str) -> str:
    """Ends to three decimals, so that an end close to 0 shows its side."""
    return shown((lower, upper), "ci3", language)


def is_number(value: object) -> bool:
    """Whether ``value`` is a finite number (None and NaN are not)."""
    return isinstance(value, int | float) and math.isfinite(value)
