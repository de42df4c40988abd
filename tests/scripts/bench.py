"""Every script of the workflow on a bench: its inputs made by the scripts before it."""

import os
import runpy
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from logging import captureWarnings, getLogger
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from surveysem.run import job

Files = Mapping[str, str | Sequence[str]]

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"


class Named:
    """Named and numbered values, as Snakemake hands them to a script."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __getattr__(self, name: str) -> Any:
        return self.values[name]

    def __getitem__(self, position: int) -> Any:
        return list(self.values.values())[position]

    def items(self) -> Any:
        return self.values.items()


@dataclass(frozen=True, slots=True)
class Step:
    """One run of one script."""

    script: str
    input: Files
    output: Mapping[str, Any]
    params: Mapping[str, Any] = field(default_factory=dict)
    wildcards: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        name = ".".join(self.wildcards.values()) or "pooled"
        return f"logs/{self.script.removesuffix('.py')}/{name}.log"


class Bench:
    """A study in a folder, in which each step runs once, after the steps that make its inputs."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.folder = folder
        self.steps = steps
        self.done: list[Step] = []
        self.makers = {path: step for step in steps for path in flat(step.output)}

    def run(self, script: str, **wildcards: str) -> Step:
        """The step of this script and these wildcards, run with all that it needs."""
        (step,) = (
            step
            for step in self.steps
            if step.script == script and wildcards.items() <= step.wildcards.items()
        )
        self.take(step)
        return step

    def log(self, step: Step) -> str:
        return (self.folder / step.log).read_text(encoding="utf-8")

    def take(self, step: Step) -> None:
        """Run a step, once, after those that make its inputs."""
        if step in self.done:
            return
        for path in flat(step.input):
            if path in self.makers:
                self.take(self.makers[path])
        for path in flat(step.output):
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        with at_home(self.folder):
            runpy.run_path(str(SCRIPTS / step.script), {"snakemake": stand_in(step)})
        self.done.append(step)


def stand_in(step: Step) -> SimpleNamespace:
    return SimpleNamespace(
        rule=Path(step.script).stem,
        input=Named(step.input),
        output=Named(step.output),
        params=Named({**step.params, "code": "c0de"}),
        wildcards=Named(step.wildcards),
        log=[step.log],
        threads=1,
    )


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Work in ``folder`` and undo what a job does to its process."""
    home, hook, context = Path.cwd(), sys.excepthook, job._context
    os.chdir(folder)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(home)
        captureWarnings(False)
        sys.excepthook, job._context = hook, context
        for name in ("surveysem", "py.warnings"):
            for handler in getLogger(name).handlers[:]:
                handler.close()
                getLogger(name).removeHandler(handler)
            getLogger(name).propagate = True


def flat(files: Mapping[str, Any]) -> list[str]:
    listed = ([one] if isinstance(one, str) else list(one) for one in files.values())
    return [path for group in listed for path in group]
