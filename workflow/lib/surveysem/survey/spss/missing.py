"""User-missing values: codes and ranges, as SPSS declares them and as items.tsv writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.errors import DataError

LOWEST, HIGHEST = -1.7976931348623157e308, 1.7976931348623157e308


def number_text(value: float) -> str:
    """A number as a reader of the questionnaire writes it: ``9`` rather than ``9.0``."""
    return f"{value:.12g}"


def counted(n: int, noun: str) -> str:
    """``1 value``, ``12 values``."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


@dataclass(frozen=True, slots=True)
class MissingCodes:
    """Values that stand for "no answer".

    ``values`` are discrete codes (numbers, or texts of a string variable), ``ranges`` closed
    intervals (lower, upper) of numbers; an open end is an infinity.
    """

    values: tuple[float | str, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()

    @classmethod
    def parse(cls, text: str, *, numeric: bool = True) -> "MissingCodes":
        """Codes separated by spaces, ranges ``a..b``, open ends ``..b`` and ``a..``.

        Raises
        ------
        DataError
            A code of a numeric variable is no number, or a range runs backwards.
        """
        tokens = text.split()
        if not numeric:
            return cls(values=tuple(tokens))
        return cls(
            values=tuple(_number(token, text) for token in tokens if ".." not in token),
            ranges=tuple(_range(token, text) for token in tokens if ".." in token),
        )

    @classmethod
    def declared(cls, ranges: Iterable[Any]) -> "MissingCodes":
        """The declaration of an SPSS variable, as pyreadstat gives it (dicts with lo and hi)."""
        pairs = [(entry["lo"], entry["hi"]) for entry in ranges]
        return cls(
            values=tuple(_code(low) for low, high in pairs if low == high),
            ranges=tuple((_end(low), _end(high)) for low, high in pairs if low != high),
        )

    def __bool__(self) -> bool:
        return bool(self.values or self.ranges)

    def mask(self, column: pd.Series) -> npt.NDArray[np.bool_]:
        """True where ``column`` holds a code; shape (n,)."""
        if not pd.api.types.is_numeric_dtype(column):
            texts = [str(value) for value in self.values]
            return np.asarray(column.isin(texts), dtype=bool)
        x = column.to_numpy(dtype=float, na_value=np.nan)
        hit = np.isin(x, [value for value in self.values if not isinstance(value, str)])
        for low, high in self.ranges:
            hit |= (x >= low) & (x <= high)
        return hit

    def text(self) -> str:
        """The codes in the form that `parse` reads."""
        discrete = [v if isinstance(v, str) else number_text(v) for v in self.values]
        return " ".join([*discrete, *(f"{_open(a)}..{_open(b)}" for a, b in self.ranges)])


def _number(token: str, text: str) -> float:
    try:
        return float(token)
    except ValueError:
        raise DataError(
            f"missing codes {text!r}: found {token!r}, expected numbers separated by spaces, "
            "or ranges a..b"
        ) from None


def _range(token: str, text: str) -> tuple[float, float]:
    low, _, high = token.partition("..")
    ends = (_number(low, text) if low else -np.inf, _number(high, text) if high else np.inf)
    if ends[0] > ends[1]:
        raise DataError(f"missing codes {text!r}: range {token} runs backwards, expected a <= b")
    return ends


def _code(value: float | str) -> float | str:
    return value.rstrip() if isinstance(value, str) else float(value)


def _end(value: float) -> float:
    return -np.inf if value <= LOWEST else np.inf if value >= HIGHEST else float(value)


def _open(value: float) -> str:
    return number_text(value) if np.isfinite(value) else ""
