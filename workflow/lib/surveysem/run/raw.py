"""Raw files that were analysed before: the same name must mean the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.errors import SpecificationError
from surveysem.run import artefacts, digests

if TYPE_CHECKING:
    from surveysem.study.study import Study

# The first artefact of a wave; its origin holds the digest of the raw file.
FIRST = "data/processed/clean/{wave}/decisions.parquet"


def refuse_changed(folder: Path, study: Study) -> None:
    """Refuse to go on where a raw file is not the one that was analysed under its name.

    Raises
    ------
    SpecificationError
        Every such file, unless ``sha256`` of its row of waves.tsv is the digest of the new file.
    """
    told = [
        f"{file}: its answers are not those that were analysed as wave {wave} (sha256 {old}, now"
        f" {new}); expected the analysed file, another name for a new wave, or sha256 {new} in the"
        f" row {wave} of waves.tsv, which acknowledges the change"
        for wave, file in study.waves.items()
        for old, new in [(analysed(folder, wave, file), digests.of_file(folder / file))]
        if old is not None and old != new and study.acknowledged[wave] != new
    ]
    if told:
        counted = "1 raw file has" if len(told) == 1 else f"{len(told)} raw files have"
        raise SpecificationError("\n\n".join([f"{counted} changed, nothing was run.", *told]))


def analysed(folder: Path, wave: str, file: str) -> str | None:
    """Digest of the raw file from which the artefacts of a wave were made; None without any."""
    path = folder / FIRST.format(wave=wave)
    if not path.is_file():
        return None
    try:
        found: str | None = artefacts.read_origin(str(path))["raw"].get(Path(file).name)
    except (OSError, ValueError):
        return None
    return found
