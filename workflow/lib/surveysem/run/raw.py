"""Raw files as far as their headers tell: no case is read, nothing is written."""

from __future__ import annotations

from pathlib import Path

from surveysem.run.faults import Fault

SIGNATURES = {".sav": (b"$FL2",), ".zsav": (b"$FL3", b"$FL2")}
ENCRYPTED = b"ENCRYPTEDSAV"
PORTABLE = b"SPSSPORT"
OTHERS = {
    b"PK\x03\x04": "an Excel or zip file",
    b"<sta": "a Stata file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"version https://git-lfs": "a Git LFS pointer, whose file was never fetched",
}
FALLBACK = "WINDOWS-1252"
EXPECTED = "an SPSS data file (.sav, .zsav or .por)"


def variables(root: Path, file: str) -> tuple[tuple[str, ...], list[Fault]]:
    """The names of the variables in ``root / file``, and what is wrong with the file."""
    path = root / file
    found = _foreign(path)
    if found:
        return (), [Fault(file, found, EXPECTED)]
    import pyreadstat

    read = pyreadstat.read_por if path.suffix.lower() == ".por" else pyreadstat.read_sav
    try:
        try:
            _, header = read(str(path), metadataonly=True)
        except UnicodeError:
            _, header = read(str(path), metadataonly=True, encoding=FALLBACK)
    except Exception as error:  # pyreadstat raises whatever its reader met
        return (), [Fault(file, f"a header that cannot be read ({error})", EXPECTED)]
    return tuple(header.column_names), []


def _foreign(path: Path) -> str:
    """What a file is that is no SPSS data file; empty when its first bytes are right."""
    with path.open("rb") as raw:
        head = raw.read(1024)
    if not head:
        return "an empty file"
    if ENCRYPTED in head[:32]:
        return "an encrypted SPSS file, which only SPSS and its password can open"
    suffix = path.suffix.lower()
    if suffix == ".por":
        right = PORTABLE in head.replace(b"\r", b"").replace(b"\n", b"")
    else:
        right = head.startswith(SIGNATURES.get(suffix, SIGNATURES[".zsav"]))
    if right:
        return ""
    known = (name for mark, name in OTHERS.items() if head.startswith(mark))
    text = "text" if all(byte >= 9 for byte in head) else "something else"
    return f"{next(known, text)}, by its first bytes"
