"""Paths by wave: what they did since the first, and whether they can be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.confirm.ladder_verdict import Bounds
from surveysem.survey.groups.paths import Wording, paths_by_group
from surveysem.survey.waves.path_verdict import judge_change
from surveysem.survey.waves.pooling import WAVE

OVER_WAVES = Wording("entre vagues", "over waves")


@dataclass(frozen=True, slots=True)
class PathChanges:
    """``tests``: equal loadings, then equal paths, each against the level before; ``changes``: each
    path in each later wave against the first, numbers only where the loadings are equal."""

    tests: pd.DataFrame
    changes: pd.DataFrame


def compare_paths(
    model: str, text: str, pooled: pd.DataFrame, bounds: Bounds, estimation: Mapping[str, Any]
) -> PathChanges:
    """Every regression of a structural model, wave by wave, as of `paths_by_group`.

    Each wave's own report judges its paths too; standardised paths also change with the spread of
    their variables. ``pooled`` is as of `Pooled.items`. The waves are taken as independent samples.
    """
    found = paths_by_group(text, pooled, WAVE, bounds, estimation, OVER_WAVES)

    def judge(pvalue: float) -> str:
        return judge_change(pvalue, bounds.alpha)

    tests = found.judged_tests(judge).assign(model=model)
    changes = found.single.rename(columns={"group": WAVE}).assign(model=model)
    if not changes.empty:
        changes["verdict"] = changes["pvalue_holm"].map(judge)
    return PathChanges(
        tests[["model", *columns("path_tests")]],
        changes.reindex(columns=["model", *columns("path_changes")]),
    )
