"""Reruns of a study as a timer starts them, and their violent end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from study import workbench

SECONDS = 600
WELL = (0, 10)
"""Exit codes of a rerun that did its work."""


def start(folder: Path) -> subprocess.Popen[str]:
    """A rerun of its own process group, as under a scheduler."""
    words = [sys.executable, "-m", "surveysem", "rerun", "--cores", "2", "--directory", str(folder)]
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=workbench.environment(),
        start_new_session=True,
    )


def rerun(folder: Path) -> tuple[int, str]:
    """Exit code and terminal of one whole rerun."""
    run = start(folder)
    terminal, _ = run.communicate(timeout=SECONDS)
    return run.returncode, terminal


def kill(folder: Path, after: float) -> bool:
    """SIGKILL to a rerun and to its snakemake ``after`` seconds; False where it ended well before.

    Jobs that are at work stay behind as orphans, as after the death of a machine's scheduler.
    Raises RuntimeError where the rerun failed before its moment had come.
    """
    run = start(folder)
    try:
        terminal, _ = run.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        _kill(run)
        return True
    if run.returncode not in WELL:
        raise RuntimeError(terminal)
    return False


def _kill(run: subprocess.Popen[str]) -> None:
    for process in _snakemakes(run.pid):
        os.kill(process.pid, signal.SIGKILL)
    run.kill()
    run.communicate()


def _snakemakes(pid: int) -> list[psutil.Process]:
    try:
        children = psutil.Process(pid).children()
    except psutil.NoSuchProcess:
        return []
    return [child for child in children if "snakemake" in " ".join(child.cmdline())]
