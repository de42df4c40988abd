"""Numbers as a reader of French or of English (APA style) expects them.

The one place that writes a number for a reader: the reasons of verdicts and the report share it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

MISSING = "—"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
FINEST = 6
"""Decimals with which the limit of an interval is told from 0 at most; nearer to 0, it is 0."""
WHOLE = 1e-9
"""A share nearer to 0 or 1 than this is 0 or 1, but for rounding."""


@dataclass(frozen=True, slots=True)
class Style:
    """The typography of numbers in one language."""

    decimal: str
    thousands: str
    between: str
    percent: str
    leading_zero: bool
    """Whether a quantity that cannot exceed 1 keeps the zero before its decimals."""
    first_plural: int
    """The smallest count above 1 from which on a plural is used; 0 takes the plural in English."""


STYLES = {
    "fr": Style(",", NARROW_SPACE, f"{NO_BREAK};{NO_BREAK}", f"{NO_BREAK}%", True, 2),
    "en": Style(".", ",", f",{NO_BREAK}", "%", False, 2),
}


def is_missing(value: object) -> bool:
    """Whether ``value`` is None, NaN, infinite or pandas' NA."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and not isfinite(value)


def fixed(value: float, digits: int, style: Style) -> str:
    """``value`` with ``digits`` decimals."""
    text = f"{value:,.{digits}f}"
    sign = MINUS if text.startswith("-") and text.strip("-0.,") else ""
    whole, _, decimals = text.lstrip("-").partition(".")
    number = whole.replace(",", style.thousands)
    return sign + (f"{number}{style.decimal}{decimals}" if digits else number)


def bounded(value: float, digits: int, style: Style) -> str:
    """A quantity that cannot exceed 1 in size, such as a correlation or a p-value (APA 7, 6.36)."""
    text = fixed(value, digits, style)
    if style.leading_zero or abs(float(f"{value:.{digits}f}")) >= 1:
        return text
    return text.replace(f"0{style.decimal}", style.decimal, 1)


def probability(value: float, style: Style) -> str:
    """A p-value to three decimals, or ``< .001``."""
    if value < 0.001:
        return f"<{NO_BREAK}{bounded(0.001, 3, style)}"
    return bounded(value, 3, style)


def relation(value: float, style: Style) -> str:
    """A p-value as it follows the letter p in a sentence: ``= .012`` or ``< .001``."""
    text = probability(value, style)
    return text if text.startswith("<") else f"={NO_BREAK}{text}"


def percent(value: float, digits: int, style: Style) -> str:
    """A number in percent."""
    return fixed(100 * value, digits, style) + style.percent


def percentage(value: float, digits: int, style: Style) -> str:
    """A share in percent; one that would be rounded to 0 % or to 100 % is held apart from it.

    ``< 0.1%`` and ``> 99.9%``, with one decimal: nothing and all are written for 0 and 1 alone.
    """
    step = 10.0**-digits / 100
    told = percent(value, digits, style)
    if WHOLE < value < 1 - WHOLE:
        if told == percent(0.0, digits, style):
            return f"<{NO_BREAK}{percent(step, digits, style)}"
        if told == percent(1.0, digits, style):
            return f">{NO_BREAK}{percent(1 - step, digits, style)}"
    return told


def interval(
    limits: tuple[float, float],
    digits: int,
    style: Style,
    write: Callable[[float, int, Style], str] = bounded,
) -> str:
    """An interval in brackets, its limits written by ``write``.

    A limit that would be rounded to 0 has as many more decimals as show on which side of 0 it lies.
    """
    if any(map(is_missing, limits)):
        return MISSING
    lower, upper = (_beside_zero(limit, digits, style, write) for limit in limits)
    return f"[{lower}{style.between}{upper}]"


def _beside_zero(
    limit: float, digits: int, style: Style, write: Callable[[float, int, Style], str]
) -> str:
    texts = (write(limit, more, style) for more in range(digits, FINEST + 1))
    shown_side = (text for text in texts if any(map(text.__contains__, "123456789")))
    return next(shown_side, write(limit, digits, style))


def with_error(values: tuple[float, float], digits: int, style: Style) -> str:
    """A value with its standard error in parentheses."""
    if any(map(is_missing, values)):
        return MISSING
    value, error = (bounded(one, digits, style) for one in values)
    return f"{value}{NO_BREAK}({error})"


def is_plural(count: float, language: str) -> bool:
    """French begins the plural at 2, English has it everywhere but at 1."""
    return count >= STYLES[language].first_plural if language == "fr" else count != 1


def _decimals(value: float) -> int:
    """Decimals with which a number is written in full: 2 has none, 2.5 one."""
    return max(0, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


FORMATS: dict[str, Callable[..., str]] = {
    "count": lambda value, style: fixed(value, 0, style),
    "number": lambda value, style: fixed(value, _decimals(value), style),
    "num1": lambda value, style: fixed(value, 1, style),
    "num2": lambda value, style: fixed(value, 2, style),
    "num3": lambda value, style: fixed(value, 3, style),
    "tiny": lambda value, style: _scientific(value, style),
    "r2": lambda value, style: bounded(value, 2, style),
    "r3": lambda value, style: bounded(value, 3, style),
    "p": probability,
    "relation": relation,
    "pct": lambda value, style: percentage(value, 0, style),
    "change": lambda value, style: percent(value, 0, style),
    "level": lambda value, style: _level(value, style),
    "pct1": lambda value, style: percentage(value, 1, style),
    "ci": lambda value, style: interval(value, 2, style),
    "ci2": lambda value, style: interval(value, 2, style, fixed),
    "cipct": lambda value, style: interval(value, 0, style, percent),
    "ranked": lambda value, style: _ranked(value, style),
    "share": lambda value, style: with_error(value, 2, style),
    "share3": lambda value, style: with_error(value, 3, style),
    "ci3": lambda value, style: interval(value, 3, style),
}


def shown(value: object, form: str, language: str) -> str:
    """``value`` in the form of that name (a key of `FORMATS`), an em dash when it is missing."""
    if is_missing(value):
        return MISSING
    return FORMATS[form](value, STYLES[language])


def _level(value: float, style: Style) -> str:
    """The level of an interval in percent, with the decimals that it has: 95 %, 97,5 %."""
    return f"{round(100 * value, 6):g}".replace(".", style.decimal) + style.percent


def _ranked(value: tuple[float, float], style: Style) -> str:
    """A count with its rank in parentheses; the count alone where it has none."""
    count, rank = value
    if is_missing(count):
        return MISSING
    told = fixed(count, 0, style)
    return told if is_missing(rank) else f"{told}{NO_BREAK}({fixed(rank, 0, style)})"


def _scientific(value: float, style: Style) -> str:
    if value == 0 or abs(value) >= 0.001:
        return bounded(value, 3, style)
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{fixed(float(mantissa), 1, style)} × 10^{int(exponent)}^".replace("^-", f"^{MINUS}")
