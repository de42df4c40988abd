"""Columns of a frame as numbers."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.errors import DataError

# Complex numbers, dates and durations turn into floats without a word, and mean something else.
_NO_NUMBERS = "cmM"


def numbers_of(column: pd.Series, what: str, besides: str = "") -> npt.NDArray[np.float64]:
    """Values (n,), NaN where missing; DataError, as a sentence on ``what``, for no numbers.

    ``besides`` goes on with that sentence.
    """
    if getattr(column.dtype, "kind", "") in _NO_NUMBERS:
        raise DataError(f"{what}: the values are of type {column.dtype}, expected numbers{besides}")
    try:
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    except (TypeError, ValueError):
        raise DataError(f"{what}: the values are not numbers{besides}") from None
