"""The text in bytes whose encoding is either stated by a mark or UTF-8."""

from __future__ import annotations

import codecs

from surveysem.errors import DataError

# UTF-32 first: its mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)


def decode(content: bytes, what: str) -> str:
    """The text, its line ends as they stand; a byte order mark is no character of it.

    Raises
    ------
    DataError
        Bytes that are no text in the encoding; the message names ``what``.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\x00" in content:
        raise DataError(
            f"{what}: found zero bytes, as in UTF-16 without a byte order mark or in a file that is"
            " no text; expected text saved as UTF-8"
        )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        shown = f"the byte 0x{content[error.start]:02x} at position {error.start}"
        raise DataError(
            f"{what}: found {shown}, which is not {encoding.removesuffix('-sig').upper()};"
            " expected text saved as UTF-8, or as UTF-16 with a byte order mark"
        ) from None
