"""The state of a study after a run, as one record that programs can read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem import __version__
from surveysem.run import artefacts
from surveysem.run.digests import of_file, of_files

if TYPE_CHECKING:
    from surveysem.study.study import Study

FILE = "reports/status.json"
PROCESSED = "data/processed"


def read(folder: Path) -> dict[str, Any]:
    """The record of the last run, empty where there is none or where it cannot be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the record; a reader sees the last one or this one, never a part."""
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    arriving = path.with_name(f".{path.name}.{os.getpid()}")
    arriving.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    arriving.replace(path)


def of_waves(folder: Path, study: Study) -> list[dict[str, Any]]:
    """Wave, n analysed, verdict of each hypothesis and digest of the raw file, in order of waves.

    Counts and verdicts only: nothing of single respondents.
    """
    return [
        {
            "wave": wave,
            "n": _n(folder / PROCESSED / f"clean/{wave}/flow.parquet"),
            "verdicts": _verdicts(
                folder / PROCESSED / f"hypotheses/{wave}/{study.sample}/verdicts.parquet"
            ),
            "raw": {"file": file, "sha256": of_file(folder / file)},
        }
        for wave, file in study.waves.items()
    ]


def _n(flow: Path) -> int:
    return int(artefacts.read_table(str(flow))["n"].iloc[-1])


def _verdicts(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    table = artefacts.read_table(str(path))
    return dict(zip(table["id"], table["verdict"], strict=True))


def digests(folder: Path) -> dict[str, Any]:
    """Digests of configuration and published reports, and the version that made them."""
    return {
        "surveysem": __version__,
        "config": of_files(folder / "config", _files(folder / "config")),
        "reports": {
            str(path.relative_to(folder)): of_file(path)
            for path in sorted((folder / "reports").glob("*/*"))
            if path.is_file() and path.parent.name != "dated"
        },
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def changes(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[dict[str, str | None]]:
    """Verdicts that are others than before: of the latest wave, and of every earlier wave.

    The verdict of a hypothesis in the latest wave is set against its verdict in the wave that was
    the latest before; that of an earlier wave against its own. A hypothesis that was not there
    before is no change.
    """
    from surveysem.survey.waves.verdict_changes import changed

    if not before or not after:
        return []
    earlier = {wave["wave"]: wave["verdicts"] for wave in before}
    pairs = [(before[-1], after[-1])]
    pairs += [
        ({"wave": wave["wave"], "verdicts": earlier[wave["wave"]]}, wave)
        for wave in after[:-1]
        if wave["wave"] in earlier
    ]
    return [
        {
            "hypothesis": name,
            "wave_before": old["wave"],
            "before": old["verdicts"][name],
            "wave": new["wave"],
            "verdict": new["verdicts"][name],
        }
        for old, new in pairs
        for name in changed(old["verdicts"], new["verdicts"])
    ]
