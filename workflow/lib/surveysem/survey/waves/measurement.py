"""Is the measurement the same in all waves, and what did the constructs do since the first?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.survey.confirm.groupings import Grouping
from surveysem.survey.confirm.invariance import InvarianceTests, assess_invariance
from surveysem.survey.confirm.ladder_verdict import Bounds
from surveysem.survey.waves.pooling import WAVE


def compare_measurement(
    models: Mapping[str, str], pooled: pd.DataFrame, bounds: Bounds, estimation: Mapping[str, Any]
) -> InvarianceTests:
    """The ladder of invariance with the waves as groups, the first wave as reference.

    ``pooled`` is as of `Pooled.items`, the other arguments as of `assess_invariance`.
    """
    numbered = pooled.assign(row=range(len(pooled)))
    background = numbered[["row", WAVE]]
    data = numbered.drop(columns=WAVE)
    return assess_invariance(models, data, background, [Grouping(WAVE)], bounds, estimation)
