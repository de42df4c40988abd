"""Sample moments: what models are fitted to."""

from surveysem.moments.sample import Moments, sample_moments
from surveysem.moments.weighted import weighted_moments

__all__ = ["Moments", "sample_moments", "weighted_moments"]
