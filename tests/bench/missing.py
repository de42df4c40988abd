"""FIML of the shipped structural model with a tenth of the answers missing, beside lavaan."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from bench import r
from bench.engine import ROOT, shipped_items
from bench.figure import Figure, timed
from surveysem import sem

SHARE = 0.1
RUNS = 3
KEY = ["lhs", "op", "rhs"]
LAVAAN = """
suppressMessages(library(lavaan))
X <- read.csv("items.csv"); text <- paste(readLines("model.lav"), collapse = "\\n")
fit <- function(...) {
  found <- suppressWarnings(standardizedSolution(sem(text, X, missing = "fiml", ...)))
  write.csv(found[c("lhs", "op", "rhs", "est.std")], "std.csv", row.names = FALSE)
}
cat("seconds", system.time(fit())[["elapsed"]], "\\n")
cat("seconds", system.time(fit(h1 = FALSE, baseline = FALSE, test = "none"))[["elapsed"]], "\\n")
"""


def measure() -> Iterator[Figure]:
    text = (ROOT / "config/models/structural.lav").read_text(encoding="utf-8")
    items = shipped_items()
    items = items.mask(np.random.default_rng(7).uniform(size=items.shape) < SHARE)
    whole = timed(lambda: _with_indices(text, items), RUNS)
    yield Figure("FIML, a tenth missing: fit, indices, standardised", whole)
    fit = timed(lambda: sem.fit(text, items, missing="fiml").standardized(), RUNS)
    yield Figure("... without indices", fit)
    if r.is_there():
        yield from _lavaan(text, items, whole, fit)


def _with_indices(text: str, items: pd.DataFrame) -> None:
    fit = sem.fit(text, items, missing="fiml")
    fit.fit_indices()
    fit.standardized()


def _lavaan(text: str, items: pd.DataFrame, whole: float, fit: float) -> Iterator[Figure]:
    """lavaan takes most of a minute, so each is run once."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = r.seconds(LAVAAN, Path(folder), items, text)
        theirs = pd.read_csv(Path(folder) / "std.csv").set_index(KEY)["est.std"]
    ours = sem.fit(text, items, missing="fiml").standardized().set_index(KEY)["est"]
    apart = (ours - theirs).abs().max()
    names = ("in lavaan, with its tests", "in lavaan, without tests and saturated model")
    for name, own, their in zip(names, (whole, fit), seconds, strict=True):
        note = f"{their / own:.1f} x ours; values at most {apart:.0e} apart"
        yield Figure(name, their, note=note)
