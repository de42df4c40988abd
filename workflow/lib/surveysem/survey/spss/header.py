"""The header and dictionary of an SPSS system file, as far as guards need them.

pyreadstat believes the case count of the header: a count that is too small loses rows without a
word. So the count is read here and set against the rows. Layout after the PSPP developers' guide,
"System File Format".
"""

import struct
from dataclasses import dataclass, field

from surveysem.errors import DataError
from surveysem.survey.spss.content import Content

HEADER_BYTES = 176
CASES_AT = 80
UNKNOWN = b"\xff\xff\xff\xff"
END_OF_DICTIONARY = 999

CODE_PAGES = {
    1250: "WINDOWS-1250",
    1251: "WINDOWS-1251",
    1252: "WINDOWS-1252",
    1253: "WINDOWS-1253",
    1254: "WINDOWS-1254",
    1256: "WINDOWS-1256",
    28591: "ISO-8859-1",
    28605: "ISO-8859-15",
    65001: "UTF-8",
}


@dataclass(frozen=True, slots=True)
class SavHeader:
    """``n_cases`` is None where the file does not state it; ``in_blocks`` marks the compression of
    .zsav; ``row_bytes`` is the uncompressed size of a case; ``data_start`` the offset of the first
    case; ``encoding`` the encoding record's name; ``code_page`` the number of the machine record;
    ``weight`` the variable that the file was weighted by when it was saved.
    """

    n_cases: int | None
    compressed: bool
    in_blocks: bool
    row_bytes: int
    data_start: int
    encoding: str | None
    code_page: int | None
    weight: str | None


@dataclass(slots=True)
class _Dictionary:
    elements: int = 0
    short_names: dict[int, str] = field(default_factory=dict)
    long_names: dict[str, str] = field(default_factory=dict)
    n_cases: int | None = None
    encoding: str | None = None
    code_page: int | None = None


def read_header(content: Content, name: str) -> SavHeader:
    """Read what the guards need from the bytes of a .sav or .zsav file.

    Raises
    ------
    DataError
        The file ends inside its header or dictionary, or holds a record of an unknown kind.
    """
    try:
        order = "<" if struct.unpack_from("<i", content, 64)[0] in (2, 3) else ">"
        compression, weight, stated = _integers(content, order, 72, 3)
        dictionary, data_start = _walk(content, order, name)
    except struct.error:
        raise DataError(
            f"{name}: the file ends after {len(content)} bytes, inside its dictionary; expected "
            "variables and cases: it is truncated, export it again from SPSS"
        ) from None
    return SavHeader(
        n_cases=stated if stated >= 0 else dictionary.n_cases,
        compressed=compression != 0,
        in_blocks=compression == 2,
        row_bytes=8 * dictionary.elements,
        data_start=data_start,
        encoding=dictionary.encoding,
        code_page=dictionary.code_page,
        weight=_weight(dictionary, weight, name),
    )


def _integers(content: Content, order: str, at: int, count: int = 1) -> list[int]:
    return [int(value) for value in struct.unpack_from(f"{order}{count}i", content, at)]


def _walk(content: Content, order: str, name: str) -> tuple[_Dictionary, int]:
    dictionary, at = _Dictionary(), HEADER_BYTES
    while True:
        (kind,) = _integers(content, order, at)
        if kind == END_OF_DICTIONARY:
            return dictionary, at + 8
        if kind == 2:
            dictionary.elements += 1
            at = _after_variable(content, order, at, dictionary)
        elif kind == 3:
            at = _after_labels(content, order, at)
        elif kind in (4, 6):
            (count,) = _integers(content, order, at + 4)
            at += 8 + count * (4 if kind == 4 else 80)
        elif kind == 7:
            at = _after_extension(content, order, at, dictionary)
        else:
            raise DataError(
                f"{name}: record of unknown kind {kind} at byte {at} of the "
                "dictionary; expected an SPSS system file: it is damaged"
            )


def _weight(dictionary: _Dictionary, element: int, name: str) -> str | None:
    """The variable at an element of the dictionary, counted from 1; 0 stands for none."""
    if not element:
        return None
    short = dictionary.short_names.get(element)
    if short is None:
        raise DataError(
            f"{name}: the header names element {element} as the weight, which is no variable of "
            "the dictionary; the file is damaged"
        )
    return dictionary.long_names.get(short, short)


def _after_variable(content: Content, order: str, at: int, dictionary: _Dictionary) -> int:
    width, has_label, n_missing = _integers(content, order, at + 4, 3)
    if width >= 0:
        short = content[at + 24 : at + 32].decode("latin-1").rstrip()
        dictionary.short_names[dictionary.elements] = short
    at += 32
    if has_label:
        (length,) = _integers(content, order, at)
        at += 4 + -(-length // 4) * 4
    return at + 8 * abs(n_missing)


def _after_labels(content: Content, order: str, at: int) -> int:
    (count,) = _integers(content, order, at + 4)
    at += 8
    for _ in range(count):
        length = int(struct.unpack_from("B", content, at + 8)[0])
        at += 8 + -(-(length + 1) // 8) * 8
    return at


def _after_extension(content: Content, order: str, at: int, dictionary: _Dictionary) -> int:
    subtype, size, count = _integers(content, order, at + 4, 3)
    start, end = at + 16, at + 16 + size * count
    if subtype == 3 and count >= 8:
        (dictionary.code_page,) = _integers(content, order, start + 28)
    elif subtype == 16 and count == 2:
        (cases,) = struct.unpack_from(order + "q", content, start + 8)
        dictionary.n_cases = cases if cases >= 0 else None
    elif subtype == 13:
        pairs = content[start:end].decode("latin-1").split("\t")
        dictionary.long_names = dict(_pair(pair) for pair in pairs if "=" in pair)
    elif subtype == 20:
        dictionary.encoding = content[start:end].decode("ascii", "replace").strip()
    return end


def _pair(text: str) -> tuple[str, str]:
    short, _, long = text.partition("=")
    return short, long
