"""Sample moments: what models are fitted to."""

from surveysem.moments.ordered import OrderedSample, ordered_sample, two_step_correlations
from surveysem.moments.ordered_covariance import asymptotic_covariance
from surveysem.moments.sample import Moments, sample_moments
from surveysem.moments.stacked import moment_names, stacked
from surveysem.moments.weighted import weighted_moments

__all__ = [
    "Moments",
    "OrderedSample",
    "asymptotic_covariance",
    "moment_names",
    "ordered_sample",
    "sample_moments",
    "stacked",
    "two_step_correlations",
    "weighted_moments",
]
