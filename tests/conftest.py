"""How tests are shared out: a file stays with one worker, and so do files that share a study."""

from typing import Any

import pytest

# Files whose session fixture is one and the same run of a study.
TOGETHER = {
    "tests/study/test_interrupted.py": "tests/study/test_holzinger.py",
    "tests/study/test_reruns.py": "tests/study/test_holzinger.py",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Group by file: the marks of ``--dist loadgroup`` are lost on pytest 9.2 (xdist 1386)."""
    from xdist.scheduler import LoadScopeScheduling

    class ByStudy(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return TOGETHER.get(file, file)

    config.option.loadscopereorder = False
    return ByStudy(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole studies first: they take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/study/"))
