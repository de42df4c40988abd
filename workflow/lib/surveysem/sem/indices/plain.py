"""A handful of fit indices from the unscaled chi-square, for loops over many models."""

import numpy as np

from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import closeness
from surveysem.sem.indices.baseline import baseline

NAMES = ("chisq", "df", "cfi", "rmsea", "srmr")


def plain_indices(s: Solution) -> dict[str, float]:
    """chisq, df, cfi, rmsea and srmr as ``fit_indices`` has them; NaN where there are none.

    Their ``_scaled`` and ``_robust`` forms take longer than the estimation itself.
    """
    known = s.minimum.converged and all(sample.bounded for sample in s.samples)
    if not known:
        return dict.fromkeys(NAMES, float("nan")) | {"df": float(s.df)}
    against = baseline(s)
    excess = max(s.chisq - s.df, 0.0)
    worst = max(excess, against.chisq - against.df)
    groups = 1 if s.convention.name == "amos" else len(s.samples)
    return {
        "chisq": s.chisq,
        "df": float(s.df),
        "cfi": 1.0 if worst == 0 else 1.0 - excess / worst,
        "rmsea": float(np.sqrt(groups * excess / s.df / s.scale)) if s.df else 0.0,
        "srmr": float(closeness.srmr(s)),
    }
