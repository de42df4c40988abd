"""The estimators of ordered items: a weight matrix, and how errors and tests come from it."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import DataError
from surveysem.sem.arrays import Array


@dataclass(frozen=True, slots=True)
class Estimator:
    """``weight`` diagonal | identity | full: W from Gamma; ``robust`` errors, adjusted test."""

    name: str
    weight: str
    robust: bool


ESTIMATORS = {
    "WLSMV": Estimator("WLSMV", "diagonal", True),
    "ULSMV": Estimator("ULSMV", "identity", True),
    "DWLS": Estimator("DWLS", "diagonal", False),
    "WLS": Estimator("WLS", "full", False),
}


def weight_matrix(estimator: Estimator, Gamma: Array) -> Array:
    """W: the diagonal (k,) of a diagonal matrix, or the inverse (k, k) of Gamma.

    Raises DataError where Gamma has no inverse: more moments than the cases can carry.
    """
    if estimator.weight == "identity":
        return np.ones(len(Gamma))
    if estimator.weight == "diagonal":
        return 1.0 / Gamma.diagonal()
    sd = np.sqrt(Gamma.diagonal())
    values, vectors = np.linalg.eigh(Gamma / sd / sd[:, None])
    if values[0] <= len(values) * np.finfo(float).eps * values[-1]:
        raise DataError(
            f"WLS: the covariance of the {len(Gamma)} thresholds and correlations is singular; "
            "expected more cases, or estimator WLSMV"
        )
    return np.asarray((vectors / values) @ vectors.T / sd / sd[:, None])
