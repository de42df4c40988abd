"""The cases of an SPSS file as columns, read part by part.

pyreadstat holds what it reads twice over. Part by part, a file of a million cases takes little more
memory than its numbers.
"""

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.codebook import require_variables
from surveysem.survey.spss.header import CASES_AT, UNKNOWN

# Cases of a part.
PART = 1 << 17


@dataclass(frozen=True, slots=True)
class Parsed:
    """What pyreadstat read: numbers as floats, texts as str, in the order of the file's variables.

    ``columns`` are taken out one by one by whoever goes on with them; ``meta`` is the metadata of
    pyreadstat.
    """

    columns: list[pd.Series]
    meta: Any
    n_rows: int

    @property
    def texts(self) -> list[pd.Series]:
        """The columns that hold text."""
        return [column for column in self.columns if column.dtype != float]


class Uncounted(io.FileIO):
    """A .sav file whose header calls the case count unknown, so that a reader takes every row."""

    def readinto(self, buffer: Any) -> int:
        """Read into ``buffer``, with the bytes of the count replaced."""
        start = self.tell()
        n = int(super().readinto(buffer) or 0)
        for at, byte in enumerate(UNKNOWN, CASES_AT - start):
            if 0 <= at < n:
                buffer[at] = byte
        return n


def parse(
    reader: str,
    source: Callable[[], io.BufferedIOBase],
    name: str,
    variables: Sequence[str] | None,
    **options: Any,
) -> Parsed:
    """Every case that ``source`` holds, through the ``reader`` of pyreadstat.

    Raises
    ------
    UnicodeError
        Texts of a .sav file are not in its encoding.
    DataError
        The file is damaged, or lacks one of ``variables``.
    """
    common = {"disable_datetime_conversion": True, **options}
    try:
        if variables is not None:
            meta = _call(reader, source, metadataonly=True, **common)[1]
            require_variables(variables, meta.column_names, f"{name}: variable")
            common["usecols"] = list(variables)
        return _parts(reader, source, common)
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


def _parts(reader: str, source: Callable[[], io.BufferedIOBase], options: dict[str, Any]) -> Parsed:
    pieces: list[list[Any]] = []
    meta, n_rows, last = None, 0, PART
    while last == PART:
        part, found = _call(reader, source, row_offset=n_rows, row_limit=PART, **options)
        meta, last = meta or found, len(part)
        n_rows += last
        for at, (name, column) in enumerate(part.items()):
            if at == len(pieces):
                pieces.append([])
            pieces[at].append(_piece(column, found.readstat_variable_types.get(name)))
    return Parsed([_joined(one) for one in pieces], meta, n_rows)


def _call(
    reader: str, source: Callable[[], io.BufferedIOBase], **options: Any
) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    with source() as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
        data, meta = getattr(pyreadstat, reader)(file, **options)
    return pd.DataFrame(data), meta


def _piece(column: pd.Series, kind: str | None) -> Any:
    """One variable of one part, on its own, so that the part itself can be let go."""
    if kind == "string":
        return column.astype("str")
    return np.array(column, dtype=float)


def _joined(pieces: list[Any]) -> pd.Series:
    """One variable of all parts; ``pieces`` is emptied, since the parts would double the data."""
    if isinstance(pieces[0], pd.Series):
        texts: pd.Series = pd.concat(pieces, ignore_index=True)
        return texts
    whole = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
    pieces.clear()
    return pd.Series(whole, copy=False)
