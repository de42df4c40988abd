"""One run of a study as a timer starts it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from surveysem.errors import SurveySemError
from surveysem.run.rerun import dated, hooks, status, workflow
from surveysem.run.rerun.lock import locked
from surveysem.run.resume import resume

if TYPE_CHECKING:
    from surveysem.study.study import Study

LOGS = "logs/rerun"
KEPT = 12
NOTHING_NEW, UPDATED, CHANGED, FAILED = "nothing new", "updated", "verdicts changed", "failed"
EXIT_CODES = {NOTHING_NEW: 0, UPDATED: 0, CHANGED: 10, FAILED: 1}


@dataclass(frozen=True, slots=True)
class Rerun:
    """What became of a rerun: ``outcome``, one of EXIT_CODES, and the ``record`` of status.json.

    ``message`` says why it failed. It may name a row and its answer, and so stays on the terminal
    and in the log: the record is published.
    """

    outcome: str
    record: Mapping[str, Any]
    message: str = ""


def rerun(folder: Path, cores: int, schemas: Path) -> Rerun:
    """Bring a study up to date; publish all of its reports, or none where anything fails.

    Everything but publishing runs first, then the finished reports move into ``reports/``. What was
    published stays until then, also through a failure. The record of the run is
    ``reports/status.json``, its terminal ``logs/rerun/<date>.log``, its reports are kept in
    ``reports/dated/<date>``.

    Raises
    ------
    SurveySemError
        Another rerun is at work; nothing is touched.
    """
    folder = folder.resolve()
    begun, clock = datetime.now(UTC), time.monotonic()
    stamp = begun.strftime("%Y-%m-%dT%H-%M-%SZ")
    with locked(folder / LOGS / "lock"):
        before = status.read(folder)
        path = folder / LOGS / f"{stamp}.log"
        with path.open("w", encoding="utf-8") as log:
            found = _attempt(folder, cores, schemas, before, stamp, log)
            message = found.pop("message")
        record = {
            "started": begun.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "duration_seconds": round(time.monotonic() - clock, 1),
            "log": str(path.relative_to(folder)),
            **found,
        }
        record["hooks"] = _call_hooks(folder, record)
        status.write(folder, record)
    return Rerun(record["outcome"], record, message)


def _attempt(
    folder: Path, cores: int, schemas: Path, before: Mapping[str, Any], stamp: str, log: TextIO
) -> dict[str, Any]:
    """Run, publish and compare; a failure keeps what is known of the last good run."""
    from surveysem.study import configuration, study

    try:
        log.writelines(f"{line}\n" for line in resume(folder))
        published = _published(folder)
        found = study.load(configuration.read(folder), folder, schemas)
        workflow.run(folder, cores, log, "--omit-from", workflow.PUBLISHING)
        workflow.run(folder, cores, log)
        return _succeeded(folder, found, before, stamp, anew=_published(folder) != published)
    except SurveySemError as error:
        message = str(error)
    except Exception as error:
        log.write(traceback.format_exc())
        message = f"{type(error).__name__}: {error}"
    log.write(f"{message}\n")
    return _failed(before, message)


def _failed(before: Mapping[str, Any], message: str) -> dict[str, Any]:
    kept = {name: before.get(name, empty) for name, empty in _EMPTY.items()}
    return {**kept, "outcome": FAILED, "exit_code": 1, "changes": [], "message": message}


_EMPTY: dict[str, Any] = {"title": "", "waves": [], "digests": {}, "dated": None}


def _succeeded(
    folder: Path, found: Study, before: Mapping[str, Any], stamp: str, *, anew: bool
) -> dict[str, Any]:
    waves = status.of_waves(folder, found)
    changed = status.changes(before.get("waves", []), waves)
    outcome = CHANGED if changed else UPDATED if anew else NOTHING_NEW
    schedule = found.schedule
    kept = dated.keep(folder, stamp, schedule.get("keep", KEPT)) if anew else before.get("dated")
    return {
        "title": next(iter(found.config["study"]["title"].values())),
        "outcome": outcome,
        "exit_code": EXIT_CODES[outcome],
        "waves": waves,
        "changes": changed,
        "message": "",
        "dated": kept,
        "digests": status.digests(folder),
    }


def _published(folder: Path) -> dict[str, int]:
    """Every published file and when it was written."""
    return {
        str(path): path.stat().st_mtime_ns
        for path in (folder / "reports").rglob("*")
        if path.is_file() and "dated" not in path.parts and path.name != Path(status.FILE).name
    }


def _call_hooks(folder: Path, record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Hooks of the study; silent where nothing is new."""
    from surveysem.study import configuration

    if record["outcome"] == NOTHING_NEW:
        return []
    try:
        stated = configuration.read(folder).get("schedule") or {}
    except SurveySemError:
        return []
    return hooks.call(stated, record)
