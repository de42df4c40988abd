"""The shipped study as its user runs it: cold, and again with nothing to do."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from study import workbench

from bench.figure import Figure

COLD_LIMIT = 180
SECOND_LIMIT = 5
REPORTS_LIMIT = 40


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        study = workbench.shipped_folder(Path(folder) / "study")
        yield Figure("shipped study, cold, from .sav to the reports", _run(study), COLD_LIMIT)
        for rule, seconds in _by_rule(study):
            yield Figure(f"... {rule}", seconds)
        yield Figure("shipped study, second run", _run(study), SECOND_LIMIT)
        rendered = _run(study, "--forcerun", "render_report")
        yield Figure("shipped study, its six files rendered again", rendered, REPORTS_LIMIT)
        drawn = _run(study, "--forcerun", "assemble_report")
        yield Figure("... and their tables, sentences and figures made again as well", drawn)


def _run(study: Path, *arguments: str) -> float:
    start = perf_counter()
    run = workbench.snakemake(study, *arguments)
    seconds = perf_counter() - start
    if run.returncode:
        raise RuntimeError(run.stderr)
    return seconds


def _by_rule(study: Path) -> list[tuple[str, float]]:
    """Seconds of the jobs of each rule, the longest first; two jobs run at a time."""
    jobs = {}
    for path in (study / ".snakemake/metadata").rglob("*"):
        if path.is_file():
            job = json.loads(path.read_text(encoding="utf-8"))
            # One record for each output; outputs of one job share its log.
            jobs[job["rule"], str(job["log"])] = job["endtime"] - job["starttime"]
    total: Counter[str] = Counter()
    for (rule, _), seconds in jobs.items():
        total[rule] += seconds
    return total.most_common()
