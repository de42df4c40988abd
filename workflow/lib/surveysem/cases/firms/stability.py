"""How sure it is on which side of an axis a firm stands."""

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from surveysem.cases.firms.axes import Cut, Scale, cut_of, mean_of


def share_first(scale: Scale, rule: Cut) -> pd.Series:
    """The probability that a firm stands on the side of the first pole, missing without a score.

    Each item is left out in turn, and around the mean of the others the true score is normal with
    the standard error of measurement of that shorter scale, error (k / (k - 1))^(1/2) where all k
    items measure alike. The share of draws from this, items and errors alike, is the mean over the
    items of Phi((mean - cut) / error): it is computed, not drawn. The median is that of the
    shorter scale too.
    """
    k = scale.answers.shape[1]
    error = scale.error * np.sqrt(k / (k - 1))
    shares = []
    for item in scale.answers:
        shorter = mean_of(scale.answers.drop(columns=item))
        shorter = shorter.where(scale.score.notna())
        shares.append(_beyond(shorter - cut_of(shorter, rule), error))
    return pd.concat(shares, axis=1).mean(axis=1, skipna=False)


def near_cut(scale: Scale, rule: Cut, level: float) -> pd.Series:
    """Whether the interval of a firm's score at ``level`` covers the cut; False without a score."""
    reach = float(ndtri(0.5 + level / 2)) * scale.error
    distance = (scale.score - scale.cut(rule)).abs()
    return distance <= reach


def _beyond(distance: pd.Series, error: float) -> pd.Series:
    if error > 0:
        return pd.Series(ndtr(distance.to_numpy() / error), index=distance.index)
    return pd.Series((np.sign(distance.to_numpy()) + 1) / 2, index=distance.index)
