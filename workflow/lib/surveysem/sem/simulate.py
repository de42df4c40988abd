"""Draw samples from a population that is written as a model."""

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model


def simulate(population: str | Model, n: int, seed: int, *, std: bool = False) -> pd.DataFrame:
    """Draw ``n`` rows of the observed variables from a multivariate normal population.

    ``population`` is model text with every loading and coefficient fixed (``0.5*x``). Variances
    that the text leaves open are 1, or with ``std`` such that every latent and observed variable
    has variance 1; open covariances and means are 0.

    Raises SpecificationError where a loading or coefficient has no value, or where no population
    has these values (a variance would be negative).
    """
    if n < 1:
        raise SpecificationError(f"n = {n}; a sample has at least one row")
    table, matrices = _population(population, std)
    Sigma, mean = matrices.covariance(), matrices.mean()
    draws = np.random.default_rng(seed).standard_normal((n, len(Sigma)))
    return pd.DataFrame(draws @ _root(Sigma).T + mean, columns=list(table.observed))


def _population(population: str | Model, std: bool) -> tuple[ParameterTable, Matrices]:
    table = parameter_table(population, std_lv=True, fixed_x=False)
    unset = [p.name for p in table.parameters if p.free and p.op in ("=~", "~")]
    if unset:
        raise SpecificationError(f"the population gives no value for {listed(unset)}")
    place = pattern(table)
    theta = np.zeros(table.n_free)
    variances = [p for p in table.parameters if p.is_variance and (p.free or not p.user)]
    for p in variances:
        if p.free:
            theta[p.free - 1] = 1.0
    matrices = place.matrices(theta)
    if std:
        _fill_variances(matrices, [p.lhs for p in variances], place.latent, place.observed)
    return table, matrices


def _fill_variances(
    M: Matrices, names: list[str], latent: tuple[str, ...], observed: tuple[str, ...]
) -> None:
    """Solve for the open variances, in place, such that every variance is 1."""
    inner = [i for i, name in enumerate(latent) if name in names]
    for i in inner:
        M.Psi[i, i] = 0.0
    total = M.total_effect()
    short = 1.0 - M.latent_covariance().diagonal()
    solved = np.linalg.solve(total[np.ix_(inner, inner)] ** 2, short[inner])
    for i, value in zip(inner, solved, strict=True):
        M.Psi[i, i] = _possible(value, latent[i])
    outer = [i for i, name in enumerate(observed) if name in names and name not in latent]
    for i in outer:
        M.Theta[i, i] = 0.0
    short = 1.0 - M.covariance().diagonal()
    for i in outer:
        M.Theta[i, i] = _possible(short[i], observed[i])


def _possible(value: float, name: str) -> float:
    if value < -1e-10:
        raise SpecificationError(
            f"the population is impossible: what explains {name} has variance {1 - value:.3f}, "
            "expected at most 1"
        )
    return max(value, 0.0)


def _root(Sigma: Array) -> Array:
    """A matrix L with L L' = Sigma, also where Sigma is singular."""
    values, vectors = np.linalg.eigh(Sigma)
    if values[0] < -1e-8 * values[-1]:
        raise SpecificationError(
            "the population is impossible: its covariance matrix is not positive definite"
        )
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
