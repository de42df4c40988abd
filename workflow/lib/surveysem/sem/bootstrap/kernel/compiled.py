"""Machine code for functions of plain loops over arrays, made by numba."""

import pkgutil
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])

# What rounding allows; infinities keep their meaning.
_FAST_MATH = {"contract", "reassoc", "nsz", "arcp"}
_KERNEL = ("algebra", "compiled", "expected", "implied", "refits", "value")
_FILES = ("shape.py", *(f"kernel/{name}.py" for name in _KERNEL))


def _digest() -> str:
    sources = [pkgutil.get_data("surveysem.sem.bootstrap", name) or b"" for name in _FILES]
    return sha256(b"".join(sources)).hexdigest()[:16]


_DIGEST = _digest()


def entry(function: Function) -> Function:
    """Compile what Python calls, at the first call, without the interpreter's lock.

    The code is kept on disk beside the source (``__pycache__``), in ``NUMBA_CACHE_DIR`` where that
    is set, or in the user's cache folder; where none can be written, each process compiles anew.
    numba looks at the function's own file to see whether the code is stale; the digest in the name
    makes it look at all files that call one another. Raises ImportError where numba is missing.
    """
    from numba import njit

    function.__qualname__ += f"_{_DIGEST}"
    try:
        return cast(Function, njit(cache=True, **_options())(function))
    except RuntimeError:
        return cast(Function, njit(**_options())(function))


def inner(function: Function) -> Function:
    """Compile what only compiled code calls: without the wrappers that take most of the time."""
    from numba import njit

    bare: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, njit(**_options(), **bare)(function))


def _options() -> dict[str, Any]:
    return {"nogil": True, "fastmath": _FAST_MATH, "error_model": "numpy"}
