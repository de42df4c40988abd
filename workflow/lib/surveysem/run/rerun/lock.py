"""One rerun of a study at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveysem.errors import SurveySemError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at ``path``; the system gives it back however this process ends.

    Raises
    ------
    SurveySemError
        Another rerun holds it, or this system has no such locks.
    """
    try:
        import fcntl
    except ImportError:
        raise SurveySemError("rerun needs file locks, which this system has not") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise SurveySemError(
                f"another rerun is at work in this study (process {file.read().strip()})"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
