"""Reports of earlier runs, kept by the date of their run."""

import shutil
from pathlib import Path

FOLDER = "reports/dated"


def keep(folder: Path, stamp: str, most: int) -> str:
    """Copy what is published to ``reports/dated/<stamp>`` and drop the oldest beyond ``most``.

    Returns the path of the copy, from ``folder``; it takes its name by one rename.
    """
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    arriving = place / f".{stamp}.part"
    shutil.rmtree(arriving, ignore_errors=True)
    shutil.copytree(folder / "reports", arriving, ignore=_but_published)
    arriving.rename(place / stamp)
    for old in sorted(path for path in place.iterdir() if path.name[0] != ".")[:-most]:
        shutil.rmtree(old)
    return f"{FOLDER}/{stamp}"


def _but_published(folder: str, names: list[str]) -> set[str]:
    inside = Path(folder).name == "reports"
    return {name for name in names if name[0] == "." or (inside and name == Path(FOLDER).name)}
