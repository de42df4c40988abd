"""CFI, TLI and RMSEA from chi-squares whose expected values are c times their df."""

import numpy as np

from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import chisq
from surveysem.sem.indices.corrected import Corrected, missing_corrected
from surveysem.sem.indices.index_record import Indices

_CLOSE = 0.05
_INTERVAL = 0.90
_NAMES = ("cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
ROBUST = tuple(f"{name}_robust" for name in _NAMES)


def with_missing(found: Indices, s: Solution) -> None:
    """``_robust`` indices of a fit to cases with missing values."""
    bounded = all(sample.bounded for sample in s.samples)
    corrected = missing_corrected(s) if bounded else None
    if corrected is None:
        reason = "no degrees of freedom, singular information or too many variables"
        found.leave_out(reason, *ROBUST)
    else:
        robust(found, s, corrected)


def robust(found: Indices, s: Solution, c: Corrected) -> None:
    """CFI and TLI (Brosseau-Liard and Savalei, 2014), RMSEA (Li and Bentler, 2006)."""
    df, df0 = s.df, int(found.values["baseline_df"] or 0)
    excess = c.chisq - c.factor * df
    excess0 = c.baseline_chisq - c.baseline_factor * df0
    worst = max(excess, excess0, 0.0)
    found.values["cfi_robust"] = 1.0 - max(excess, 0.0) / worst if worst else 1.0
    if excess0:
        found.values["tli_robust"] = 1.0 - excess * df0 / (excess0 * df)
    else:
        found.leave_out("its denominator is zero", "tli_robust")
    if c.factor <= 0:
        found.leave_out("the scaling factor is not positive", *ROBUST[2:])
        return
    n = s.scale / len(s.samples)
    found.values["rmsea_robust"] = float(np.sqrt(max(c.chisq / df - c.factor, 0.0) / n))
    rmsea_interval(found, "_robust", c.test, df, n, c.unit)


def rmsea_interval(
    found: Indices, suffix: str, value: float, df: float, n: float, factor: float
) -> None:
    """The 90 % interval of RMSEA and P(RMSEA <= .05) by inverting the noncentral chi-square.

    ``n``: cases per group, ``factor``: by which the noncentrality was scaled down.
    """
    tail = (1.0 - _INTERVAL) / 2
    for name, probability in (("rmsea_ci_lower", 1.0 - tail), ("rmsea_ci_upper", tail)):
        limit = chisq.noncentrality(value, df, probability)
        if limit is None:
            found.leave_out("the search in the noncentral chi-square failed", name + suffix)
        else:
            found.values[name + suffix] = float(np.sqrt(factor * limit / n / df))
    close = n * df * _CLOSE**2 / factor
    found.values["rmsea_pvalue" + suffix] = chisq.noncentral_survival(value, df, close)
