"""Structural equation models: syntax, estimation, inference."""

from surveysem.moments import Moments
from surveysem.sem.edit import without_items
from surveysem.sem.fit import Fit, fit
from surveysem.sem.simulate import simulate
from surveysem.sem.syntax import Model, parse
from surveysem.sem.table import ParameterTable, parameter_table

__all__ = [
    "Fit",
    "Model",
    "Moments",
    "ParameterTable",
    "fit",
    "parameter_table",
    "parse",
    "simulate",
    "without_items",
]
