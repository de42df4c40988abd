"""Sample moments: what models are fitted to."""

from surveysem.moments.em import (
    Expected,
    Saturated,
    conditional_covariance,
    expected,
    saturated,
)
from surveysem.moments.patterns import Patterns, patterns_of, single_patterns
from surveysem.moments.sample import Moments, sample_moments
from surveysem.moments.weighted import WeightedProducts, weighted_moments, weighted_products

__all__ = [
    "Expected",
    "Moments",
    "Patterns",
    "Saturated",
    "WeightedProducts",
    "conditional_covariance",
    "expected",
    "patterns_of",
    "sample_moments",
    "saturated",
    "single_patterns",
    "weighted_moments",
    "weighted_products",
]
