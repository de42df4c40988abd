"""The baseline model: all observed variables uncorrelated, but for the exogenous ones."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.estimation.discrepancy import Block, log_det
from surveysem.sem.estimation.jacobians import is_given
from surveysem.sem.estimation.least_squares import Weight
from surveysem.sem.estimation.solution import Solution


@dataclass(frozen=True, slots=True)
class Baseline:
    """Chi-square of the baseline model, its df, and its Sigma (p, p) and mu (p,) per group."""

    chisq: float
    df: int
    S: tuple[Array, ...]
    mean: tuple[Array, ...]


def baseline(s: Solution) -> Baseline:
    """Estimates of the baseline model by the estimator of the model, in closed form."""
    x = exogenous(s)
    p = len(s.table.observed)
    k = p - x.size
    values, S, mean = [], [], []
    for b in s.objective.blocks:
        Sigma, mu = _margins(b)
        Sigma[np.ix_(x, x)] = b.S[np.ix_(x, x)]
        values.append(_discrepancy(b, Sigma, x) if b.squares is None else _squares(b, b.squares))
        S.append(Sigma)
        mean.append(mu)
    df = (k * (k - 1) // 2 + k * x.size) * len(s.objective.blocks)
    chisq = float(s.convention.factors(s.sizes) @ values)
    return Baseline(chisq, df, tuple(S), tuple(mean))


def exogenous(s: Solution) -> Indices:
    """Places of the variables whose moments are given."""
    given = s.table.roles.exogenous if s.convention.fixed_x else ()
    return np.array([i for i, n in enumerate(s.table.observed) if n in given], dtype=np.intp)


def free_moments(b: Block) -> Flags:
    """Which of (vech Sigma [, mu]) the sample does not give."""
    return ~is_given(b.pattern.source, len(b.S), b.pattern.meanstructure)


def margin_derivatives(b: Block) -> Array:
    """Derivatives of (vech Sigma [, mu]) by the free variances and means of the baseline model."""
    p = len(b.S)
    i, j = np.tril_indices(p)
    kept = np.concatenate([np.flatnonzero(i == j), np.arange(i.size, b.n_moments)])
    return np.eye(b.n_moments)[:, kept[free_moments(b)[kept]]]


def _squares(b: Block, squares: Weight) -> float:
    """Least-squares discrepancy where the free variances and means alone explain the moments."""
    observed = b.S[np.tril_indices(len(b.S))]
    if b.mean is not None:
        observed = np.concatenate([observed, b.mean])
    observed = np.where(free_moments(b), observed, 0.0)
    A = margin_derivatives(b)
    WA = squares.times(A)
    residual = observed - A @ np.linalg.solve(A.T @ WA, WA.T @ observed)
    return float(residual @ squares.times(residual))


def _margins(b: Block) -> tuple[Array, Array]:
    """Variances on the diagonal (p, p) and means (p,) of each variable's own observed values."""
    if b.cases is None:
        mean = np.zeros(len(b.S)) if b.mean is None else b.mean
        return np.diag(b.S.diagonal()), mean
    patterns = b.cases.patterns
    seen = patterns.size @ patterns.present
    mean = patterns.root @ patterns.Z / seen
    D = (patterns.Z - patterns.root[:, None] * mean) * patterns.present[patterns.pattern]
    return np.diag((D**2).sum(axis=0) / seen), mean


def _discrepancy(b: Block, Sigma: Array, x: Indices) -> float:
    """F at the margins: the quadratic form is the number of observed values."""
    y = np.setdiff1d(np.arange(len(Sigma)), x)
    if b.cases is None:
        return float(np.log(Sigma.diagonal()[y]).sum() + log_det(Sigma[np.ix_(x, x)]) - b.log_det_S)
    patterns = b.cases.patterns
    seen = patterns.size @ patterns.present
    value = seen[y] @ np.log(Sigma.diagonal()[y]) + patterns.n * log_det(Sigma[np.ix_(x, x)])
    return float(value + patterns.n_values - b.cases.saturated) / patterns.n
