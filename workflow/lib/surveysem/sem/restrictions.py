"""What a model holds fixed or equal, and what it would gain without."""

from collections.abc import Sequence

import pandas as pd

from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference import modification, score, wald


class Restrictions:
    """The part of a fit's public face that tests its restrictions."""

    solution: Solution

    def modification_indices(self, kind: str = "score") -> pd.DataFrame:
        """What the chi-square would lose, and a parameter gain, if it were freed.

        DataFrame: lhs op rhs mi epc std_epc. ``score``: lavaan's, adjusted for the free parameters
        (Sorbom, 1989), in the units of the chi-square (lavaan takes N under wishart too).
        ``amos``: n g^2 / (2 h) of each parameter alone, n = N - 1, change -g / h.
        """
        return modification.modification_indices(self.solution, kind)

    def wald_test(self, equations: str) -> wald.WaldTest:
        """Test equations between labels, all at once: ``fit.wald_test("a == b; c == 0")``.

        With the robust covariance matrix where the estimator has one, as lavaan's
        ``lavTestWald()``. Raises SpecificationError for unknown labels and redundant equations.
        """
        return wald.wald_test(self.solution, equations)

    def score_test(
        self, release: Sequence[int] | None = None, add: str | None = None
    ) -> score.ScoreTest:
        """What releasing equalities, or adding parameters, would take off the chi-square.

        ``release`` numbers equalities as ``.single`` lists them (default: all); ``add`` names
        parameters (``"visual =~ x7; x1 ~~ x2"``). Bounds stay. As lavaan's ``lavTestScore()``,
        with the expected information, and not corrected for robust estimators.
        """
        return score.score_test(self.solution, release, add)
