"""First derivatives of the discrepancy of one group by Sigma and mu."""

from dataclasses import dataclass

import numpy as np

from surveysem.moments import Patterns, expected
from surveysem.sem.arrays import Array


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases with missing values, and -2 log-likelihood of the saturated model (its ``value``)."""

    patterns: Patterns
    saturated: float


@dataclass(frozen=True, slots=True)
class Slopes:
    """F, dF/dSigma = ``Omega`` (p, p) and dF/dmu = ``g`` (p,), None without means."""

    value: float
    Omega: Array
    g: Array | None


def complete_slopes(
    S: Array, mean: Array | None, mu: Array | None, inverse: Array, log_ratio: float
) -> Slopes:
    """Of complete cases, by their moments; ``log_ratio`` = ln|Sigma| - ln|S|."""
    value = log_ratio - len(S) + float(np.vdot(inverse, S))
    Omega = inverse - inverse @ S @ inverse
    if mean is None or mu is None:
        return Slopes(value, Omega, None)
    d = mean - mu
    e = inverse @ d
    return Slopes(value + float(d @ e), Omega - np.outer(e, e), -2.0 * e)


def casewise_slopes(cases: Cases, mu: Array, inverse: Array, log_det: float) -> Slopes:
    """Of cases with missing values (FIML), per case.

    By Fisher's identity the derivatives are those of complete data with the moments that the
    E-step expects: Omega = K - K T K with T = (D'D + C) / N (Little and Rubin, 2002, section 8.4).
    """
    patterns = cases.patterns
    n = patterns.n
    e = expected(patterns, mu, inverse, log_det)
    E = e.D @ inverse
    Omega = inverse - (E.T @ E + inverse @ e.C @ inverse) / n
    return Slopes((e.value - cases.saturated) / n, Omega, -2.0 / n * (patterns.root @ E))
