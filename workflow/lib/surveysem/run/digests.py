"""SHA-256 digests of files."""

from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path


def of_file(path: Path) -> str:
    """Hex digest of the content of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def of_files(root: Path, files: Iterable[Path]) -> str:
    """One hex digest of the names below ``root`` and the contents of files."""
    found = sha256()
    for path in sorted(files):
        found.update(f"{path.relative_to(root)}\0{of_file(path)}\n".encode())
    return found.hexdigest()
