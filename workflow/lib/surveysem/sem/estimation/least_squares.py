"""The least-squares discrepancy F = (s - sigma)' W (s - sigma) of one group (Browne, 1984).

``s`` (k,) are (vech S, mean) and ``sigma`` the model's. The chi-square is a multiple of F, and the
covariance of the estimates one of (J'WJ)^-1, valid where W is the inverse of the covariance of s.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import DataError
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.jacobians import normal_information
from surveysem.sem.estimation.scores import fourth_moments
from surveysem.sem.estimation.slopes import Slopes

LEAST_SQUARES = ("GLS", "ULS", "SLS", "WLS", "DWLS")
FROM_CASES = ("WLS", "DWLS")
# Their W is not the inverse of the covariance of the moments: no test, no errors of their own.
WITHOUT_THEORY = ("ULS", "SLS", "DWLS")


@dataclass(frozen=True, slots=True)
class Weight:
    """W of the moments, by its ``values``: the diagonal (k,), or all of it (k, k)."""

    values: Array

    def times(self, moments: Array) -> Array:
        """W times moments (k,) or (k, r)."""
        if self.values.ndim == 2:
            return np.asarray(self.values @ moments)
        return np.asarray((self.values * moments.T).T)

    @property
    def matrix(self) -> Array:
        """W (k, k)."""
        return self.values if self.values.ndim == 2 else np.diag(self.values)


@dataclass(frozen=True, slots=True)
class Weighting:
    """How W comes from a sample: by the ``estimator``, as the program of a convention has it.

    With S the sample's covariances, d their variances and Gamma the fourth moments of the cases
    (Browne, 1984, equation 3.1):

    - GLS: F = tr[(S^-1 (S - Sigma))^2] / 2, and d'S^-1 d of the means;
    - ULS: the sum of squared residuals of all different moments (lavaan), or under ``amos``
      F = tr[(S - Sigma)^2] / 2, where off-diagonal residuals count twice as much;
    - SLS (AMOS): F = tr[(D^-1 (S - Sigma))^2] / 2 with D = diag(S), which no unit changes;
    - WLS (AMOS's ADF): W = Gamma^-1;  DWLS: W = diag(Gamma)^-1.

    ``given`` (k,) are the moments of observed predictors ``x``, which the model does not explain:
    there W is 0, and Gamma is that of the others given the predictors.
    """

    estimator: str
    convention: str
    means: bool

    def of(self, S: Array, X: Array | None, given: Flags, x: Flags) -> Weight:
        """W of a sample with covariances S (p, p), cases X (n, p), predictors x (p,).

        Raises DataError where Gamma has no inverse: more moments than the cases can carry.
        """
        if self.estimator == "GLS":
            return Weight(_without(self._normal(S), given))
        if self.estimator in FROM_CASES:
            assert X is not None
            return self._adf(fourth_moments(X, self.means, x), len(X), given)
        return Weight(self._unweighted(S))

    def _normal(self, S: Array) -> Array:
        return normal_information(np.asarray(np.linalg.inv(S), dtype=float), self.means)

    def _unweighted(self, S: Array) -> Array:
        i, j = np.tril_indices(len(S))
        W = np.where(i == j, 0.5, 1.0) if self.convention == "amos" else np.ones(i.size)
        if self.estimator == "SLS":
            W = W / (S.diagonal()[i] * S.diagonal()[j])
        return np.concatenate([W, np.ones(len(S))]) if self.means else W

    def _adf(self, Gamma: Array, n: int, given: Flags) -> Weight:
        free = np.flatnonzero(~given)
        if self.estimator == "DWLS":
            W = np.zeros(len(Gamma))
            W[free] = 1.0 / Gamma.diagonal()[free]
            return Weight(W)
        full = np.zeros_like(Gamma)
        own = inverse_of_moments(Gamma[np.ix_(free, free)])
        if own is None:
            what = "means, variances and covariances" if self.means else "variances and covariances"
            raise DataError(
                f"WLS: the fourth moments of {n} cases do not determine the weights of {free.size} "
                f"{what}; expected more cases, or estimator DWLS, GLS or MLM"
            )
        full[np.ix_(free, free)] = own
        return Weight(full)


def inverse_of_moments(Gamma: Array) -> Array | None:
    """Inverse of a covariance matrix (k, k) of moments in any units; None where it is singular."""
    sd = np.sqrt(Gamma.diagonal())
    values, vectors = np.linalg.eigh(Gamma / sd / sd[:, None])
    if values[0] <= len(values) * np.finfo(float).eps * values[-1]:
        return None
    return np.asarray((vectors / values) @ vectors.T / sd / sd[:, None])


def quadratic_slopes(
    weight: Weight, S: Array, mean: Array | None, Sigma: Array, mu: Array
) -> Slopes:
    """F and its derivatives by Sigma and mu."""
    lower = np.tril_indices(len(S))
    residual = (S - Sigma)[lower]
    n = residual.size
    if mean is not None:
        residual = np.concatenate([residual, mean - mu])
    moved = weight.times(residual)
    half = np.zeros_like(S)
    half[lower] = moved[:n]
    g = None if mean is None else -2.0 * moved[n:]
    return Slopes(float(residual @ moved), -(half + half.T), g)


def _without(W: Array, given: Flags) -> Array:
    free = ~given
    return np.asarray(W * free * free[:, None])
