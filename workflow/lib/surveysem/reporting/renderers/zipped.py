"""Files that are zip archives (Word, Excel), rewritten so that equal content gives equal bytes."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")


def rewrite(
    path: Path, edits: Mapping[str, Callable[[str], str]], added: Mapping[str, str] | None = None
) -> None:
    """Edit parts of an archive and add others; every part is dated 1 January 1980."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, edit in edits.items():
        parts[name] = edit(parts[name].decode("utf-8")).encode("utf-8")
    parts |= {name: text.encode("utf-8") for name, text in (added or {}).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)


def fix_dates(path: Path) -> None:
    """Date an archive and its document properties 1 January 1980."""
    rewrite(
        path, {"docProps/core.xml": lambda xml: _MODIFIED.sub(r"\g<1>1980-01-01T00:00:00Z", xml)}
    )
