"""The bytes of a file, looked at where they lie."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Content = bytes | mmap.mmap


@contextmanager
def mapped(path: Path) -> Iterator[Content]:
    """The content of a file, of which only what is looked at takes memory."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content
