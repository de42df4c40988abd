"""Machine code for functions of plain loops over arrays, made by numba."""

import pkgutil
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])

# What rounding allows; infinities keep their meaning.
_FAST_MATH = {"contract", "reassoc", "nsz", "arcp"}
_FILES = ("shape.py", *(f"kernel/{name}.py" for name in ("algebra", "compiled", "refits", "value")))


def _digest() -> str:
    sources = [pkgutil.get_data("surveysem.sem.bootstrap", name) or b"" for name in _FILES]
    return sha256(b"".join(sources)).hexdigest()[:16]


_DIGEST = _digest()


def compiled(function: Function) -> Function:
    """Compile at the first call, without the interpreter's lock.

    The code is kept on disk beside the source (``__pycache__``), in ``NUMBA_CACHE_DIR`` where that
    is set, or in the user's cache folder; where none can be written, each process compiles anew.
    numba looks at the function's own file to see whether the code is stale; the digest in the name
    makes it look at all files that call one another. Raises ImportError where numba is missing.
    """
    from numba import njit

    function.__qualname__ += f"_{_DIGEST}"
    options: dict[str, Any] = {"nogil": True, "fastmath": _FAST_MATH, "error_model": "numpy"}
    try:
        return cast(Function, njit(cache=True, **options)(function))
    except RuntimeError:
        return cast(Function, njit(**options)(function))
