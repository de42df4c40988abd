"""The replication package of a finished study, unpacked and verified by somebody else."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyreadstat
import pytest
from once import once

from study import workbench
from surveysem.run.replicate import verify


@pytest.fixture(scope="module")
def package(holzinger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "package", lambda place: unpack(holzinger, place))


def unpack(study: Path, place: Path) -> None:
    """The package of a copy of the study, where somebody else has unpacked it."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "study"
        shutil.copytree(study, folder, symlinks=True)
        run = workbench.snakemake(folder, "replicate")
        assert run.returncode == 0, run.stderr[-4000:]
        shutil.copytree(folder / "reports/replication", place)


def test_every_model_is_refitted_and_agrees(package: Path) -> None:
    assert verify.damaged_files(package) == []
    found = list(verify.refits(package))
    assert len(found) >= 5
    assert not [one for one in found if one.differing]
    assert all(one.numbers or one.reason for one in found)


def test_no_respondent_is_in_it(package: Path, holzinger: Path) -> None:
    assert not (package / "data").exists()
    assert not list(package.rglob("*.parquet"))
    twin, _ = pyreadstat.read_sav(package / "twin/data/raw/schools.sav")
    raw, _ = pyreadstat.read_sav(holzinger / "data/raw/schools.sav")
    items = [f"x{i}" for i in range(1, 10)]
    assert not pd.merge(twin[items].round(4), raw[items].round(4)).size
    assert twin[items].mean().sub(raw[items].mean()).abs().max() < 1e-8


def test_the_twin_is_a_study_without_fault(package: Path) -> None:
    words = [sys.executable, "-m", "surveysem", "check", "--directory", str(package / "twin")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    config = (package / "twin/config/config.yaml").read_text()
    assert "synthetic: true" in config
    waves = pd.read_csv(package / "twin/config/waves.tsv", sep="\t", dtype=str)
    assert list(waves["file"]) == ["data/raw/schools.sav"]


def test_the_crate_names_workflow_run_and_files(package: Path) -> None:
    graph = json.loads((package / "ro-crate-metadata.json").read_text())["@graph"]
    by_id = {entity["@id"]: entity for entity in graph}
    assert by_id["./"]["mainEntity"] == {"@id": "code/Snakefile"}
    assert by_id["#run"]["instrument"] == {"@id": "code/Snakefile"}
    assert {"@id": "reports/schools/report.en.pdf"} in by_id["#run"]["result"]
    files = {entity["@id"] for entity in graph if "File" in entity["@type"]}
    there = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert there - files <= {"ro-crate-metadata.json", "checksums.sha256", ".snakemake_timestamp"}


def test_the_readme_maps_every_table_and_figure(package: Path) -> None:
    text = (package / "README.md").read_text()
    for heading in (
        "Overview",
        "Data availability and provenance",
        "Computational requirements",
        "Programs",
        "Instructions to replicators",
        "Tables and figures, and what makes them",
        "References",
    ):
        assert f"\n## {heading}\n" in text
    made_by = "`clean_responses`: `workflow/scripts/clean/clean_responses.py`"
    assert f"| Table 1 | flow | schools | {made_by} | `sections/cleaning.qmd` |" in text
    rows = [line for line in text.splitlines() if re.match(r"\| (Table|Figure) \d+ \|", line)]
    assert len(rows) > 40
    named = {path for row in rows for path in re.findall(r"`(workflow/scripts/\S+)`", row)}
    assert len(named) > 10
    assert not [path for path in named if not (package / "code" / path).is_file()]
    itself = "| `assemble_report`: `workflow/scripts/report/assemble_report.py` |"
    named = {row.split(" | ")[1] for row in rows if itself in row}
    assert named >= {"raw-files", "jars", "origins"}
    assert (package / "code/workflow/report/sections/cleaning.qmd").is_file()
