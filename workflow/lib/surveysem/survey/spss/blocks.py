"""The compressed blocks of a .zsav file, checked before pyreadstat reads them.

A damaged block can end the whole process inside pyreadstat. Every block carries zlib's checksum, so
damage shows here. Layout after the PSPP developers' guide, "System File Format", ZLIB data.
"""

import struct
import zlib

from surveysem.errors import DataError
from surveysem.survey.spss.content import Content


def check_blocks(content: Content, data_start: int, name: str) -> None:
    """Refuse a .zsav file whose blocks do not unpack to the sizes that its trailer states.

    Raises
    ------
    DataError
        The trailer or a block is cut or damaged.
    """
    try:
        damaged = next(
            (
                number
                for number, block in enumerate(_blocks(content, data_start), 1)
                if not _sound(content, *block)
            ),
            None,
        )
    except struct.error:
        raise DataError(
            f"{name}: the list of compressed blocks is truncated or damaged; expected "
            "a whole .zsav file: export it again from SPSS"
        ) from None
    if damaged is not None:
        raise DataError(
            f"{name}: compressed block {damaged} is damaged or truncated; expected a "
            "whole .zsav file: export it again from SPSS"
        )


def _blocks(content: Content, data_start: int) -> list[tuple[int, int, int]]:
    """Offset, packed size and unpacked size of every block."""
    header_at, trailer_at, trailer_size = struct.unpack_from("<3q", content, data_start)
    if header_at != data_start or trailer_at < 0 or trailer_at + trailer_size != len(content):
        raise struct.error
    block_size, count = struct.unpack_from("<2i", content, trailer_at + 16)
    if block_size <= 0 or count < 0 or trailer_size != 24 + 24 * count:
        raise struct.error
    entries = [
        struct.unpack_from("<2q2i", content, trailer_at + 24 + 24 * number)
        for number in range(count)
    ]
    if any(unpacked > block_size for _, _, unpacked, _ in entries):
        raise struct.error
    return [(at, packed, unpacked) for _, at, unpacked, packed in entries]


def _sound(content: Content, at: int, packed: int, unpacked: int) -> bool:
    if at < 0 or packed < 0:
        return False
    try:
        return len(zlib.decompress(content[at : at + packed])) == unpacked
    except zlib.error:
        return False
