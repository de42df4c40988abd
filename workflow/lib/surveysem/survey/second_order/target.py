"""The interval of the target coefficient."""

import numpy as np
from scipy.special import expit, ndtri

from surveysem.sem import Fit
from surveysem.sem.inference.casewise import chisq_by_case
from surveysem.sem.inference.chisq_slopes import chisq_slopes
from surveysem.survey.reported import reported

LEVEL = 0.95
NONE = (float("nan"), float("nan"))


def target_limits(restricted: Fit, general: Fit) -> tuple[float, float]:
    """Interval of level .95 of the target coefficient, chisq general / chisq restricted.

    By the delta method on log(chisq general / difference), the logit of the coefficient. Where
    there is a likelihood of the cases, each respondent adds a known part to either chi-square
    (`chisq_by_case`), and the variance is that of a sum over respondents (Vuong, 1989). With least
    squares, ordered items and two stages it follows from the slopes of both chi-squares by the
    moments of the sample and the covariance of these (`chisq_slopes`), the same number where both
    exist. The chi-squares are those of the estimator, scaled where it scales them. The error rests
    on models that do not hold exactly, and is too large rather than too small where they nearly do.
    NaN for moments without cases, or where the restricted model does not fit worse.
    """
    records = [dict(fit.fit_indices()) for fit in (restricted, general)]
    low, high = (float(reported(record)["chisq"]) for record in reversed(records))
    if not 0 < low < high:
        return NONE
    scales = [float(record.get("chisq_scaling_factor") or 1.0) for record in records]
    rest = high - low
    # d logit = d low / low - (d high - d low) / rest
    weights = -1.0 / rest / scales[0], (1.0 / low + 1.0 / rest) / scales[1]
    variance = _of_cases(restricted, general, weights)
    if variance is None:
        variance = _of_moments(restricted, general, weights)
    if variance is None:
        return NONE
    half = float(ndtri(0.5 + LEVEL / 2)) * float(np.sqrt(variance))
    logit = float(np.log(low / rest))
    return float(expit(logit - half)), float(expit(logit + half))


def _of_cases(restricted: Fit, general: Fit, weights: tuple[float, float]) -> float | None:
    """Variance of the weighted sum of both chi-squares, by what each respondent adds."""
    found = [chisq_by_case(fit.solution) for fit in (restricted, general)]
    if found[0] is None or found[1] is None:
        return None
    parts = weights[0] * found[0] + weights[1] * found[1]
    return float(len(parts) * parts.var(ddof=1))


def _of_moments(restricted: Fit, general: Fit, weights: tuple[float, float]) -> float | None:
    """The same by the moments of the sample."""
    first, second = chisq_slopes(restricted.solution), chisq_slopes(general.solution)
    if first is None or second is None:
        return None
    slopes = weights[0] * first.in_order_of(second.names) + weights[1] * second.slopes
    return float(slopes @ second.Gamma @ slopes) / (second.n - 1)
