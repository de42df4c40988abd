from pathlib import Path

import pytest
from once import once

from study import sketch, workbench


def run_whole(folder: Path) -> Path:
    run = workbench.snakemake(folder)
    assert run.returncode == 0, run.stderr[-4000:]
    return folder


@pytest.fixture(scope="session")
def holzinger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second study after one whole run; tests that change it copy it."""
    return once(
        tmp_path_factory,
        "holzinger",
        lambda folder: run_whole(workbench.holzinger_folder(folder)),
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of three constructs after one whole run; tests that change it copy it."""
    return once(tmp_path_factory, "small", lambda folder: run_whole(sketch.write(folder)))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped study, shortened, after one whole run; tests that change it copy it."""
    return once(
        tmp_path_factory,
        "shipped",
        lambda folder: run_whole(workbench.shortened(workbench.shipped_folder(folder))),
    )
