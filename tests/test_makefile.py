"""What each target would do, in which order; nothing is run."""

import shutil
import subprocess
from pathlib import Path

import pytest

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
        (["test"], ["pytest"]),
        (["check"], ["ruff check", "ruff format --check", "mypy", "snakefmt", "snakemake --lint"]),
        (["bench"], ["python -m bench"]),
        (["slurm"], ["python -m slurm small"]),
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
    for target in ("env", "test", "check", "bench", "reference", "lock", "clean"):
        assert recipe(target)
