"""The interval of the target coefficient."""

import numpy as np
from scipy.special import expit, ndtri

from surveysem.sem import Fit
from surveysem.sem.inference.casewise import chisq_by_case
from surveysem.survey.reported import reported

LEVEL = 0.95
NONE = (float("nan"), float("nan"))


def target_limits(restricted: Fit, general: Fit) -> tuple[float, float]:
    """Interval of level .95 of the target coefficient, chisq general / chisq restricted.

    By the delta method: each respondent adds a known part to either chi-square (`chisq_by_case`),
    so that the variance of log(chisq general / difference), the logit of the coefficient, is that
    of a sum over respondents (Vuong, 1989). The chi-squares are those of the estimator, scaled
    where it scales them. The error rests on models that do not hold exactly, and is too large
    rather than too small where they nearly do. NaN where there is no likelihood of the cases (least
    squares, ordered items, two-stage), or the restricted model does not fit worse.
    """
    found = [chisq_by_case(fit.solution) for fit in (restricted, general)]
    if any(parts is None for parts in found):
        return NONE
    records = [dict(fit.fit_indices()) for fit in (restricted, general)]
    low, high = (float(reported(record)["chisq"]) for record in reversed(records))
    if not 0 < low < high:
        return NONE
    of_restricted, of_general = (
        np.asarray(parts) / (record.get("chisq_scaling_factor") or 1.0)
        for parts, record in zip(found, records, strict=True)
    )
    rest = high - low
    of_logit = of_general / low - (of_restricted - of_general) / rest
    half = float(ndtri(0.5 + LEVEL / 2)) * float(np.sqrt(len(of_logit) * of_logit.var(ddof=1)))
    logit = float(np.log(low / rest))
    return float(expit(logit - half)), float(expit(logit + half))
