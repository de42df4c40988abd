"""Run a study of the tests in a folder of its own, as a user would from a terminal."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat

ROOT = Path(__file__).parents[2]
SECONDS = 600


def snakemake(
    folder: Path, *arguments: str, home: Path = ROOT, cores: int = 2
) -> subprocess.CompletedProcess[str]:
    """One `snakemake` in ``folder`` with the workflow of this repository, or of a copy of it."""
    return subprocess.run(
        command(*arguments, folder=folder, home=home, cores=cores),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env=environment(),
    )


def command(*arguments: str, folder: Path, home: Path = ROOT, cores: int = 2) -> list[str]:
    return [
        sys.executable,
        "-m",
        "snakemake",
        "--snakefile",
        str(home / "Snakefile"),
        "--directory",
        str(folder),
        "--cores",
        str(cores),
        *arguments,
    ]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}


def holzinger_folder(folder: Path) -> Path:
    """The second study, with its SPSS file written from the copy inside semopy."""
    shutil.copytree(ROOT / "tests/study/config", folder / "config")
    data = semopy_example("holzinger_swineford39_data.csv")
    write_sav(data, folder / "data/raw/schools.sav")
    return folder


def shipped_folder(folder: Path) -> Path:
    """The shipped study, copied."""
    shutil.copytree(ROOT / "config", folder / "config")
    shutil.copytree(ROOT / "data/raw", folder / "data/raw")
    return folder


# What takes long in the shipped study and is shown whole by `make bench` and by the second study.
SHORTER = {
    "languages: [fr, en]": "languages: [en]",
    "formats: [html, pdf, docx]": "formats: [html]",
    "stability:\n    draws: 500": "stability:\n    draws: 100",
    "splits: 50": "splits: 10",
    "n: [200, 400]\n    draws: 500": "n: [200]\n    draws: 100",
}


def shortened(folder: Path) -> Path:
    """The study in ``folder`` with fewer draws, and its report in one language and format."""
    path = folder / "config/config.yaml"
    text = path.read_text(encoding="utf-8")
    for stated, shorter in SHORTER.items():
        if text.count(stated) != 1:
            raise ValueError(f"config/config.yaml: {stated!r} is not there once")
        text = text.replace(stated, shorter)
    path.write_text(text, encoding="utf-8")
    return folder


def beginning_of(study: Path, folder: Path) -> Path:
    """A study as it was before its first run."""
    for name in ("config", "data/raw"):
        shutil.copytree(study / name, folder / name)
    return folder


def semopy_example(name: str) -> pd.DataFrame:
    """A data set that semopy ships, without importing semopy, which takes seconds."""
    package = importlib.util.find_spec("semopy")
    assert package is not None
    assert package.origin is not None
    return pd.read_csv(Path(package.origin).parent / "examples" / name, index_col=0)


def write_sav(data: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(
        data,
        path,
        column_labels={name: f"Variable {name}" for name in data.columns},
        variable_value_labels={"sex": {1.0: "Male", 2.0: "Female"}},
    )
