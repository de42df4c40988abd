"""Machine code for functions of plain loops over arrays, made by numba."""

from collections.abc import Callable
from typing import TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])

# What rounding allows; infinities keep their meaning.
_FAST_MATH = {"contract", "reassoc", "nsz", "arcp"}


def compiled(function: Function) -> Function:
    """Compile at the first call, without the interpreter's lock.

    The code is kept on disk beside the source (``__pycache__``), in ``NUMBA_CACHE_DIR`` where that
    is set, or in the user's cache folder; where none can be written, each process compiles anew.
    numba looks at one file only to see whether its cache is stale, so that all functions which
    call one another belong in one file. Raises ImportError where numba is missing.
    """
    from numba import njit

    options = {"nogil": True, "fastmath": _FAST_MATH, "error_model": "numpy"}
    try:
        return cast(Function, njit(cache=True, **options)(function))
    except RuntimeError:
        return cast(Function, njit(**options)(function))
