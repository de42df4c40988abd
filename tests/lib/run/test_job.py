"""The frame of a job: what goes to its log, and what to the terminal."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, warnings
from pathlib import Path
from types import SimpleNamespace
from surveysem.errors import DataError
from surveysem.run import job

log = job.start(
    SimpleNamespace(
        rule="clean_responses",
        wildcards={"wave": "first"},
        params={"code": "c0de", "seed": int(sys.argv[1])},
        log=["logs/deep/first.log"],
    )
)
log.info("at work")
warnings.warn("a package is worried")
print(job.context().provenance(), job.context().wildcards)
"""
LOG = "logs/deep/first.log"


def run(folder: Path, ending: str = "", seed: int = 1) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(SCRIPT + ending)
    return subprocess.run(
        [sys.executable, "script.py", str(seed)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_own_error_prints_its_message_alone(tmp_path: Path) -> None:
    ended = run(tmp_path, 'raise DataError("item x1: value 9 outside 1..5 (2 rows)")')
    assert ended.returncode == 1
    assert ended.stderr == "\nitem x1: value 9 outside 1..5 (2 rows)\n\n"
    log = (tmp_path / LOG).read_text()
    assert "Traceback (most recent call last):" in log
    assert "surveysem.errors.DataError: item x1: value 9 outside 1..5 (2 rows)" in log
    assert 'script.py", line' in log


def test_a_foreign_error_is_called_a_fault_of_surveysem(tmp_path: Path) -> None:
    ended = run(tmp_path, "{}['x9']")
    assert ended.returncode == 1
    assert ended.stderr == (
        "\nKeyError: 'x9'\n"
        "This is a fault of surveysem, not of the survey; the log of the job has the details.\n\n"
    )
    assert "Traceback (most recent call last):" in (tmp_path / LOG).read_text()


def test_the_log_has_what_the_job_says_and_what_packages_warn_of(tmp_path: Path) -> None:
    ended = run(tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    said, warned = (tmp_path / LOG).read_text().splitlines()[:2]
    assert said.endswith("INFO at work")
    assert "WARNING" in warned
    assert warned.endswith("UserWarning: a package is worried")


def test_a_rerun_starts_its_log_anew(tmp_path: Path) -> None:
    run(tmp_path)
    run(tmp_path)
    assert (tmp_path / LOG).read_text().count("at work") == 1


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_provenance_changes_with_the_choices_and_with_nothing_else(
    tmp_path: Path, seed: int, same: bool
) -> None:
    first, second = run(tmp_path).stdout, run(tmp_path, seed=seed).stdout
    assert "'rule': 'clean_responses', 'code': 'c0de'" in first
    assert "{'wave': 'first'}" in first
    assert (first == second) is same
