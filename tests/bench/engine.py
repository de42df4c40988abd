"""The engine on the shipped structural model, beside semopy and lavaan in the same run."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from bench.figure import Figure, timed
from surveysem import sem, survey
from surveysem.survey.clean.cleaning import CleaningRules

ROOT = Path(__file__).parents[2]
DRAWS = 5000
LAVAAN_DRAWS = 200
WORKERS = 2
LAVAAN = f"""
suppressMessages(library(lavaan))
X <- read.csv("items.csv"); text <- paste(readLines("model.lav"), collapse = "\\n")
seconds <- function(work) system.time(work)[["elapsed"]]
fit <- sem(text, X)
cat(median(replicate(5, seconds(standardizedSolution(sem(text, X))))), "\\n")
work <- quote(bootstrapLavaan(fit, R = {LAVAAN_DRAWS}, parallel = "multicore", ncpus = {WORKERS}))
draws <- seconds(eval(work))
cat(draws / {LAVAAN_DRAWS}, "\\n")
"""


def measure() -> Iterator[Figure]:
    text = (ROOT / "config/models/structural.lav").read_text(encoding="utf-8")
    items = shipped_items()
    ours = timed(lambda: sem.fit(text, items).standardized())
    yield Figure("fit, 123 parameters, standard errors, standardised", ours)
    fit = sem.fit(text, items)
    seconds = timed(lambda: fit.bootstrap(DRAWS, seed=1, workers=WORKERS), runs=3)
    yield Figure(f"bootstrap, {DRAWS} draws, {WORKERS} workers", seconds)
    yield Figure("bootstrap, one draw", seconds / DRAWS)
    yield from _semopy(text, items, ours)
    yield from _lavaan(text, items, ours, seconds / DRAWS)


def shipped_items() -> pd.DataFrame:
    choices = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))["clean"]
    codebook = pd.read_csv(ROOT / "config/items.tsv", sep="\t", dtype=str).fillna("")
    raw = survey.read(ROOT / "data/raw/wave_1.sav")
    return survey.clean_responses(raw, codebook, CleaningRules.of(choices)).items.dropna()


def _semopy(text: str, items: pd.DataFrame, ours: float) -> Iterator[Figure]:
    import semopy

    lines = [line for line in text.splitlines() if ":=" not in line and not line.startswith("#")]

    def fit() -> None:
        model = semopy.Model("\n".join(lines))
        model.fit(items)
        model.inspect(std_est=True)

    seconds = timed(fit, runs=3)
    yield Figure("the same fit in semopy", seconds, note=f"{seconds / ours:.1f} x ours")


def _lavaan(text: str, items: pd.DataFrame, ours: float, draw: float) -> Iterator[Figure]:
    if shutil.which("Rscript") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        items.to_csv(Path(folder) / "items.csv", index=False)
        (Path(folder) / "model.lav").write_text(text, encoding="utf-8")
        (Path(folder) / "bench.R").write_text(LAVAAN, encoding="utf-8")
        run = subprocess.run(
            ["Rscript", "--vanilla", "bench.R"],
            cwd=folder,
            text=True,
            capture_output=True,
            check=True,
        )
    fit, resample = (float(line) for line in run.stdout.split())
    yield Figure("the same fit in lavaan", fit, note=f"{fit / ours:.1f} x ours")
    yield Figure("one draw of bootstrapLavaan", resample, note=f"{resample / draw:.1f} x ours")
