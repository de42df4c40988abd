"""Guards around pyreadstat: what a damaged, foreign or mislabelled file is told apart by."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.spss.content import Content
from surveysem.survey.spss.header import CODE_PAGES, SavHeader
from surveysem.survey.spss.missing import counted

FALLBACK_ENCODING = "WINDOWS-1252"
FOREIGN = (
    (b"PK\x03\x04", "a zip or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"PAR1", "a parquet file"),
    (b"<stata_dta>", "a Stata file"),
    (b"RDX", "an R file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
)


def recognise(content: Content, name: str) -> str:
    """The kind of an SPSS file, sav or por, by its first bytes; anything else is refused."""
    if not content:
        raise DataError(f"{name}: the file is empty (0 bytes); expected an SPSS file")
    if b"ENCRYPTEDS" in content[:36]:
        raise DataError(
            f"{name}: the file is encrypted; expected a file without a password: "
            "open it in SPSS and save it without encryption"
        )
    if content[:4] in (b"$FL2", b"$FL3"):
        return "sav"
    if b"SPSSPORT" in content[:1000].replace(b"\r", b"").replace(b"\n", b""):
        return "por"
    found = next((what for magic, what in FOREIGN if content[:16].startswith(magic)), None)
    raise DataError(
        f"{name}: {found or 'no SPSS file'} found (its first bytes are "
        f"{content[:8]!r}); expected .sav, .zsav or .por as saved by SPSS"
    )


def check_last_row(content: Content, header: SavHeader, name: str) -> None:
    """Refuse an uncompressed file whose last row is cut."""
    if header.compressed or not header.row_bytes:
        return
    rows, rest = divmod(len(content) - header.data_start, header.row_bytes)
    if rest:
        raise DataError(
            f"{name}: the file ends inside row {rows + 1} ({rest} of "
            f"{header.row_bytes} bytes); expected whole rows: it is truncated, export "
            "it again from SPSS"
        )


def check_count(header: SavHeader, rows: int, name: str) -> None:
    """Refuse a file that states another number of cases than the rows read."""
    if header.n_cases is not None and header.n_cases != rows:
        raise DataError(
            f"{name}: the header states {header.n_cases} cases, {rows} rows were read; "
            "expected the same number: the file is truncated or was altered, export "
            "it again from SPSS"
        )


def check_names(names: Sequence[str | None], name: str) -> None:
    """Refuse a file in which a variable has no name, or two have the same."""
    faults = [
        at for at, variable in enumerate(names, 1) if not variable or names.index(variable) < at - 1
    ]
    if faults:
        raise DataError(
            f"{name}: variable {faults[0]} of {len(names)} has no name of its own; "
            "expected one: the dictionary of the file is damaged"
        )


def choose_encoding(header: SavHeader, name: str, asked: str | None) -> str:
    """The encoding for texts that are not in the one the file names."""
    if asked is not None:
        raise DataError(
            f"{name}: the texts are not in {asked}; expected the encoding they were "
            f"written in, often {FALLBACK_ENCODING}"
        )
    named = CODE_PAGES.get(header.code_page or 0, FALLBACK_ENCODING)
    return FALLBACK_ENCODING if named == "UTF-8" else named


def encoding_notes(
    header: SavHeader, texts: Sequence[pd.Series], meta: Any, name: str, encoding: str | None
) -> tuple[str, ...]:
    """What a reader must know about the encoding of the texts."""
    if encoding is not None:
        return (f"{name}: texts were read as {encoding}, as asked.",)
    if header.encoding is None and not all(text.isascii() for text in _texts(texts, meta)):
        return (
            f"{name}: the file names no encoding; texts were read as {meta.file_encoding}: "
            "check accents in the labels.",
        )
    return ()


def unreadable_notes(texts: Sequence[pd.Series], meta: Any, name: str) -> tuple[str, ...]:
    """Say where texts hold characters that the reader of portable files could not read."""
    lost = sum("\ufffd" in text for text in _texts(texts, meta))
    return (
        ()
        if not lost
        else (
            f"{name}: {counted(lost, 'text')} with characters that could not be read (shown as "
            "\ufffd): save the file as .sav in SPSS.",
        )
    )


def _texts(texts: Sequence[pd.Series], meta: Any) -> Iterator[str]:
    yield from meta.column_names
    yield from filter(None, meta.column_labels)
    for labels in meta.variable_value_labels.values():
        yield from labels.values()
    for column in texts:
        yield from (text for text in column.unique() if isinstance(text, str))
