"""The hypotheses judged on all waves together, where the measurement allows it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from surveysem.survey.groups.paths import PATHS
from surveysem.survey.hypotheses.judging import judge
from surveysem.survey.wording import Reason

SECOND_ORDER = "second_order"
EQUAL_LOADINGS = frozenset({"paths", "means", "sum scores"})
"""What may be compared where at least equal loadings over waves hold."""
_UNTESTED = Reason(
    "L'invariance de ce construit entre vagues n'est pas établie.",
    "The invariance of this construct over waves is not established.",
)
_ORDERED = Reason(
    "Des items ordinaux n'ont pas d'écart à la moyenne de leur vague, par lequel les vagues sont "
    "réunies.",
    "Ordered items have no distance from the mean of their wave, by which waves are put together.",
)


def judge_pooled(
    hypotheses: pd.DataFrame,
    intervals: pd.DataFrame,
    path_tests: pd.DataFrame,
    invariance: pd.DataFrame,
    *,
    contest: Mapping[str, Any] | None = None,
    fits: Sequence[Mapping[str, Any]] = (),
    contenders: Sequence[str] = (),
    ordered: bool = False,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """The verdicts of `judge` on the answers within all waves, as of `within_waves`.

    A construct that is measured otherwise in another wave has no path that could be judged for both
    together. A path is therefore judged where equal loadings hold in its model (``path_tests``, of
    `compare_paths`); a second-order construct where they hold by all rules in one of the models of
    its contest (``contenders``), as a whole (``invariance``, the verdicts of
    `compare_measurement`). Otherwise the verdict is "not estimable", and the reason says why.
    With ``ordered`` items there is no such sample, and no verdict.
    """
    if ordered:
        withheld = dict.fromkeys(map(str, hypotheses["model"]), _ORDERED)
        return judge(hypotheses, intervals, withheld=withheld, alpha=alpha)
    withheld = _unequal(path_tests)
    whole = invariance[(invariance["part"] == "") & invariance["model"].isin(contenders)]
    if not whole["comparable"].isin(EQUAL_LOADINGS).any():
        of_construct = hypotheses.loc[hypotheses["kind"] == SECOND_ORDER, "model"]
        withheld |= dict.fromkeys(map(str, of_construct), _UNTESTED)
    return judge(hypotheses, intervals, contest=contest, fits=fits, withheld=withheld, alpha=alpha)


def _unequal(path_tests: pd.DataFrame) -> dict[str, Reason]:
    """The models whose paths may not be compared over waves, with the reason."""
    if path_tests.empty:
        return {}
    last = path_tests[(path_tests["level"] == PATHS) & (path_tests["reason_en"] != "")]
    return {
        str(row["model"]): Reason(row["reason_fr"], row["reason_en"])
        for row in last.to_dict("records")
    }
