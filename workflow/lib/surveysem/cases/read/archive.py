"""Zip archives from strangers: opened only where nothing in them can do harm."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from surveysem.errors import DataError

# 200 interviews of 20,000 words with 30,000 segments take some 40 MB.
LARGEST = 500_000_000
# Text shrinks to a third, the XML of a project to a thirtieth; a bomb to a thousandth.
LARGEST_RATIO = 200
SMALL = 1_000_000
MOST_ENTRIES = 20_000
# What is refused by what the directory states. Recordings and scans may be large: they are never
# inflated; whatever is, under any name, is measured while it is.
READ = (".qde", ".txt", ".xml", ".rels")
ENCRYPTED = 0x1
# What zipfile raises where a header or a stream is not what it says.
DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError),
)


class Archive:
    """The entries of a zip archive, each read whole and only on request."""

    def __init__(self, content: bytes, file: str) -> None:
        """Open the archive and look at what its directory states.

        Raises
        ------
        DataError
            It is no zip archive, names paths outside of itself, is encrypted, or would expand
            beyond the limits.
        """
        self._file, self._size, self._inflated = file, len(content), 0
        if not content:
            raise DataError(f"{file}: the file is empty (0 bytes); expected {_kind(file)}")
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except DAMAGES as error:
            raise DataError(
                f"{file}: no whole zip archive found ({error}); expected {_kind(file)}"
            ) from None
        self._entries = {one.filename: one for one in self._zip.infolist() if not one.is_dir()}
        self._refuse()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entries, in their order."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """The content of one entry.

        Raises
        ------
        DataError
            The entry is damaged, compressed in a way that Python does not know, or inflates to
            more than an archive of texts does, whatever its directory states.
        """
        one = self._entries[name]
        most = _most(min(one.compress_size, self._size))
        left = LARGEST - self._inflated
        try:
            with self._zip.open(one) as opened:
                content = opened.read(min(most, left) + 1)
        except DAMAGES as error:
            raise DataError(
                f"{self._file}, entry {name}: it cannot be read ({error}); expected a whole "
                "archive: export it again"
            ) from None
        if len(content) > most:
            raise self._too_much(one)
        if len(content) > left:
            raise self._too_large(LARGEST + 1)
        self._inflated += len(content)
        return content

    def _refuse(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise DataError(
                f"{self._file}: found {len(entries)} entries; expected at most {MOST_ENTRIES}"
            )
        for one in entries:
            if _outside(one.filename):
                raise DataError(
                    f"{self._file}: found the entry `{one.filename}`, a path outside of the "
                    "archive; expected names inside of it: export it again, and do not trust this "
                    "file"
                )
            if one.flag_bits & ENCRYPTED:
                raise DataError(
                    f"{self._file}, entry {one.filename}: it is encrypted; expected an export "
                    "without a password"
                )
        if len(self._entries) < sum(not one.is_dir() for one in entries):
            raise DataError(f"{self._file}: found two entries of one name; export it again")
        self._refuse_bombs([one for one in entries if one.filename.lower().endswith(READ)])

    def _refuse_bombs(self, entries: list[zipfile.ZipInfo]) -> None:
        total = sum(one.file_size for one in entries)
        if total > LARGEST:
            raise self._too_large(total)
        for one in entries:
            if one.file_size > _most(one.compress_size):
                raise self._too_much(one)

    def _too_large(self, total: int) -> DataError:
        return DataError(
            f"{self._file}: its texts expand to {total / 1e6:,.0f} MB; expected at most "
            f"{LARGEST / 1e6:,.0f} MB: split the collection"
        )

    def _too_much(self, one: zipfile.ZipInfo) -> DataError:
        ratio = one.file_size / max(one.compress_size, 1)
        return DataError(
            f"{self._file}, entry {one.filename}: it expands {ratio:,.0f} times; expected "
            f"at most {LARGEST_RATIO} times, as texts do"
        )


def _most(compressed: int) -> int:
    """The bytes that an entry of so many compressed ones may inflate to."""
    return max(SMALL, LARGEST_RATIO * compressed)


def _outside(name: str) -> bool:
    """Whether a name leads out of the folder that the archive would be unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def _kind(file: str) -> str:
    if file.lower().endswith(".xlsx"):
        return "a workbook as Excel or LibreOffice saves it (.xlsx)"
    return "a REFI-QDA project (.qdpx), as NVivo, ATLAS.ti, MAXQDA or Quirkos export it"
