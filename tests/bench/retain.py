"""Parallel analysis of 44 items with 1,000 random sets, beside psych::fa.parallel."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from bench import r
from bench.figure import Figure, timed
from surveysem import efa

CASES, ITEMS, SETS = 136, 44, 1000
PSYCH = f"""
suppressMessages(library(psych))
X <- read.csv("items.csv")
for (fa in c("pc", "both")) {{
  time <- system.time(fa.parallel(X, fa = fa, n.iter = {SETS}, sim = TRUE, plot = FALSE,
                                  SMC = TRUE, quant = 0.95))
  cat("\\nseconds", time[["elapsed"]], "\\n")
}}
"""


def measure() -> Iterator[Figure]:
    items = pd.DataFrame(np.random.default_rng(3).standard_normal((CASES, ITEMS)))
    what = f"parallel analysis, {ITEMS} items, {SETS} sets"
    ours = [
        Figure(f"{what}, components", timed(lambda: efa.retain(items, 1, SETS, factors=False))),
        Figure(f"{what}, components and factors", timed(lambda: efa.retain(items, 1, SETS))),
    ]
    yield from ours
    if not r.is_there():
        return
    for figure, seconds in zip(ours, _psych(items), strict=True):
        note = f"{seconds / figure.seconds:.1f} x ours (must 20, aim 50)"
        yield Figure(f"in psych: {figure.name}", seconds, note=note)


def _psych(items: pd.DataFrame) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        return r.seconds(PSYCH, Path(folder), items)
