"""Sample moments: what models are fitted to."""

from surveysem.moments.sample import Moments, sample_moments
from surveysem.moments.weighted import WeightedProducts, weighted_moments, weighted_products

__all__ = [
    "Moments",
    "WeightedProducts",
    "sample_moments",
    "weighted_moments",
    "weighted_products",
]
