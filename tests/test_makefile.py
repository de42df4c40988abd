"""What each target would do, in which order; nothing is run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from slurm import __main__ as slurm

ROOT = Path(__file__).parents[1]
ENVIRONMENT = [
    "-m venv .venv",
    "pip install --quiet --require-hashes --requirement requirements.lock",
    "pip install --quiet --no-deps --no-build-isolation --editable .",
]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


def recipe(*targets: str) -> list[str]:
    run = subprocess.run(
        ["make", "--dry-run", "--always-make", "--no-print-directory", *targets],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.splitlines()


@pytest.mark.parametrize(
    ("targets", "then"),
    [
        ([], ["python -m surveysem resume", "snakemake --cores", "reports/index.html"]),
        (["test"], ["pytest --numprocesses"]),
        (["long"], ["pytest --numprocesses 2 --dist worksteal -m long"]),
        (["check"], ["ruff check", "ruff format --check", "mypy", "snakefmt", "snakemake --lint"]),
        (["bench"], ["python -m bench"]),
        (["slurm"], ["python -m slurm small"]),
        (["slurm", "STUDY=shipped"], ["python -m slurm shipped"]),
    ],
)
def test_the_environment_stands_before_the_work_is_done(
    targets: list[str], then: list[str]
) -> None:
    lines = recipe(*targets)
    found = [
        next((i for i, line in enumerate(lines) if words in line), None)
        for words in [*ENVIRONMENT, *then]
    ]
    assert None not in found, lines
    assert found == sorted(found)


def test_every_target_of_the_head_is_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"make ([a-z]+) ", text.split("PYTHON ?=")[0])
    assert {"replicate", "verify", "test", "long", "check", "bench", "reference", "slurm"} <= {
        *named
    }
    [phony] = re.findall(r"^\.PHONY: (.*)$", text, re.M)
    assert set(named) < set(phony.split())
    for target in phony.split():
        assert recipe(target)


def test_make_slurm_fails_where_nothing_could_be_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(slurm.cluster, "lacking", lambda: ["slurmctld (packages slurm-wlm)"])
    assert slurm.main([]) == 1
    said = capsys.readouterr().out
    assert "nothing was run through SLURM: this machine lacks slurmctld (packages" in said
