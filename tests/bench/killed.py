"""A study whose reruns are killed at random moments ends as if nothing had happened."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

from study import artefacts, scheduled, sketch, workbench

from bench.figure import Figure

DEATHS = 20
SEED = 6
REACH = 1 / 3
CHAPTERS = ("clean", "explore", "confirm", "hypotheses")


def measure() -> Iterator[Figure]:
    """Kill reruns until so many have died at work, at random moments.

    A rerun goes on where the one before it died, so that moments of a third of an undisturbed run
    fall on all of its length. A study whose rerun ends before its moment has come is held against
    the undisturbed one, and another begins.
    """
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        calm = sketch.write(place / "calm")
        begin = perf_counter()
        _whole(calm)
        seconds = perf_counter() - begin
        yield Figure("the study of three constructs, undisturbed", seconds)
        random, deaths, lives = Random(SEED), 0, 0
        begin = perf_counter()
        while deaths < DEATHS:
            lives += 1
            folder = workbench.beginning_of(calm, place / f"disturbed_{lives}")
            while deaths < DEATHS and scheduled.kill(folder, random.uniform(0, REACH * seconds)):
                deaths += 1
            if deaths == DEATHS:
                _whole(folder)
            artefacts.assert_equal(folder, calm, *CHAPTERS)
            artefacts.assert_equal(calm, folder, *CHAPTERS)
        note = f"{deaths} reruns died at work in {lives} studies; all artefacts as undisturbed"
        yield Figure("the same, killed again and again", perf_counter() - begin, note=note)


def _whole(folder: Path) -> None:
    code, terminal = scheduled.rerun(folder)
    if code not in scheduled.WELL:
        raise RuntimeError(terminal)
