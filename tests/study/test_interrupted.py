"""A run that was ended in its middle goes on from there, to the results of an undisturbed run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from study import artefacts, workbench

# A bootstrap that is still at work when its run is killed.
ENDLESS = "hypotheses: {bootstrap: {draws: 2000000}}"
SECONDS = 300


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return workbench.beginning_of(small, tmp_path)


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process group of its own, as under a scheduler."""
    with (folder / "terminal.txt").open("wb") as terminal:
        run = subprocess.Popen(
            workbench.command("hypotheses", *arguments, folder=folder),
            cwd=folder,
            stdout=terminal,
            stderr=subprocess.STDOUT,
            env=workbench.environment(),
            start_new_session=True,
        )
        try:
            yield run
        finally:
            for process in [run, *jobs(folder)]:
                process.kill()
            run.wait()


def jobs(folder: Path, script: str = "") -> list[psutil.Process]:
    place = f"{folder}/.snakemake/scripts/"
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(place in word and script in word for word in process.info["cmdline"] or [])
    ]


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "the run did not come so far"
        time.sleep(0.05)


def resume(folder: Path) -> str:
    words = [sys.executable, "-m", "surveysem", "resume", "--directory", str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.long
def test_after_sigterm_a_plain_run_goes_on(folder: Path, small: Path) -> None:
    with running(folder) as run:
        wait_until(lambda: jobs(folder, "fit_structural"))
        os.killpg(run.pid, signal.SIGTERM)
        assert run.wait(SECONDS) != 0
        wait_until(lambda: not jobs(folder))
    kept = folder / "data/processed/clean/wave/items_all.parquet"
    made = kept.stat().st_mtime_ns
    again = workbench.snakemake(folder, "hypotheses")
    assert again.returncode == 0, again.stderr[-4000:]
    assert f"profile {workbench.ROOT}/profiles/default" in again.stdout + again.stderr
    assert kept.stat().st_mtime_ns == made
    artefacts.assert_equal(folder, small, "clean", "explore", "hypotheses")


@pytest.mark.long
def test_after_sigkill_a_plain_run_refuses_and_resume_makes_it_go_on(
    folder: Path, small: Path
) -> None:
    (folder / "endless.yaml").write_text(ENDLESS)
    with running(folder, "--configfile", "config/config.yaml", "endless.yaml") as run:
        wait_until(lambda: jobs(folder, "bootstrap_structural"))
        run.kill()
        run.wait(SECONDS)
        (orphan,) = jobs(folder, "bootstrap_structural")
        refused = workbench.snakemake(folder, "hypotheses")
        assert refused.returncode == 1
        assert "Directory cannot be locked" in refused.stdout + refused.stderr
        assert orphan.is_running()
        done = resume(folder).splitlines()
        assert f"Ended orphaned job {orphan.pid} of a killed run." in done
        assert "Cleared the lock of a killed run." in done
        assert not jobs(folder)
    again = workbench.snakemake(folder, "hypotheses")
    assert again.returncode == 0, again.stderr[-4000:]
    artefacts.assert_equal(folder, small, "clean", "explore", "hypotheses")
