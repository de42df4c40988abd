"""Sample moments: what models are fitted to."""

from surveysem.moments.columns import numbers_of
from surveysem.moments.em import (
    Expected,
    Saturated,
    conditional_covariance,
    expected,
    saturated,
)
from surveysem.moments.ordered import OrderedSample, ordered_sample, two_step_correlations
from surveysem.moments.ordered_covariance import asymptotic_covariance
from surveysem.moments.pairwise import pairwise_moments
from surveysem.moments.patterns import Patterns, patterns_of, single_patterns
from surveysem.moments.sample import Moments, refuse_unit, sample_moments
from surveysem.moments.stacked import moment_names, stacked
from surveysem.moments.weighted import WeightedProducts, weighted_moments, weighted_products

__all__ = [
    "Expected",
    "Moments",
    "OrderedSample",
    "Patterns",
    "Saturated",
    "WeightedProducts",
    "asymptotic_covariance",
    "conditional_covariance",
    "expected",
    "moment_names",
    "numbers_of",
    "ordered_sample",
    "pairwise_moments",
    "patterns_of",
    "refuse_unit",
    "sample_moments",
    "saturated",
    "single_patterns",
    "stacked",
    "two_step_correlations",
    "weighted_moments",
    "weighted_products",
]
