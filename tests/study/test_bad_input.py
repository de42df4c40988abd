"""Bad input as a user meets it in a terminal: paragraphs that say what, where and how to go on."""

import shutil
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from study import workbench

CASE_COUNT_AT = 80
NO_PYTHON = ("Traceback", 'File "', "Error in file", "SpecificationError", "WorkflowError")
SCORES = [f"x{i}" for i in range(1, 10)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workbench.holzinger_folder(tmp_path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_all_faults_of_a_study_stand_on_the_terminal_before_any_job(folder: Path) -> None:
    edit(folder / "config/config.yaml", "seed: 1939", "sead: 1939")
    edit(folder / "config/items.tsv", "x9\titem\tspeed", "x9\titem\tsped")
    edit(folder / "config/models/paths.lav", "x8", "x88")
    (folder / "data/raw/empty.sav").touch()
    content = (folder / "data/raw/schools.sav").read_bytes()
    (folder / "data/raw/truncated.sav").write_bytes(content[:-20])
    before = {path.name: path.read_bytes() for path in (folder / "data/raw").iterdir()}
    run = workbench.snakemake(folder)
    terminal = run.stdout + run.stderr
    assert run.returncode == 1
    for fault in (
        "5 faults in the study, nothing was run.\n\n",
        "config/config.yaml, line 13, key study/sead: found an unknown key; expected one of",
        "config/items.tsv, line 11, column construct of x9: found `sped`; expected one of",
        "config/models/paths.lav, line 3: found `x88`; expected one of",
        "data/raw/empty.sav: the file is empty (0 bytes); expected an SPSS file",
        "data/raw/truncated.sav: the file ends inside row 301",
    ):
        assert fault in terminal
    assert not [word for word in NO_PYTHON if word in terminal]
    assert not (folder / "data/processed").exists()
    assert {path.name: path.read_bytes() for path in (folder / "data/raw").iterdir()} == before
    (log,) = (folder / ".snakemake/log").glob("*.log")
    assert "5 faults in the study" in log.read_text(encoding="utf-8")


def test_a_dry_run_lists_faults_too(folder: Path) -> None:
    edit(folder / "config/hypotheses.tsv", "direct\t", "driect\t")
    run = workbench.snakemake(folder, "--dry-run")
    terminal = run.stdout + run.stderr
    assert run.returncode == 1
    assert "column kind: found `driect`; expected one of direct, indirect" in terminal
    assert not [word for word in NO_PYTHON if word in terminal]


@pytest.fixture(scope="module")
def unreadable(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One run over four waves whose headers are sound and whose cases are not."""
    folder = workbench.holzinger_folder(tmp_path_factory.mktemp("unreadable"))
    raw = folder / "data/raw"
    whole = raw / "schools.sav"
    content = whole.read_bytes()
    count = (400).to_bytes(4, "little")
    (raw / "miscounted.sav").write_bytes(
        content[:CASE_COUNT_AT] + count + content[CASE_COUNT_AT + 4 :]
    )
    data, _ = pyreadstat.read_sav(whole)
    workbench.write_sav(data.assign(x3=data.x3.where(data.index != 4, 99.0)), raw / "outside.sav")
    workbench.write_sav(data.assign(x5=3.0), raw / "constant.sav")
    workbench.write_sav(data.assign(x1="often"), raw / "text.sav")
    whole.unlink()
    run = workbench.snakemake(folder, "--keep-going", "clean")
    assert run.returncode == 1
    return folder, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("wave", "message"),
    [
        ("miscounted", "miscounted.sav: the header states 400 cases, 301 rows were read; expected"),
        ("outside", "item x3: value 99 outside 0..10 (1 row: 5)"),
        ("constant", "item x5: every answer is 3 (301 respondents); expected answers that differ"),
        ("text", "item x1: text 'often' found where numbers 0..10 are expected"),
    ],
)
def test_cases_that_no_job_can_use(unreadable: tuple[Path, str], wave: str, message: str) -> None:
    folder, terminal = unreadable
    assert message in terminal
    assert "Traceback" not in terminal
    assert not (folder / f"data/processed/clean/{wave}/items_all.parquet").exists()
    log = (folder / f"logs/clean/clean_responses/{wave}.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert message in log


def test_no_more_cases_than_variables(folder: Path) -> None:
    whole = folder / "data/raw/schools.sav"
    data, _ = pyreadstat.read_sav(whole)
    whole.unlink()
    workbench.write_sav(data.head(9), folder / "data/raw/few.sav")
    target = "data/processed/confirm/few/all/three_factors/fit.json"
    run = workbench.snakemake(folder, target)
    terminal = run.stdout + run.stderr
    assert run.returncode == 1
    expected = "correlations of 9 items: 9 cases without a missing answer, expected more cases than"
    assert expected in terminal
    assert "Traceback" not in terminal


def test_a_failure_leaves_the_last_good_artefacts(tmp_path: Path) -> None:
    folder = workbench.holzinger_folder(tmp_path)
    assert workbench.snakemake(folder, "clean").returncode == 0
    kept = tmp_path / "kept.parquet"
    shutil.copy(folder / "data/processed/clean/schools/items_all.parquet", kept)
    edit(folder / "config/config.yaml", "apply: false", "apply: perhaps")
    assert workbench.snakemake(folder, "clean").returncode == 1
    pd.testing.assert_frame_equal(
        pd.read_parquet(kept),
        pd.read_parquet(folder / "data/processed/clean/schools/items_all.parquet"),
    )
