"""Paths by wave: what they did since the first, and whether they can be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.confirm.ladder_verdict import Bounds
from surveysem.survey.groups.paths import PATHS, GroupPaths, Wording, paths_by_group
from surveysem.survey.waves.path_verdict import judge_change
from surveysem.survey.waves.pooling import WAVE

OVER_WAVES = Wording("entre vagues", "over waves")
LATEST_WAVES = Wording("entre les deux dernières vagues", "over the last two waves")
RECENT = "recent paths"
"""Level of the test of equal paths in the last two of three or more waves, on their own."""


@dataclass(frozen=True, slots=True)
class PathChanges:
    """``tests``: equal loadings, then equal paths, each against the level before; ``changes``: each
    path in each later wave against the first, numbers only where the loadings are equal. Of three
    or more waves the last two are compared on their own too: a test of level `RECENT`, and changes
    whose reference is the wave before the last."""

    tests: pd.DataFrame
    changes: pd.DataFrame


def compare_paths(
    model: str, text: str, pooled: pd.DataFrame, bounds: Bounds, estimation: Mapping[str, Any]
) -> PathChanges:
    """Every regression of a structural model, wave by wave, as of `paths_by_group`.

    Each wave's own report judges its paths too; standardised paths also change with the spread of
    their variables. ``pooled`` is as of `Pooled.items`. The waves are taken as independent samples.
    """
    waves = list(dict.fromkeys(pooled[WAVE]))
    found = [_judged(paths_by_group(text, pooled, WAVE, bounds, estimation, OVER_WAVES), bounds)]
    if len(waves) > 2:
        latest = pooled[pooled[WAVE].isin(waves[-2:])]
        two = paths_by_group(text, latest, WAVE, bounds, estimation, LATEST_WAVES)
        recent = _judged(two, bounds)
        last = recent.tests[recent.tests["level"] == PATHS].assign(level=RECENT)
        found.append(PathChanges(last, recent.changes))
    tests, changes = (
        pd.concat(parts, ignore_index=True).assign(model=model)
        for parts in zip(*((one.tests, one.changes) for one in found), strict=True)
    )
    return PathChanges(
        tests[["model", *columns("path_tests")]],
        changes.reindex(columns=["model", *columns("path_changes")]),
    )


def _judged(found: GroupPaths, bounds: Bounds) -> PathChanges:
    def judge(pvalue: float) -> str:
        return judge_change(pvalue, bounds.alpha)

    changes = found.single.rename(columns={"group": WAVE})
    if not changes.empty:
        changes["verdict"] = changes["pvalue_holm"].map(judge)
    return PathChanges(found.judged_tests(judge), changes)
