"""SPSS dates: seconds since 14 October 1582, kept apart from what pandas can hold."""

import re

import numpy as np
import pandas as pd

ORIGIN = np.datetime64("1582-10-14", "ms")
END = (np.datetime64("10000-01-01", "ms") - ORIGIN) / np.timedelta64(1, "s")
DATES = {"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"}
DATETIMES = {"DATETIME", "YMDHMS"}
TIMES = {"TIME", "DTIME", "MTIME"}


def type_of_format(form: str) -> str:
    """The type that an SPSS print format such as ``DATE11`` stands for."""
    stem = re.sub(r"[\d.]+$", "", form.upper())
    if stem in DATES:
        return "date"
    if stem in DATETIMES:
        return "datetime"
    return "time" if stem in TIMES else "numeric"


def datetimes(column: pd.Series) -> tuple[pd.Series, int]:
    """Seconds since 14 October 1582 as datetime64[ms], with the number of values out of range.

    Values before that day or beyond year 9999 become missing.
    """
    x = column.to_numpy(dtype=float)
    within = (x >= 0) & (x < END)
    stamps = np.full(len(x), np.datetime64("NaT", "ms"))
    stamps[within] = ORIGIN + np.round(x[within] * 1000).astype("timedelta64[ms]")
    lost = int(np.count_nonzero(~within & ~np.isnan(x)))
    return pd.Series(stamps, index=column.index, name=column.name), lost


def seconds(column: pd.Series) -> pd.Series:
    """The inverse of `datetimes`; other columns pass unchanged."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column
    stamps = column.to_numpy(dtype="datetime64[ms]")
    x = (stamps - ORIGIN) / np.timedelta64(1, "s")
    return pd.Series(np.where(np.isnat(stamps), np.nan, x), index=column.index, name=column.name)
