"""What a fit leaves over, and how far its numbers can be relied on."""

import pandas as pd

from surveysem.moments import Moments
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import conditioning, small_sample
from surveysem.sem.indices.plain import plain_indices
from surveysem.sem.inference import residuals


class Diagnostics:
    """The part of a fit's public face that looks at its weak sides."""

    solution: Solution

    def corrected_tests(self) -> pd.DataFrame:
        """Chi-squares corrected for a small sample, beside the uncorrected one.

        DataFrame: correction (none, swain, bartlett, yuan, yuan-tian-yanagihara) chisq df pvalue n
        factor source; n is what the discrepancy is multiplied by in the chi-square. The formulas
        are in :mod:`surveysem.sem.indices.small_sample`. The factors that bartlett and yuan count
        are those that items measure, in structural and second-order models too: higher-order
        factors and regressions restrict their covariances only. (semTools counts all latent
        variables.) Swain's holds where no unit of a variable changes the model.

        Raises SpecificationError but for ML of one complete sample with free means.
        """
        return small_sample.corrected_tests(self.solution)

    def condition_numbers(self) -> pd.DataFrame:
        """Largest and smallest eigenvalue and their ratio, the condition number.

        DataFrame: group matrix largest smallest condition. ``sample covariances`` as AMOS has it
        and ``sample correlations`` of each group; the expected ``information`` about the free
        parameters, and the same with unit diagonal. Covariances and information depend on the
        units of the variables, the others do not. A number c means that a relative error of the
        matrix may grow c-fold in what is solved from it; infinite where the matrix is singular.
        """
        return conditioning.condition_numbers(self.solution)

    def sample_moments(self) -> Moments:
        """What the model was fitted to; fitted to these moments it has the same estimates.

        Raises SpecificationError where moments are not enough: missing values by FIML or two
        stages, ordered items, several groups.
        """
        return residuals.sample_moments(self.solution)

    def plain_indices(self) -> dict[str, float]:
        """chisq df cfi rmsea srmr of the unscaled test; NaN where they cannot be computed.

        The numbers of ``fit_indices`` without what takes its time: for loops over many models.
        """
        return plain_indices(self.solution)

    def residuals(self, kind: str = "raw", group: str | None = None) -> pd.DataFrame:
        """Residual covariances S - Sigma (p, p), of one ``group`` where there are several.

        ``raw``, or ``standardized``: divided by their standard errors, so that values beyond 1.96
        stand out (lavaan's ``residuals(type = "standardized")``).
        """
        return residuals.residuals(self.solution, kind, group)

    def implied(
        self, kind: str = "covariance", group: str | None = None
    ) -> pd.DataFrame | pd.Series:
        """Model-implied ``covariance`` matrix (p, p) or ``mean`` vector (p,), with names.

        ``latent covariance``: that of the latent variables, then of the observed ones of the
        regressions (m, m).
        """
        return residuals.implied(self.solution, kind, group)

    def r_squared(self) -> pd.DataFrame:
        """DataFrame: variable r_squared, one row per indicator and outcome.

        Negative where the residual variance exceeds the variance, above 1 where it is negative.
        """
        return residuals.r_squared(self.solution)
