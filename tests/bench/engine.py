"""The engine on the shipped structural model, beside semopy and lavaan in the same run."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from bench import r
from bench.figure import Figure, timed
from surveysem import sem, survey
from surveysem.survey.clean.cleaning import CleaningRules

ROOT = Path(__file__).parents[2]
DRAWS = 5000
LAVAAN_DRAWS = 200
WORKERS = 2
LEAST_GAIN = 75
COMPILE_LIMIT = 20
FIRST = """
from time import perf_counter
from bench.engine import ROOT, shipped_items
from surveysem import sem
text = (ROOT / "config/models/structural.lav").read_text(encoding="utf-8")
fit = sem.fit(text, shipped_items())
start = perf_counter()
fit.bootstrap(2, seed=1, workers=1)
print(perf_counter() - start)
"""
LAVAAN = f"""
suppressMessages(library(lavaan))
X <- read.csv("items.csv"); text <- paste(readLines("model.lav"), collapse = "\\n")
seconds <- function(work) system.time(work)[["elapsed"]]
fit <- sem(text, X)
whole <- function() {{
  fit <- sem(text, X)
  fitMeasures(fit); standardizedSolution(fit)
}}
cat("seconds", median(replicate(5, seconds(whole()))), "\\n")
work <- quote(bootstrapLavaan(fit, R = {LAVAAN_DRAWS}, parallel = "multicore", ncpus = {WORKERS}))
draws <- seconds(eval(work))
cat("seconds", draws / {LAVAAN_DRAWS}, "\\n")
"""


def measure() -> Iterator[Figure]:
    text = (ROOT / "config/models/structural.lav").read_text(encoding="utf-8")
    items = shipped_items()
    fit = sem.fit(text, items)
    yield Figure("first bootstrap of a machine: compiling", _compile(), COMPILE_LIMIT)
    ours = timed(lambda: _whole(text, items))
    yield Figure("fit, 123 parameters, errors, indices, standardised", ours)
    seconds = timed(lambda: fit.bootstrap(DRAWS, seed=1, workers=WORKERS), runs=3)
    yield Figure(f"bootstrap, {DRAWS} draws, {WORKERS} workers", seconds)
    yield Figure("bootstrap, one draw", seconds / DRAWS)
    yield from _semopy(text, items, ours)
    yield from _lavaan(text, items, ours, seconds / DRAWS)


def _whole(text: str, items: pd.DataFrame) -> None:
    fit = sem.fit(text, items)
    fit.fit_indices()
    fit.standardized()


def _compile() -> float:
    """In a process with an empty cache of machine code."""
    with tempfile.TemporaryDirectory() as folder:
        cold = os.environ | {"NUMBA_CACHE_DIR": folder}
        run = subprocess.run(
            [sys.executable, "-c", FIRST], env=cold, text=True, capture_output=True, check=True
        )
    return float(run.stdout)


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
        semopy.calc_stats(model)

    seconds = timed(fit, runs=3)
    yield Figure("the same fit in semopy", seconds, note=f"{seconds / ours:.1f} x ours")


def _lavaan(text: str, items: pd.DataFrame, ours: float, draw: float) -> Iterator[Figure]:
    if not r.is_there():
        return
    with tempfile.TemporaryDirectory() as folder:
        fit, resample = r.seconds(LAVAAN, Path(folder), items, text)
    yield Figure("the same fit in lavaan", fit, note=f"{fit / ours:.1f} x ours")
    note = f"{resample / draw:.1f} x ours (at least {LEAST_GAIN}, aim 200)"
    holds = resample / draw >= LEAST_GAIN
    yield Figure("one draw of bootstrapLavaan", resample, note=note, holds=holds)
