"""Which of three conventions turns a discrepancy into a test statistic and standard errors."""

from dataclasses import dataclass

from surveysem.errors import SpecificationError
from surveysem.moments import Moments


@dataclass(frozen=True, slots=True)
class Convention:
    """What N stands for: in ``lavaan`` S divides by N and chisq = N F, in ``wishart`` both by N-1.

    ``amos``: S divides by N, chisq = (N-1) F, standard errors to match.
    There observed predictors have free (co)variances, the baseline model has all variables
    uncorrelated, and a published matrix is taken as it is (AMOS's default).
    """

    name: str

    @property
    def fixed_x(self) -> bool:
        """Are moments of observed predictors taken from the sample rather than estimated?"""
        return self.name != "amos"

    def scale(self, n: int, groups: int = 1) -> int:
        """Factor of the chi-square and of the information."""
        return n if self.name == "lavaan" else n - groups

    def analysed(self, moments: Moments, published: bool) -> Moments:
        """The sample with the divisor that the convention analyses."""
        if self.name == "wishart":
            return moments.with_divisor("n-1")
        if self.name == "amos" and published:
            return moments
        return moments.with_divisor("n")


def convention(name: str) -> Convention:
    """Raise SpecificationError unless the name is lavaan, wishart or amos."""
    if name not in ("lavaan", "wishart", "amos"):
        raise SpecificationError(f"convention {name!r}; expected lavaan, wishart or amos")
    return Convention(name)
