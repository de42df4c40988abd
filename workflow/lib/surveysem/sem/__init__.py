"""Structural equation models: syntax, estimation, inference."""

from surveysem.moments import Moments
from surveysem.sem.bootstrap import Bootstrap
from surveysem.sem.compare import Comparison, compare
from surveysem.sem.edit import without_items
from surveysem.sem.fit import Fit, fit
from surveysem.sem.invariance import Invariance, invariance
from surveysem.sem.simulate import simulate
from surveysem.sem.statements import Model
from surveysem.sem.syntax import parse
from surveysem.sem.table import ParameterTable, parameter_table

__all__ = [
    "Bootstrap",
    "Comparison",
    "Fit",
    "Invariance",
    "Model",
    "Moments",
    "ParameterTable",
    "compare",
    "fit",
    "invariance",
    "parameter_table",
    "parse",
    "simulate",
    "without_items",
]
