"""A study whose reruns are killed at random moments ends as if nothing had happened."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

from study import artefacts, scheduled, workbench

from bench.figure import Figure

KILLS = 20
SEED = 6
CHAPTERS = ("clean", "explore", "confirm", "second_order", "hypotheses")


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        calm, disturbed = (
            workbench.holzinger_folder(Path(name) / part) for part in ("calm", "disturbed")
        )
        begin = perf_counter()
        _whole(calm)
        seconds = perf_counter() - begin
        yield Figure("the small study, undisturbed", seconds)
        random, killed = Random(SEED), 0
        begin = perf_counter()
        for _ in range(KILLS):
            killed += scheduled.kill(disturbed, random.uniform(1, seconds / 3))
        _whole(disturbed)
        artefacts.assert_equal(disturbed, calm, *CHAPTERS)
        note = f"{killed} of {KILLS} reruns killed; every artefact equals the undisturbed run's"
        yield Figure("the same, killed again and again", perf_counter() - begin, note=note)


def _whole(folder: Path) -> None:
    code, terminal = scheduled.rerun(folder)
    if code not in (0, 10):
        raise RuntimeError(terminal)
