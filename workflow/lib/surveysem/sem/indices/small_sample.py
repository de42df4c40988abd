"""Corrections of the chi-square for small samples.

The chi-square is n F, and a correction multiplies it by a factor below 1. With p observed
variables, d degrees of freedom and k factors:

- Swain (1975), for structures that no unit changes, as in Herzog, Boomsma and Reinecke (2007,
  Structural Equation Modeling, 14, eq. 3): 1 - [p (2p^2 + 3p - 1) - t (2t^2 + 3t - 1)] / (12 d n)
  with t = (sqrt(1 + 4p (p + 1) - 8d) - 1) / 2;
- Bartlett (1950), of k exploratory factors, as in Fouladi (2000) and Nevitt and Hancock (2004,
  Multivariate Behavioral Research, 39): 1 - (2p + 4k + 5) / (6n);
- Yuan (2005, Multivariate Behavioral Research, 40), of k confirmatory factors:
  1 - (2p + 2k + 7) / (6n);
- Yuan, Tian and Yanagihara (2015, Psychometrika, 80), found by simulation, with q free parameters,
  (co)variances of observed predictors among them:
  (N - 2.381 - .361p - .006q) / n.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import chisq


@dataclass(frozen=True, slots=True)
class _Correction:
    name: str
    factor: float
    source: str


def corrected_tests(s: Solution) -> pd.DataFrame:
    """DataFrame: correction chisq df pvalue n factor source; see ``Fit.corrected_tests``."""
    _check(s)
    corrections = _corrections(s)
    X = [c.factor * s.chisq for c in corrections]
    return pd.DataFrame(
        {
            "correction": [c.name for c in corrections],
            "chisq": X,
            "df": s.df,
            "pvalue": [chisq.survival(max(x, 0.0), s.df) for x in X],
            "n": s.scale,
            "factor": [c.factor for c in corrections],
            "source": [c.source for c in corrections],
        }
    )


def n_factors(s: Solution) -> int:
    """Factors that items measure: higher-order factors add no rank to Sigma - Theta."""
    items = set(s.table.roles.indicators)
    return len({p.lhs for p in s.table.parameters if p.op == "=~" and p.rhs in items})


def _corrections(s: Solution) -> list[_Correction]:
    p, n, d, k = len(s.table.observed), s.scale, s.df, n_factors(s)
    t = 0.5 * (np.sqrt(1.0 + 4.0 * p * (p + 1) - 8.0 * d) - 1.0)
    swain = 1.0 - (p * (2 * p**2 + 3 * p - 1) - t * (2 * t**2 + 3 * t - 1)) / (12.0 * d * n)
    q = p * (p + 1) // 2 - d
    factors = f"k = {k} factor{'s' if k != 1 else ''} measured by items"
    return [
        _Correction("none", 1.0, "n F"),
        _Correction("swain", float(swain), "Swain (1975)"),
        _Correction("bartlett", 1.0 - (2 * p + 4 * k + 5) / (6 * n), f"Bartlett (1950), {factors}"),
        _Correction("yuan", 1.0 - (2 * p + 2 * k + 7) / (6 * n), f"Yuan (2005), {factors}"),
        _Correction(
            "yuan-tian-yanagihara",
            (s.n - (2.381 + 0.361 * p + 0.006 * q)) / n,
            "Yuan, Tian and Yanagihara (2015)",
        ),
    ]


def _check(s: Solution) -> None:
    """Raise SpecificationError where the formulas, of one complete normal sample, do not hold."""
    reasons = {
        f"estimator {s.estimator}": s.estimator != "ML",
        f"missing {s.missing}": s.missing != "listwise",
        f"{len(s.samples)} groups": len(s.samples) > 1,
        "constrained means": not _free_means(s),
        "no degrees of freedom": s.df == 0,
        "no convergence": not s.minimum.converged,
    }
    for what, holds in reasons.items():
        if holds:
            raise SpecificationError(
                f"corrected tests with {what}: the corrections are for ML with covariances of one "
                "complete sample"
            )


def _free_means(s: Solution) -> bool:
    """Is there no mean structure, or one that explains every mean?"""
    if not s.table.meanstructure:
        return True
    free = {p.free for p in s.table.parameters if p.op == "~1" and p.free}
    return len(free) == len(s.table.observed)
