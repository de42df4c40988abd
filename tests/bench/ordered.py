"""20 ordered items, N = 500: polychorics, their covariance and WLSMV, beside lavaan."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from bench import r
from bench.figure import Figure, timed
from surveysem import efa, sem
from surveysem.moments import asymptotic_covariance, ordered_sample

CASES, FACTORS, PER_FACTOR = 500, 4, 5
MODEL = "\n".join(
    f"f{k} =~ " + " + ".join(f"y{PER_FACTOR * k + i}" for i in range(1, PER_FACTOR + 1))
    for k in range(FACTORS)
)
RANDOM_SETS = 100
LAVAAN = """
suppressMessages(library(lavaan))
X <- read.csv("items.csv"); text <- readLines("model.lav")
seconds <- function(work) system.time(work)[["elapsed"]]
both <- function() lavCor(X, ordered = names(X), output = "fit", se = "robust.sem",
                          estimator = "WLSMV")
whole <- function() {
  fit <- cfa(text, X, ordered = TRUE, estimator = "WLSMV")
  fitMeasures(fit); standardizedSolution(fit)
}
for (work in list(function() lavCor(X, ordered = names(X)), both, whole))
  cat("seconds", median(replicate(5, seconds(work()))), "\n")
"""


def measure() -> Iterator[Figure]:
    items = _items()
    names = list(items)

    def whole() -> None:
        fit = sem.fit(MODEL, items, ordered=names, estimator="WLSMV")
        fit.fit_indices()
        fit.standardized()

    ours = [
        Figure("20 ordered items: polychoric correlations", timed(lambda: ordered_sample(items))),
        Figure(
            "... and their covariance",
            timed(lambda: asymptotic_covariance(ordered_sample(items))),
        ),
        Figure("... and WLSMV, indices, standardised", timed(whole)),
    ]
    yield from ours
    draws = timed(lambda: efa.retain(items, seed=1, draws=RANDOM_SETS, ordered=names), runs=1)
    yield Figure(f"... parallel analysis, {RANDOM_SETS} shuffled sets", draws)
    yield from _lavaan(items, ours)


def _items() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    general = rng.standard_normal((CASES, 1))
    factors = rng.standard_normal((CASES, FACTORS)) + 0.5 * general
    Lambda = np.kron(np.eye(FACTORS), np.full((PER_FACTOR, 1), 0.7))
    y = factors @ Lambda.T + 0.7 * rng.standard_normal((CASES, len(Lambda)))
    cut = np.digitize(y, [-1.5, -0.6, 0.2, 1.0])
    return pd.DataFrame(cut, columns=[f"y{i}" for i in range(1, len(Lambda) + 1)])


def _lavaan(items: pd.DataFrame, ours: list[Figure]) -> Iterator[Figure]:
    if not r.is_there():
        return
    with tempfile.TemporaryDirectory() as folder:
        theirs = r.seconds(LAVAAN, Path(folder), items, MODEL)
    for figure, seconds in zip(ours, theirs, strict=True):
        note = f"{seconds / figure.seconds:.1f} x ours"
        yield Figure(f"in lavaan: {figure.name.removeprefix('... ')}", seconds, note=note)
