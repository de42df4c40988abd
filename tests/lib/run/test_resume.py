"""What a killed run left is found by what it is, and a run at work is left alone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from surveysem.__main__ import main
from surveysem.errors import SurveySemError
from surveysem.run import resume

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP
CHILD = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"
SECONDS = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".snakemake/scripts").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def start(started: list[subprocess.Popen[str]], folder: Path, *words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, *words], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    started.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def ended(process: subprocess.Popen[str]) -> bool:
    process.wait(SECONDS)
    return not psutil.pid_exists(process.pid)


def job(folder: Path, code: str = SLEEP) -> str:
    path = folder / ".snakemake/scripts/tmp1.clean_responses.py"
    path.write_text(code)
    return str(path)


def run(folder: Path, name: str = "snakemake") -> str:
    path = folder / "bin" / name
    path.parent.mkdir()
    path.write_text(SLEEP)
    return str(path)


def test_nothing_to_do_says_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resume", "--directory", str(folder)]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_folder_that_was_never_run_is_ready(tmp_path: Path) -> None:
    assert resume.resume(tmp_path) == []


def test_an_orphan_is_ended(folder: Path, started: list[subprocess.Popen[str]]) -> None:
    orphan = start(started, folder, job(folder))
    assert resume.resume(folder) == [f"Ended orphaned job {orphan.pid} of a killed run."]
    assert ended(orphan)


def test_an_orphan_that_ignores_sigterm_is_ended_too(
    folder: Path, started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume, "PATIENCE_SECONDS", 0.5)
    orphan = start(started, folder, job(folder, STUBBORN))
    assert len(resume.resume(folder)) == 1
    assert ended(orphan)


def test_what_an_orphan_started_ends_with_it(
    folder: Path, started: list[subprocess.Popen[str]]
) -> None:
    orphan = start(started, folder, job(folder, CHILD), SLEEP)
    (child,) = psutil.Process(orphan.pid).children()
    resume.resume(folder)
    child.wait(SECONDS)
    assert not child.is_running()


def test_jobs_of_another_folder_and_other_programs_are_left_alone(
    folder: Path, started: list[subprocess.Popen[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".snakemake/scripts").mkdir(parents=True)
    other = start(started, elsewhere, job(elsewhere))
    notebook = start(started, folder, "-c", SLEEP)
    assert resume.resume(folder) == []
    assert other.poll() is None
    assert notebook.poll() is None


def test_a_stale_lock_is_cleared(folder: Path) -> None:
    locks = folder / ".snakemake/locks"
    locks.mkdir()
    for name in ("0.input.lock", "0.output.lock"):
        (locks / name).touch()
    assert resume.resume(folder) == ["Cleared the lock of a killed run."]
    assert list(locks.iterdir()) == []


def test_a_run_at_work_keeps_its_lock_and_its_jobs(
    folder: Path, started: list[subprocess.Popen[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lock = folder / ".snakemake/locks/0.input.lock"
    lock.parent.mkdir()
    lock.touch()
    owner = start(started, folder, run(folder), "--cores", "1")
    at_work = start(started, folder, job(folder))
    assert main(["resume", "--directory", str(folder)]) == 1
    expected = f"another run is at work in {folder} (process {owner.pid}): wait for it, or end it\n"
    assert capsys.readouterr() == ("", expected)
    assert lock.exists()
    assert at_work.poll() is None


def test_a_run_is_known_as_module_too(folder: Path, started: list[subprocess.Popen[str]]) -> None:
    (folder / "snakemake.py").write_text(SLEEP)
    start(started, folder, "-m", "snakemake", "--cores", "1")
    with pytest.raises(SurveySemError, match="another run is at work"):
        resume.resume(folder)


def test_a_folder_reached_by_a_link_is_the_same_folder(
    folder: Path, started: list[subprocess.Popen[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("links") / "study"
    link.symlink_to(folder)
    start(started, folder, job(folder))
    assert len(resume.resume(link)) == 1
