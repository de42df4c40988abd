"""The chapter of coded interviews, on a collection of the shipped study."""

from pathlib import Path

from scripts.bench import Step
from scripts.places import tables

from surveysem.study import configuration, study
from surveysem.study.cases import Cases

ROOT = Path(__file__).parents[2]
COLLECTION = {"collection": "start_ups"}
CASES = "data/processed/cases/start_ups"


def shipped() -> Cases:
    """What the shipped study asks of its collections."""
    config = configuration.read(ROOT)
    found = study.load(config, ROOT, ROOT / "workflow/schemas", checked=True).cases
    assert found is not None
    return found


def cases() -> list[Step]:
    return [read_interviews(shipped())]


def read_interviews(asked: Cases) -> Step:
    return Step(
        "cases/read_interviews.py",
        {
            "raw": str(ROOT / asked.path("start_ups")),
            "pseudonyms": [str(ROOT / path) for path in asked.pseudonyms],
        },
        tables(CASES, "interviews segments"),
        {"frame": asked.frame("start_ups")},
        COLLECTION,
    )
