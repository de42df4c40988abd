"""Exploratory factor analysis: adequacy, number of factors, extraction, rotation."""

from surveysem.efa.adequacy import Adequacy, adequacy
from surveysem.efa.correlations import Correlations
from surveysem.efa.fit import fit
from surveysem.efa.polychorics import polychoric
from surveysem.efa.retain import MinimumAveragePartial, Parallel, Retention, retain
from surveysem.efa.solution import FactorSolution

__all__ = [
    "Adequacy",
    "Correlations",
    "FactorSolution",
    "MinimumAveragePartial",
    "Parallel",
    "Retention",
    "adequacy",
    "fit",
    "polychoric",
    "retain",
]
