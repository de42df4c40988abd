"""Log-likelihoods of the model and of the saturated one, given exogenous variables."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.estimation.discrepancy import log_det
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices.baseline import exogenous


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-likelihood of the model and of the unrestricted moments."""

    model: float
    unrestricted: float


def likelihood(s: Solution) -> Likelihood:
    """Normal log-likelihoods with the conventional constant, as lavaan gives them."""
    x = exogenous(s)
    saturated = 0.0
    for b, sample in zip(s.objective.blocks, s.samples, strict=True):
        n, p = sample.n, len(b.S)
        if b.cases is None:
            saturated += n * (p * np.log(2 * np.pi) + b.log_det_S + p)
        else:
            saturated += b.cases.patterns.n_values * np.log(2 * np.pi) + b.cases.saturated
        if x.size:
            given = log_det(b.S[np.ix_(x, x)])
            saturated -= n * (x.size * np.log(2 * np.pi) + given + x.size)
    unrestricted = -0.5 * float(saturated)
    return Likelihood(unrestricted - 0.5 * s.n * s.minimum.value, unrestricted)
