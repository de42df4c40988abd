"""The estimators of ordered items: a weight matrix, and how errors and tests come from it."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import DataError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.least_squares import Weight, inverse_of_moments


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


def weight_matrix(estimator: Estimator, Gamma: Array) -> Weight:
    """W: the inverse of Gamma (k, k), of its diagonal alone, or 1.

    Raises DataError where Gamma has no inverse: more moments than the cases can carry.
    """
    if estimator.weight == "identity":
        return Weight(np.ones(len(Gamma)))
    if estimator.weight == "diagonal":
        return Weight(1.0 / Gamma.diagonal())
    W = inverse_of_moments(Gamma)
    if W is None:
        raise DataError(
            f"WLS: the covariance of the {len(Gamma)} thresholds and correlations is singular; "
            "expected more cases, or estimator WLSMV"
        )
    return Weight(W)
