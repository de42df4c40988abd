"""One set of direct dependencies, named three times at the same versions."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def pins(lines: list[str]) -> dict[str, str]:
    return dict(line.split("==") for line in lines)


@pytest.fixture(scope="module")
def project() -> dict[str, str]:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [pin for extra in stated["optional-dependencies"].values() for pin in extra]
    return pins(stated["dependencies"] + extras)


def test_conda_names_what_pyproject_names(project: dict[str, str]) -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert pins(environment["dependencies"][-1]["pip"]) == project


def test_lock_holds_what_pyproject_names(project: dict[str, str]) -> None:
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock, re.MULTILINE))
    assert {name: locked.get(name) for name in project} == project


def test_lock_is_hashed_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = re.findall(r"^[\w.-]+==.*\n(.*)", lock, re.MULTILINE)
    assert pinned
    assert all("--hash=sha256:" in following for following in pinned)
    assert "://" not in lock


def test_build_requirement_is_locked(project: dict[str, str]) -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert pins(build).items() <= project.items()
