"""Which jobs a study asks for whose draws are spread over several, on a cluster."""

import re
import shutil
from pathlib import Path

import pytest
from once import once

from study import workbench

WHERE = ("wave schools", "wave later", "all waves")
SHARES = 3


def plan(place: Path) -> None:
    """What snakemake would do with two waves of the second study and profiles/slurm."""
    folder = workbench.holzinger_folder(place / "study")
    shutil.copy(folder / "data/raw/schools.sav", folder / "data/raw/later.sav")
    path = folder / "config/config.yaml"
    text = path.read_text(encoding="utf-8")
    for stated in ("bootstrap: {draws: 200, level: 0.95", "\nhypotheses:\n"):
        assert text.count(stated) == 1
    text = text.replace("level: 0.95}", f"level: 0.95, scatter: {SHARES}}}", 1)
    text = text.replace("\nhypotheses:\n", f"\nhypotheses:\n  scatter: {SHARES}\n")
    path.write_text(text, encoding="utf-8")
    profile = str(workbench.ROOT / "profiles/slurm")
    run = workbench.snakemake(folder, "--dry-run", "--profile", profile)
    (place / "terminal.txt").write_text(run.stdout + run.stderr, encoding="utf-8")


@pytest.fixture
def terminal(tmp_path_factory: pytest.TempPathFactory) -> str:
    terminal = (once(tmp_path_factory, "scattered", plan) / "terminal.txt").read_text()
    # Snakemake ends here where a group of the profile would wait for itself.
    assert "This was a dry-run" in terminal, terminal[-4000:]
    return terminal


@pytest.fixture
def planned(terminal: str) -> list[str]:
    return re.findall(r"^Job \d+: (.*)", terminal, re.M)


@pytest.mark.parametrize("work", ["Bootstrap", "power", "other choices", "reliability"])
def test_draws_are_spread_over_as_many_jobs_as_the_study_says(
    work: str, planned: list[str]
) -> None:
    first = {
        "Bootstrap": r"Bootstrap paths on (.*), share (\d)",
        "power": r"Draw for the power of paths in (.*), share (\d)",
        "other choices": r"Fit (.*) under other choices of analysis, share (\d)",
        "reliability": r"Bootstrap three_factors on (.*), share (\d)",
    }[work]
    found = sorted(hit.groups() for one in planned if (hit := re.fullmatch(first, one)))
    where = WHERE if work == "Bootstrap" else WHERE[:2]
    assert found == sorted((place, str(k)) for place in where for k in range(1, SHARES + 1))


def test_interactions_are_probed_with_the_draws_of_their_model(terminal: str) -> None:
    """They have no bootstrap of their own."""
    said = "Probe the interactions of moderated in wave schools"
    [given] = re.findall(rf"^Job \d+: {said}\nReason: .*; Input files(.*)", terminal, re.M)
    place = "data/processed/hypotheses/schools/all/moderated"
    for number in range(1, SHARES + 1):
        assert f"{place}/share_{number}/bootstrap_draws.parquet" in given
