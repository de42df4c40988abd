"""Which of three conventions turns a discrepancy into a test statistic and standard errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.arrays import Array


@dataclass(frozen=True, slots=True)
class Convention:
    """What N stands for: in ``lavaan`` S divides by N and chisq = N F, in ``wishart`` both by N-1.

    ``amos``: S divides by N, chisq = (N - r) F with r groups, standard errors to match.
    There observed predictors have free (co)variances, the baseline model has all variables
    uncorrelated, and a published matrix is taken as it is (AMOS's default).

    Without a ``likelihood`` (GLS, ULS, WLS, DWLS) ``lavaan`` too divides S by N - 1 and multiplies
    the discrepancy of each group by N_g - 1.
    """

    name: str
    likelihood: bool = True

    @property
    def fixed_x(self) -> bool:
        """Are moments of observed predictors taken from the sample rather than estimated?"""
        return self.name != "amos"

    @property
    def _divides_by_n(self) -> bool:
        return self.name == "amos" or (self.name == "lavaan" and self.likelihood)

    def scale(self, n: int, groups: int = 1) -> int:
        """N of the standard errors: the factor of the information."""
        return n if self.name == "lavaan" and self.likelihood else n - groups

    def shares(self, sizes: Sequence[int]) -> Array:
        """Weights (g,) of the groups in the discrepancy that is minimised."""
        n = np.array(sizes, dtype=float)
        if self.name == "lavaan" and not self.likelihood:
            n -= 1.0
        return np.asarray(n / n.sum())

    def factors(self, sizes: Sequence[int]) -> Array:
        """What the discrepancies (g,) of the groups are multiplied by in the chi-square."""
        n = np.array(sizes, dtype=float)
        if self.name == "amos":
            return np.asarray(n * (n.sum() - len(n)) / n.sum())
        return n if self._divides_by_n else n - 1.0

    def analysed(self, moments: Moments, published: bool) -> Moments:
        """The sample with the divisor that the convention analyses."""
        if self.name == "amos" and published:
            return moments
        return moments.with_divisor("n" if self._divides_by_n else "n-1")


def convention(name: str, likelihood: bool = True) -> Convention:
    """Raise SpecificationError unless the name is lavaan, wishart or amos."""
    if name not in ("lavaan", "wishart", "amos"):
        raise SpecificationError(f"convention {name!r}; expected lavaan, wishart or amos")
    return Convention(name, likelihood)
