"""Exploratory factor analysis: adequacy, number of factors, extraction, rotation, scores."""

from surveysem.efa.adequacy import Adequacy, adequacy
from surveysem.efa.correlations import Correlations
from surveysem.efa.fit import fit
from surveysem.efa.parallel import Parallel
from surveysem.efa.polychorics import polychoric
from surveysem.efa.refit import Method, Refit, refit
from surveysem.efa.retain import MinimumAveragePartial, Retention, retain
from surveysem.efa.scores import FactorScores, scores
from surveysem.efa.solution import FactorSolution
from surveysem.efa.statistics import FitStatistics

__all__ = [
    "Adequacy",
    "Correlations",
    "FactorScores",
    "FactorSolution",
    "FitStatistics",
    "Method",
    "MinimumAveragePartial",
    "Parallel",
    "Refit",
    "Retention",
    "adequacy",
    "fit",
    "polychoric",
    "refit",
    "retain",
    "scores",
]
