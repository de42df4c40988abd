"""Is a covariance matrix one that a model can be fitted to?"""

import numpy as np

from surveysem.errors import DataError
from surveysem.moments import Moments
from surveysem.sem.names import listed

_SINGULAR = 1e-10
_INVOLVED = 0.05


def check_regular(moments: Moments) -> None:
    """Raise DataError where S is singular, naming the variables that depend on each other."""
    p = len(moments.names)
    if moments.n <= p:
        raise DataError(
            f"{moments.n} cases for {p} observed variables: S is singular; "
            "expected more cases than variables"
        )
    involved = dependent(moments)
    if not involved:
        return
    sd = np.sqrt(np.diag(moments.S))
    least = np.linalg.eigvalsh(moments.S / sd / sd[:, None])[0]
    kind = "not positive definite" if least < -_SINGULAR else "singular"
    raise DataError(f"S is {kind}: linear dependence between {listed(involved)}")


def dependent(moments: Moments) -> list[str]:
    """Variables in the direction in which S has no variance, or less; none where S is regular."""
    sd = np.sqrt(np.diag(moments.S))
    values, vectors = np.linalg.eigh(moments.S / sd / sd[:, None])
    if values[0] > _SINGULAR:
        return []
    weights = np.abs(vectors[:, 0])
    least = _INVOLVED * weights.max()
    return [n for n, w in zip(moments.names, weights, strict=True) if w > least]
