"""All waves as one sample, without what sets the waves themselves apart."""

import pandas as pd

from surveysem.survey.clean.decisions import ROW
from surveysem.survey.waves.pooling import WAVE


def within_waves(pooled: pd.DataFrame) -> pd.DataFrame:
    """The answers of all waves, each less the mean of its wave and plus the mean of all.

    Their covariances are those within waves, pooled (Jöreskog, 1971, Psychometrika 36): two
    constructs that both rose from one wave to the next are not related for that alone. ``pooled``
    is as of `Pooled.items`.
    """
    answers = pooled.drop(columns=[ROW, WAVE])
    own = answers.groupby(pooled[WAVE]).transform("mean")
    return pd.concat([pooled[[ROW, WAVE]], answers - own + answers.mean()], axis="columns")
