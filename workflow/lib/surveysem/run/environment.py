"""The programs that a run rests on."""

import platform
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from surveysem import __version__
from surveysem.study.faults import Fault

PROJECT = Path(__file__).parents[4] / "pyproject.toml"
CURE = "make env, or the environment of environment.yml"

PACKAGES = ("numpy", "scipy", "pandas", "pyreadstat", "semopy", "snakemake")


def versions() -> dict[str, str]:
    """Version by name: surveysem, Python and the packages that numbers depend on."""
    own = {"surveysem": __version__, "Python": platform.python_version()}
    return own | {name: version(name) for name in PACKAGES}


def faults(project: Path = PROJECT) -> list[Fault]:
    """Packages that are missing or of another version than pinned, and a Python that is too old.

    Numbers are promised for the pinned versions only. ``project`` is the pyproject.toml that pins
    them; without it, as where the library was installed alone, nothing is said.
    """
    if not project.is_file():
        return []
    stated = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    found = [_package_fault(pin) for pin in stated["dependencies"]]
    return [*_python_faults(stated["requires-python"]), *filter(None, found)]


def _package_fault(pin: str) -> Fault | None:
    name, _, pinned = pin.partition("==")
    try:
        there = version(name)
    except PackageNotFoundError:
        return Fault("", f"environment: the package {name} is missing; expected {pinned}: {CURE}")
    if there == pinned:
        return None
    return Fault("", f"environment: {name} is {there}; expected {pinned}: {CURE}")


def _python_faults(required: str) -> list[Fault]:
    least = tuple(int(part) for part in required.removeprefix(">=").split("."))
    if sys.version_info[: len(least)] >= least:
        return []
    here = platform.python_version()
    return [Fault("", f"environment: Python is {here}; expected {required}: {CURE}")]
