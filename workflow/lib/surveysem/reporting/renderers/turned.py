"""Pages of a PDF that hold a sideways figure, turned so that it is read upright on a screen."""

import re
from collections.abc import Collection
from pathlib import Path

from surveysem.errors import SurveySemError

_KIDS = re.compile(rb"/Type/Pages\b.*?/Kids\[([^\]]*)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)


def turn_pages(path: Path, numbers: Collection[int]) -> None:
    """Turn the pages of these numbers, counted from 1, a quarter clockwise for display.

    The file gets an incremental update (ISO 32000-1, 7.5.6): the pages once more with ``/Rotate``
    and a table of where they are.

    Raises
    ------
    SurveySemError
        The file is not laid out as typst does, or has no such page.
    """
    content = path.read_bytes()
    kids, trailer = _KIDS.search(content), _TRAILER.search(content)
    if not kids or not trailer:
        raise SurveySemError(f"report: the pages of {path.name} cannot be found to be turned")
    pages = [int(found) for found in _REFERENCE.findall(kids[1])]
    if not all(0 < number <= len(pages) for number in numbers):
        raise SurveySemError(
            f"report: {path.name} has {len(pages)} pages, none to be turned beyond"
        )
    table = [b"xref\n"]
    for number in sorted(set(numbers)):
        identifier = pages[number - 1]
        table.append(b"%d 1\n%010d 00000 n\r\n" % (identifier, len(content)))
        content += _turned(content, identifier)
    start = len(content)
    closing = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer[1], trailer[2], start)
    path.write_bytes(content + b"".join(table) + closing)


def _turned(content: bytes, identifier: int) -> bytes:
    head = b"\n%d 0 obj\n" % identifier
    start = content.index(head) + 1
    page = content[start : content.index(b"endobj", start)]
    return page.replace(b"/Type/Page", b"/Type/Page/Rotate 90", 1) + b"endobj\n"
