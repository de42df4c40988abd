import pytest
from scripts import bench, steps
from study import workbench

from surveysem.study import configuration, study


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> bench.Bench:
    """The nine tests of Holzinger and Swineford on the bench."""
    folder = workbench.holzinger_folder(tmp_path_factory.mktemp("bench"))
    schemas = workbench.ROOT / "workflow/schemas"
    found = study.load(configuration.read(folder), folder, schemas)
    report = (workbench.ROOT / "workflow/report").rglob("*")
    source = sorted(str(path) for path in report if path.is_file())
    return bench.Bench(folder, steps.steps(found, source))
