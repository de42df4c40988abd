"""Snakemake as a program, its terminal in a log."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from surveysem.errors import SurveySemError

SNAKEFILE = Path(__file__).parents[5] / "Snakefile"
# The rule that moves finished reports into reports/, and so all that comes after it.
PUBLISHING = "publish_report"

# What Snakemake writes below the messages of failed jobs.
_AFTER_IT = "\nComplete log"


def run(folder: Path, cores: int, log: IO[str], *options: str) -> None:
    """Run the workflow in ``folder``; what it prints goes to ``log``.

    Raises
    ------
    SurveySemError
        It failed; the message is what the failed jobs had to say.
    """
    words = [sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE)]
    words += ["--directory", str(folder), "--cores", str(cores), *options]
    begin = log.tell()
    ended = subprocess.run(
        words,
        cwd=folder,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        check=False,
    )
    if ended.returncode:
        log.flush()
        raise SurveySemError(_said(Path(log.name), begin))


def _said(log: Path, begin: int) -> str:
    """What the end of a log says of the failure."""
    with log.open(encoding="utf-8", errors="replace") as file:
        file.seek(begin)
        text = file.read()
    for sign in ("1 job failed.", " jobs failed.", ", nothing was run."):
        if sign in text:
            start = text.rindex(sign)
            said = text[text.rfind("\n", 0, start) + 1 :]
            return said.partition(_AFTER_IT)[0].strip()
    return "\n".join(text.strip().splitlines()[-10:]) or "snakemake ended without a word"
