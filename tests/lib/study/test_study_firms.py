"""What ``cases/firms`` asks for, and what it may not."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from study.workbench import ROOT

from surveysem.study import configuration, draft, firms, models

CONFIG = configuration.read(ROOT)
DRAFT = draft.read(ROOT, CONFIG)
NAMED, _ = models.names(DRAFT.models)
TIE = [f"tie_{i}" for i in (1, 2, 3, 4)]
INTEREST = [f"interest_{i}" for i in (1, 2, 3, 4)]


def told(change: dict[str, Any]) -> str:
    config = deepcopy(CONFIG)
    config["cases"]["firms"] |= change
    return "\n".join(map(str, firms.faults(replace(DRAFT, config=config), NAMED)))


def test_the_shipped_study_has_no_fault() -> None:
    assert told({}) == ""


def test_what_the_rules_get() -> None:
    found = firms.read(CONFIG)
    assert found is not None
    assert found["axes"]["tie"] == {"poles": ["social", "economic"], "items": TIE}
    assert found["types"]["survival"] == {"tie": "economic", "interest": "symmetric"}
    assert found["level"] == CONFIG["cases"]["resampling"]["level"]
    bare = deepcopy(CONFIG)
    for name in ("governance", "models", "paths"):
        del bare["cases"]["firms"][name]
    asked = firms.read(bare)
    assert asked is not None
    assert (asked["governance"], asked["models"], asked["paths"]) == (None, [], [])
    del bare["cases"]["firms"]
    assert firms.read(bare) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"collection": "startups"}, "firms/collection: found `startups`; expected one of start_"),
        ({"collection": "governance"}, "found `governance`, which has none; expected a collection"),
        (
            {"axes": {"tie": TIE, "interests": INTEREST}},
            "axes/interests: found `interests`; expected one of tie, interest (the axes of",
        ),
        ({"axes": {"tie": TIE}}, "found an axis without items; expected the items of `interest`"),
        (
            {"axes": {"tie": ["tie_1", "trust_1"], "interest": INTEREST}},
            "axes/tie/1: found `trust_1`; expected one of tie_1, tie_2,",
        ),
        (
            {"axes": {"tie": TIE, "interest": ["tie_1", *INTEREST]}},
            "axes/interest/0: found `tie_1` again; expected an item on one axis",
        ),
        (
            {"axes": {"tie": TIE[:3], "interest": INTEREST}},
            "column variable of tie_4: found `tie_4`; expected it under cases/firms/axes",
        ),
        (
            {"axes": {"tie": TIE, "interest": INTEREST, "sector": ["tie_1", "tie_2"]}},
            "axes/sector: found `sector`; expected an axis of another name",
        ),
        ({"governance": "size"}, "firms/governance: found `size`; expected one of sector, region"),
        ({"models": ["performances"]}, "models/0: found `performances`; expected one of the"),
        (
            {"paths": ["performance_second_order"]},
            "found `performance_second_order`, which has no path; expected a model with a line y",
        ),
    ],
)
def test_faults(change: dict[str, Any], says: str) -> None:
    assert says in told(change)


def test_groups_are_compared_by_the_bounds_of_invariance() -> None:
    config = deepcopy(CONFIG)
    del config["confirm"]["invariance"]
    (fault,) = firms.faults(replace(DRAFT, config=config), NAMED)
    assert "found `models`; expected the block confirm/invariance" in str(fault)


def test_items_of_an_axis_belong_to_firms() -> None:
    config = deepcopy(CONFIG)
    del config["cases"]["firms"]
    found = [str(fault) for fault in firms.faults(replace(DRAFT, config=config), NAMED)]
    assert len(found) == len(TIE + INTEREST)
    assert "column role of tie_1: found `axis`; expected the block cases/firms" in found[0]
