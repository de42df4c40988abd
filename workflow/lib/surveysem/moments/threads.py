"""One BLAS thread: on matrices of some tens of rows, threads cost far more than they give."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

_MODULES = ("numpy.linalg._umath_linalg", "scipy.linalg._flapack")
_NAMES = (
    ("scipy_openblas_get_num_threads64_", "scipy_openblas_set_num_threads64_"),
    ("scipy_openblas_get_num_threads", "scipy_openblas_set_num_threads"),
    ("openblas_get_num_threads64_", "openblas_set_num_threads64_"),
    ("openblas_get_num_threads", "openblas_set_num_threads"),
    ("MKL_Get_Max_Threads", "MKL_Set_Num_Threads"),
)

Switch = tuple[Callable[[], int], Callable[[int], None]]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold the BLAS of numpy and scipy (OpenBLAS or MKL) to one thread, for a while.

    Where the library has no such switch, it runs with the threads it has.
    """
    switches = _switches()
    before = [get() for get, _ in switches]
    for _, put in switches:
        put(1)
    try:
        yield
    finally:
        for (_, put), number in zip(switches, before, strict=True):
            put(number)


@cache
def _switches() -> tuple[Switch, ...]:
    """Getter and setter of each BLAS library; a symbol is found through what the module links."""
    found = []
    for module in _MODULES:
        library = ctypes.CDLL(import_module(module).__file__)
        for get_name, set_name in _NAMES:
            if hasattr(library, get_name) and hasattr(library, set_name):
                found.append((getattr(library, get_name), getattr(library, set_name)))
                break
    return tuple(found)
