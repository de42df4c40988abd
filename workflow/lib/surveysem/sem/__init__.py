"""Structural equation models: syntax, estimation, inference."""

from surveysem.moments import Moments
from surveysem.sem.bootstrap.run import Bootstrap
from surveysem.sem.fit import Fit, fit
from surveysem.sem.inference.compare import Comparison, compare
from surveysem.sem.inference.invariance import Invariance, invariance
from surveysem.sem.inference.latent_means import latent_means
from surveysem.sem.inference.path_differences import path_differences
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.printout import printout
from surveysem.sem.probing import johnson_neyman, simple_slopes
from surveysem.sem.products import (
    Products,
    observed,
    planned,
    product_indicators,
    written_with,
)
from surveysem.sem.scatter import gathered, share
from surveysem.sem.simulation.monte_carlo import MonteCarlo, monte_carlo
from surveysem.sem.simulation.power import rmsea_n, rmsea_power
from surveysem.sem.simulation.simulate import simulate
from surveysem.sem.text.edit import without_items
from surveysem.sem.text.interactions import Interaction
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

__all__ = [
    "Bootstrap",
    "Comparison",
    "Fit",
    "Interaction",
    "Invariance",
    "Model",
    "Moments",
    "MonteCarlo",
    "ParameterTable",
    "Products",
    "compare",
    "fit",
    "gathered",
    "invariance",
    "johnson_neyman",
    "latent_means",
    "monte_carlo",
    "observed",
    "parameter_table",
    "parse",
    "path_differences",
    "planned",
    "printout",
    "product_indicators",
    "rmsea_n",
    "rmsea_power",
    "share",
    "simple_slopes",
    "simulate",
    "without_items",
    "written_with",
]
