"""Running a program on a report, and saying where in the source a fault lies."""

import json
import os
import re
import subprocess
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.source import MAP

EPOCH = "315532800"
"""1 January 1980, the date of every file: the same artefacts give the same bytes."""
_LINE = re.compile(r"report\.qmd\S* ?(?:line |:)(\d+)")
SECONDS = 600


def run(command: Sequence[str], folder: Path, extra: Mapping[str, str] | None = None) -> str:
    """Run ``command`` in ``folder`` and return what it printed.

    Raises
    ------
    SurveySemError
        It does not start, does not end in time or ends with a code other than 0; the message names
        the section of the source where that can be known.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **(extra or {})}
    program = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        raise SurveySemError(f"report: {program} does not start ({error})") from None
    except subprocess.TimeoutExpired:
        raise SurveySemError(f"report: {program} did not end within {SECONDS} seconds") from None
    printed = done.stdout + done.stderr
    if done.returncode != 0:
        raise SurveySemError(f"report: {program} failed{place(printed, folder)}: {tail(printed)}")
    return printed


def tail(printed: str) -> str:
    """The last lines of what a program printed, on one line."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    return " / ".join(lines[-6:]) or "it printed nothing"


def place(printed: str, folder: Path) -> str:
    """Where in the source a message points to: `` in sections/x.qmd``, or nothing if unknown."""
    found = _LINE.search(printed)
    if not found:
        return ""
    starts = json.loads((folder / MAP).read_text(encoding="utf-8"))
    index = bisect_right([line for line, _ in starts], int(found[1])) - 1
    return f" in {starts[index][1]}"
