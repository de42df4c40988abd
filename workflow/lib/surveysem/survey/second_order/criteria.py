"""What the verdict of the second-order contest asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criteria:
    """Level and cut-offs, each from the configuration of a study.

    ``alpha`` is the level of the chi-square difference tests, ``target_coefficient`` the smallest
    one, ``delta_cfi`` the largest loss of CFI, ``rmsea_diff`` the largest RMSEA of a difference at
    the upper end of its interval, ``delta_bic`` the largest difference of BIC at which two
    contenders are level.
    """

    alpha: float
    target_coefficient: float
    delta_cfi: float
    rmsea_diff: float
    delta_bic: float
