"""Which jobs a study of several waves asks for."""

import re
from pathlib import Path

import pytest
import yaml

from study import sketch, workbench


@pytest.fixture
def two_waves(tmp_path: Path) -> Path:
    """The sketch with a second wave; exploration is left to the first."""
    explore = {**sketch.CONFIG["explore"], "respondents": "waves"}
    folder = sketch.write(tmp_path / "study", explore=explore)
    raw = folder / "data/raw"
    (raw / "wave.sav").rename(raw / "a.sav")
    workbench.write_sav(sketch.answers(seed=4), raw / "b.sav")
    return folder


def planned(folder: Path, *arguments: str) -> list[str]:
    run = workbench.snakemake(folder, "--dry-run", *arguments)
    assert run.returncode == 0, run.stderr[-4000:]
    return re.findall(r"^Job \d+: (.*)", run.stdout + run.stderr, re.M)


def test_the_first_wave_is_explored_and_the_later_ones_confirm(two_waves: Path) -> None:
    messages = planned(two_waves)
    explored = [one for one in messages if re.match(r"Purify|Extract|Count|Assess the adeq", one)]
    assert {one.split()[-1] for one in explored} == {"a"}
    confirmed = [one for one in messages if one.startswith("Fit measurement")]
    assert {one.split()[-1] for one in confirmed} == {"a", "b"}
    shown = workbench.snakemake(
        two_waves, "--dry-run", "data/processed/explore/b/all/models/measurement.lav"
    )
    assert "data/processed/explore/a/all/purification.parquet" in shown.stdout + shown.stderr


def test_one_wave_has_nothing_to_compare(two_waves: Path) -> None:
    (two_waves / "data/raw/b.sav").unlink()
    messages = planned(two_waves)
    assert not [one for one in messages if "all waves" in one or "Pool" in one or "pooled" in one]


def test_waves_may_be_compared_where_there_are_no_groups(two_waves: Path) -> None:
    path = two_waves / "config/config.yaml"
    config = yaml.safe_load(path.read_text())
    bound = {"value": 0.01, "source": "a test"}
    config["confirm"]["invariance"] = {"alpha": 0.05, "delta_cfi": bound, "delta_rmsea": bound}
    path.write_text(yaml.safe_dump(config))
    messages = planned(two_waves)
    assert "Test the invariance of the measurement over waves" in messages
    assert "Bootstrap structural on all waves" in messages
    assert "Judge the hypotheses in all waves" in messages
    assert not [one for one in messages if "over groups" in one]


def test_a_study_without_hypotheses_compares_the_measurement(tmp_path: Path) -> None:
    bound = {"value": 0.01, "source": "a test"}
    invariance = {"alpha": 0.05, "delta_cfi": bound, "delta_rmsea": bound}
    confirm = {**sketch.CONFIG["confirm"], "invariance": invariance}
    folder = sketch.write(tmp_path / "study", hypotheses=(), confirm=confirm)
    workbench.write_sav(sketch.answers(seed=4), folder / "data/raw/wave_2.sav")
    messages = planned(folder)
    assert "Test the invariance of the measurement over waves" in messages
    assert "Publish the reports of wave pooled" in messages
    assert not [one for one in messages if "Judge" in one or "verdicts" in one]


def test_a_study_that_asks_for_no_comparison_still_pools(two_waves: Path) -> None:
    messages = planned(two_waves)
    assert "Pool the waves" in messages
    assert "Publish the reports of wave pooled" in messages
    assert not [one for one in messages if "over waves" in one]
