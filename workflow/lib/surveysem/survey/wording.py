"""Reasons in two languages, with numbers as each language writes them."""

import math
from dataclasses import dataclass

TINY_P = 0.001


@dataclass(frozen=True, slots=True)
class Reason:
    """The same sentence in French and in English."""

    fr: str
    en: str

    def __add__(self, other: "Reason") -> "Reason":
        return Reason(f"{self.fr} {other.fr}".strip(), f"{self.en} {other.en}".strip())


def decimal(value: float, language: str, digits: int = 3) -> str:
    """``value`` with a decimal comma in French and a point in English; never ``-0.000``."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", ",") if language == "fr" else text


def p_text(p: float, language: str) -> str:
    """``p = 0.034``, or ``p < 0.001``."""
    if p < TINY_P:
        return f"p < {decimal(TINY_P, language)}"
    return f"p = {decimal(p, language)}"


def interval_text(lower: float, upper: float, language: str) -> str:
    """``[0.10, 0.42]``; in French the ends stand apart by a semicolon."""
    between = "; " if language == "fr" else ", "
    return f"[{decimal(lower, language)}{between}{decimal(upper, language)}]"


def percent(level: float, language: str) -> str:
    """``95 %`` in French, ``95%`` in English."""
    return f"{level * 100:g}".replace(".", "," if language == "fr" else ".") + (
        " %" if language == "fr" else "%"
    )


def is_number(value: object) -> bool:
    """Whether ``value`` is a finite number (None and NaN are not)."""
    return isinstance(value, int | float) and math.isfinite(value)
