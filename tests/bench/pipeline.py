"""The shipped study as its user runs it: cold, and again with nothing to do."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from study import workbench

from bench.figure import Figure

COLD_LIMIT = 120
SECOND_LIMIT = 5


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        study = workbench.shipped_folder(Path(folder) / "study")
        yield Figure("shipped study, cold, from .sav to the reports", _run(study), COLD_LIMIT)
        yield Figure("shipped study, second run", _run(study), SECOND_LIMIT)


def _run(study: Path) -> float:
    start = perf_counter()
    run = workbench.snakemake(study)
    seconds = perf_counter() - start
    if run.returncode:
        raise RuntimeError(run.stderr)
    return seconds
