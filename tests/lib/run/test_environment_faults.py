"""An environment that is not the pinned one is a fault with a cure."""

from pathlib import Path

import pytest

from surveysem.run import environment

PINS = """
[project]
requires-python = "{python}"
dependencies = [{packages}]
"""


def told(folder: Path, python: str = ">=3.11", packages: str = "") -> list[str]:
    project = folder / "pyproject.toml"
    project.write_text(PINS.format(python=python, packages=packages))
    return [str(fault) for fault in environment.faults(project)]


def test_this_environment_has_no_fault() -> None:
    assert environment.faults() == []


def test_no_project_no_promise(tmp_path: Path) -> None:
    assert environment.faults(tmp_path / "none.toml") == []


def test_another_version_and_a_missing_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "CURE", "the cure")
    assert told(tmp_path, packages='"numpy==0.1", "no-such-package==2.0"') == [
        f"environment: numpy is {environment.version('numpy')}; expected 0.1: the cure",
        "environment: the package no-such-package is missing; expected 2.0: the cure",
    ]


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    (line,) = told(tmp_path, python=">=9.1")
    assert line.startswith("environment: Python is 3.")
    assert "; expected >=9.1: make env" in line
