"""Missing values and weight that a portable file (.por) declares, which pyreadstat does not report.

Layout after the PSPP developers' guide, "Portable File Format": lines of 80 characters, a header,
the mark SPSSPORT, then records that a tag opens; numbers are base 30 and end with a slash.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from surveysem.errors import DataError

LINE = 80
GREETING = 200
DIGITS = {digit: value for value, digit in enumerate("0123456789ABCDEFGHIJKLMNOPQRST")}


@dataclass(frozen=True, slots=True)
class Declared:
    """Missing values by variable, as lists of ``{"lo": a, "hi": b}`` as pyreadstat has them."""

    missing: dict[str, list[Any]]
    weight: str | None


@dataclass(slots=True)
class _Cursor:
    text: str
    at: int = 0
    declared: dict[str, list[Any]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    name: str = ""
    is_text: bool = False
    weight: str | None = None

    def tag(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def number(self) -> float:
        end = self.text.index("/", self.at)
        digits, self.at = self.text[self.at : end].strip(), end + 1
        return _base30(digits)

    def string(self) -> str:
        length = int(self.number())
        self.at += length
        return self.text[self.at - length : self.at]

    def value(self) -> Any:
        return self.string().rstrip() if self.is_text else self.number()


def plain_greeting(content: bytes) -> bytes:
    """The same file with the greeting at its head in plain ASCII.

    The greeting is for the eye and carries no data, but pyreadstat fails where it is not UTF-8.
    """
    head = bytes(byte if byte < 128 else ord("?") for byte in content[:GREETING])
    return head + content[GREETING:]


def read_declarations(content: bytes, name: str) -> Declared:
    """What the dictionary of the file declares.

    Raises
    ------
    DataError
        The dictionary of the file is damaged.
    """
    lines = content.decode("latin-1").splitlines()
    cursor = _Cursor("".join(line.ljust(LINE) for line in lines))
    try:
        cursor.at = cursor.text.index("SPSSPORT") + len("SPSSPORT")
        cursor.tag(), cursor.string(), cursor.string()
        while _record(cursor):
            pass
    except (ValueError, IndexError, KeyError):
        raise DataError(
            f"{name}: the dictionary of the portable file is damaged near character "
            f"{cursor.at}; expected an SPSS portable file"
        ) from None
    return Declared(cursor.declared, cursor.weight)


def _record(cursor: _Cursor) -> bool:
    """Read one record; False when the data begin."""
    tag = cursor.tag()
    if tag == "7":
        cursor.is_text = cursor.number() > 0
        cursor.name = cursor.string()
        if cursor.is_text:
            cursor.texts.add(cursor.name)
        for _ in range(6):
            cursor.number()
    elif tag in "89AB":
        cursor.declared.setdefault(cursor.name, []).append(_declaration(cursor, tag))
    elif tag == "D":
        _skip_labels(cursor)
    elif tag == "E":
        for _ in range(int(cursor.number())):
            cursor.string()
    elif tag in "123C":
        cursor.string()
    elif tag == "6":
        cursor.weight = cursor.string()
    elif tag in "45":
        cursor.number()
    return tag != "F"


def _declaration(cursor: _Cursor, tag: str) -> dict[str, Any]:
    first = cursor.value()
    if tag == "8":
        return {"lo": first, "hi": first}
    if tag == "9":
        return {"lo": -math.inf, "hi": first}
    return {"lo": first, "hi": math.inf if tag == "A" else cursor.value()}


def _skip_labels(cursor: _Cursor) -> None:
    names = [cursor.string() for _ in range(int(cursor.number()))]
    cursor.is_text = any(name in cursor.texts for name in names)
    for _ in range(int(cursor.number())):
        cursor.value()
        cursor.string()


def _base30(digits: str) -> float:
    sign = -1.0 if digits.startswith("-") else 1.0
    mantissa, exponent = digits.lstrip("-"), 0
    for mark in "+-":
        if mark in mantissa:
            mantissa, _, power = mantissa.partition(mark)
            exponent = int(_whole(power)) * (1 if mark == "+" else -1)
    whole, _, part = mantissa.partition(".")
    value = _whole(whole) + _whole(part) / 30.0 ** len(part)
    return sign * value * 30.0**exponent


def _whole(digits: str) -> float:
    total = 0.0
    for digit in digits:
        total = total * 30.0 + DIGITS[digit]
    return total
