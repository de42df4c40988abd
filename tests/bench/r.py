"""Scripts of R that print what their work takes, as lines ``seconds 1.23``."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd


def is_there() -> bool:
    """Whether R is installed."""
    return shutil.which("Rscript") is not None


def seconds(script: str, folder: Path, items: pd.DataFrame, model: str = "") -> list[float]:
    """Run ``script`` in ``folder`` beside items.csv and model.lav; the seconds that it prints."""
    items.to_csv(folder / "items.csv", index=False)
    (folder / "model.lav").write_text(model, encoding="utf-8")
    (folder / "bench.R").write_text(script, encoding="utf-8")
    run = subprocess.run(
        ["Rscript", "--vanilla", "bench.R"], cwd=folder, text=True, capture_output=True, check=True
    )
    lines = [line.split() for line in run.stdout.splitlines()]
    return [float(line[1]) for line in lines if line[:1] == ["seconds"]]
