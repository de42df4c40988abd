"""Draw cases from a population that is written as a model."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.simulation.nonnormal import Shapes, shapes_of
from surveysem.sem.simulation.population import Population, population_of
from surveysem.sem.text.statements import Model

Shape = float | Mapping[str, float]


def simulate(
    population: str | Model,
    n: int,
    seed: int,
    *,
    std: bool = False,
    skewness: Shape = 0.0,
    kurtosis: Shape = 0.0,
) -> pd.DataFrame:
    """Draw ``n`` rows of the observed variables from a population.

    ``population`` is model text with every loading and coefficient fixed (``0.5*x``). Variances
    that the text leaves open are 1, or with ``std`` such that every latent and observed variable
    has variance 1; open covariances and means are 0. A variable with thresholds (``x | -0.5*t1 +
    0.5*t2``) is cut there into categories 1, 2, ...

    Variables are multivariate normal, or with ``skewness`` and ``kurtosis`` (in excess of the
    normal 0) cubic polynomials of normal variables with the covariances of the population (Vale
    and Maurelli, 1983); each is a number for all variables, or one for each that is named.

    Raises SpecificationError where a loading, coefficient or threshold has no value, where no
    population has these values (a variance would be negative), and where no polynomial has this
    shape.
    """
    if n < 1:
        raise SpecificationError(f"n = {n}; a sample has at least one row")
    if seed < 0:
        raise SpecificationError(f"seed = {seed}; expected seed >= 0")
    return drawer(population_of(population, std), skewness, kurtosis).frame(
        n, np.random.default_rng(seed)
    )


class Drawer:
    """Draws cases of one population."""

    def __init__(self, population: Population, shapes: Shapes | None) -> None:
        self.population = population
        self.shapes = shapes
        self._root = population.root if shapes is None else shapes.root

    def cases(self, n: int, rng: np.random.Generator) -> Array:
        """Rows (n, p), items with thresholds cut."""
        population = self.population
        X = rng.standard_normal((n, len(population.names))) @ self._root.T
        if self.shapes is not None:
            X = self.shapes.shaped(X) * np.sqrt(population.Sigma.diagonal())
        X += population.mean
        for item, cuts in population.cuts.items():
            at = population.names.index(item)
            X[:, at] = 1 + np.searchsorted(cuts, X[:, at])
        return X

    def frame(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """The same with the names of the variables."""
        return pd.DataFrame(self.cases(n, rng), columns=list(self.population.names))


def drawer(population: Population, skewness: Shape, kurtosis: Shape) -> Drawer:
    """A drawer; raises SpecificationError as ``simulate`` does."""
    values = [
        _by_name(population, what, given)
        for what, given in (("skewness", skewness), ("kurtosis", kurtosis))
    ]
    if not any(v.any() for v in values):
        return Drawer(population, None)
    return Drawer(population, shapes_of(population.names, population.Sigma, *values))


def _by_name(population: Population, what: str, given: Shape) -> Array:
    names = population.names
    if not isinstance(given, Mapping):
        values = np.full(len(names), float(given))
    else:
        unknown = [name for name in given if name not in names]
        if unknown:
            raise SpecificationError(f"{what}: the population has no variable {unknown[0]}")
        values = np.array([float(given.get(name, 0.0)) for name in names])
    if not np.isfinite(values).all():
        raise SpecificationError(f"{what}: found a value that is no number")
    return values
