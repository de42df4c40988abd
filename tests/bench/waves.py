"""The 51st wave of a study: which jobs it asks for, of all that 51 waves consist of.

Two waves are run; the others are copies of the second one's artefacts under names of their own, so
that the plan of fifty finished waves is made from files that are there.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from study import sketch, workbench

from bench.figure import Figure

WAVES, RESPONDENTS = 50, 500
COMPARED = {
    "clean": {
        "out_of_range": "missing",
        "drift": {"value": 0.2, "alpha": 0.05, "source": "a bench"},
    },
    "confirm": {
        **sketch.CONFIG["confirm"],
        "invariance": {
            "groupings": [{"variable": "half"}],
            "alpha": 0.05,
            "delta_cfi": {"value": 0.01, "source": "a bench"},
            "delta_rmsea": {"value": 0.015, "source": "a bench"},
        },
    },
}
CODEBOOK = [*sketch.items(sketch.ITEMS), ("half", "group", *[""] * 7)]


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = without_waves(Path(name) / "study")
        add_wave(folder, 1)
        alone = len(_planned(folder))
        add_wave(folder, 2)
        run = workbench.snakemake(folder)
        if run.returncode:
            raise RuntimeError(run.stderr)
        for number in range(3, WAVES + 1):
            _copy(folder, _wave(2), _wave(number))
        # What is known of the pooled jobs tells of two waves.
        shutil.rmtree(folder / ".snakemake/metadata")
        if _planned(folder):
            raise RuntimeError(f"{WAVES} finished waves ask for jobs")
        add_wave(folder, WAVES + 1)
        start = perf_counter()
        jobs = _planned(folder)
        seconds = perf_counter() - start
    own = [one for one in jobs if _wave(WAVES + 1) in one]
    older = [one for one in jobs if re.search(r"wave_\d", one) and one not in own]
    note = (
        f"{len(own)} jobs of its own (a study of one wave has {alone}), "
        f"{len(jobs) - len(own) - len(older)} of comparisons, {len(older)} of older waves (0)"
    )
    yield Figure(f"plan of wave {WAVES + 1}", seconds, note=note, holds=not older)


def _wave(number: int) -> str:
    return f"wave_{number:02d}"


def without_waves(folder: Path) -> Path:
    """A study of three constructs that asks for everything that compares waves."""
    sketch.write(folder, codebook=CODEBOOK, **COMPARED)
    (folder / "data/raw/wave.sav").unlink()
    return folder


def add_wave(folder: Path, number: int) -> None:
    answers = sketch.answers(RESPONDENTS, seed=number)
    halves = [one % 2 for one in range(RESPONDENTS)]
    workbench.write_sav(answers.assign(half=halves), folder / f"data/raw/{_wave(number)}.sav")


def _planned(folder: Path) -> list[str]:
    """The messages of the jobs that a run would carry out."""
    run = workbench.snakemake(folder, "--dry-run")
    if run.returncode:
        raise RuntimeError(run.stdout + run.stderr)
    return re.findall(r"^Job \d+: (.*)", run.stdout + run.stderr, re.M)


def _copy(folder: Path, wave: str, other: str) -> None:
    """Everything that was made of a wave, with its dates, under another name."""
    shutil.copy2(folder / f"data/raw/{wave}.sav", folder / f"data/raw/{other}.sav")
    for root in ("data/processed", "reports"):
        for path in [p for p in (folder / root).rglob(wave) if p.is_dir()]:
            shutil.copytree(path, path.with_name(other))
