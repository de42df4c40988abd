"""The normal-theory test of polychoric correlations at least-squares estimates (Savalei, 2021).

Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical data.
Multivariate Behavioral Research, 56, 390-407.
"""

import numpy as np

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.estimation.discrepancy import log_det
from surveysem.sem.estimation.minimise import inverse_information
from surveysem.sem.indices.corrected import Corrected

_REGULAR = float(np.sqrt(np.finfo(float).eps))


def robust_test(s: OrderedSolution) -> Corrected | str:
    """ML chi-squares of model and baseline with their factors, or why there are none."""
    if s.moments.pairs.numeric.size:
        return "not defined for ordered items beside numeric variables"
    R = s.moments.R
    if np.linalg.eigvalsh(R)[0] < _REGULAR:
        return "the polychoric correlations are not positive definite"
    Sigma = s.matrices.covariance()
    if np.linalg.eigvalsh(Sigma)[0] <= 0:
        return "the implied correlations are not positive definite"
    inverse = np.asarray(np.linalg.inv(Sigma))
    value = log_det(Sigma) - log_det(R) + float(np.vdot(inverse, R)) - len(R)
    n, n_pairs = s.sample.n, s.moments.pairs.n
    Gamma = s.Gamma[-n_pairs:, -n_pairs:]
    V = _information(inverse, s.moments.pairs.first, s.moments.pairs.second)
    Q = np.eye(n_pairs) - _hat(s, n_pairs)
    factor = float(np.vdot(V @ Q, Q @ Gamma)) / s.df
    baseline_factor = float(np.trace(Gamma)) / n_pairs
    X, X0 = n * value, -n * log_det(R)
    return Corrected(X, factor, X / factor, factor, X0, baseline_factor)


def _hat(s: OrderedSolution, n_pairs: int) -> Array:
    """J (J'WJ)^-1 J'W of the correlations (P, P)."""
    J = s.least_squares.jacobian(s.theta)[-n_pairs:]
    bread = 2.0 * inverse_information(s.objective, s.theta)
    return np.asarray(J @ (bread @ (J * s.least_squares.W[-n_pairs:, None]).T))


def _information(inverse: Array, i: Indices, j: Indices) -> Array:
    """Normal-theory information (P, P) of correlations per case."""
    product = inverse[np.ix_(i, i)] * inverse[np.ix_(j, j)]
    return np.asarray(product + inverse[np.ix_(i, j)] * inverse[np.ix_(j, i)])
