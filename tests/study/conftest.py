from pathlib import Path

import pytest

from study import workbench


def run_whole(folder: Path) -> Path:
    run = workbench.snakemake(folder)
    assert run.returncode == 0, run.stderr[-4000:]
    return folder


@pytest.fixture(scope="session")
def holzinger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second study after one whole run."""
    return run_whole(workbench.holzinger_folder(tmp_path_factory.mktemp("holzinger")))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped study after one whole run."""
    return run_whole(workbench.shipped_folder(tmp_path_factory.mktemp("shipped")))
