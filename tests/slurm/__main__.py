"""A study through SLURM, on a cluster of this one machine.

`make slurm` takes a small study of two waves, `make slurm STUDY=shipped` the shipped one. It is
run twice, on the machine and through profiles/slurm with its draws spread over two jobs, and the
artefacts are compared by value. This needs root's rights, Debian's packages slurm-wlm and munge,
and the extra `slurm` of pyproject.toml; where one of them is missing it says so and ends with 1,
because nothing was tested.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import yaml
from bench import waves
from study import artefacts, workbench

from slurm import cluster

CHAPTERS = ("clean", "explore", "confirm", "second_order", "hypotheses", "waves", "cases")
PROFILE = workbench.ROOT / "profiles/slurm"
# Of the executor: no accounting here, and jobs that end within seconds.
HERE = {
    "slurm-status-command": "squeue",
    "slurm-init-seconds-before-status-checks": "2",
    "slurm-no-account": None,
    "latency-wait": "10",
}
LIMIT = 3600


def _two_waves(folder: Path) -> Path:
    waves.without_waves(folder)
    for number in (1, 2):
        waves.add_wave(folder, number)
    return folder


STUDIES = {"small": _two_waves, "shipped": workbench.shipped_folder}


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", choices=STUDIES, default="small")
    name = parser.parse_args(words).study
    lacking = cluster.lacking()
    if importlib.util.find_spec("snakemake_executor_plugin_slurm") is None:
        lacking.append("snakemake-executor-plugin-slurm (pip install '.[slurm]')")
    if lacking:
        _say(f"SKIPPED, nothing was run through SLURM: this machine lacks {'; '.join(lacking)}")
        return 1
    with tempfile.TemporaryDirectory() as place:
        _compare(name, Path(place))
    return 0


def _compare(name: str, place: Path) -> None:
    local, remote = (STUDIES[name](place / side / "study") for side in ("local", "remote"))
    _scatter(remote)
    start = perf_counter()
    _finished(workbench.snakemake(local))
    seconds = perf_counter() - start
    _say(f"the {name} study on the machine: {seconds:.0f} s")
    with (
        tempfile.TemporaryDirectory(prefix="slurm-") as own,
        cluster.started(Path(own)) as environment,
    ):
        start = perf_counter()
        terminal = _finished(_through_slurm(remote, environment))
        seconds = perf_counter() - start
    queued = len(set(re.findall(r"SLURM jobid '?(\d+)", terminal)))
    jobs = max(map(int, re.findall(r"of (\d+) steps", terminal)), default=0)
    if not queued:
        raise RuntimeError(f"no job went through SLURM\n{terminal}")
    _say(f"the {name} study through SLURM: {seconds:.0f} s, {jobs} jobs in {queued} of its queue")
    chapters = [one for one in CHAPTERS if (local / "data/processed" / one).is_dir()]
    # The shares of the draws are there through SLURM alone.
    artefacts.assert_equal(local, remote, *chapters)
    _say(f"every artefact of {', '.join(chapters)} is the same")


def _scatter(folder: Path) -> None:
    """Spread the draws over two jobs, which must change no digit."""
    path = folder / "config/config.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["hypotheses"]["scatter"] = 2
    if "bootstrap" in config["confirm"]:
        config["confirm"]["bootstrap"]["scatter"] = 2
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _through_slurm(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    options = [f"--{name}={value}" if value else f"--{name}" for name, value in HERE.items()]
    files = ["--snakefile", str(workbench.ROOT / "Snakefile"), "--directory", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--profile", str(PROFILE), *files, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
        env=environment,
    )


def _finished(run: subprocess.CompletedProcess[str]) -> str:
    terminal = run.stdout + run.stderr
    if run.returncode:
        raise RuntimeError(terminal)
    return terminal


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
