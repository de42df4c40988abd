"""Samples in which the product of two latent variables has an effect, with its indicators."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.simulation.moments import Drawn, stream
from surveysem.sem.simulation.population import Population, population_of, root
from surveysem.sem.text.interactions import Interaction
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

_NONE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ProductPopulation:
    """A population in which a b has an effect, a and b normal with variance 1.

    ``people`` are the p items and the products of those at ``first`` and ``second`` (k,), doubly
    mean centred, with their covariances; ``root`` (p + 2, r) that of the items, a and b without the
    effect; ``slopes`` (p,) what one unit of a b adds to each item; ``rho`` correlates a and b.
    """

    people: Population
    root: Array
    slopes: Array
    rho: float
    first: Indices
    second: Indices


def product_population(text: Model, one: Interaction, std: bool) -> ProductPopulation:
    """Read a population in which ``a.b`` stands for the standardised product of a and b.

    In the text ``a.b`` is an exogenous variable of variance 1 without correlations: for normal a
    and b their product has none with any normal variable, and the variance 1 + rho^2 (Isserlis,
    1918). So the second moments of all items are those of the text, and the products have

        cov(x z, x' z') = s(x, x') s(z, z') + s(x, z') s(z, x'),
        cov(x z, w) = slope of w times s(x, a) s(z, b) + s(x, b) s(z, a).

    Raises SpecificationError where a or b depends on what their product affects: they would not be
    normal.
    """
    shown = [_copy(name) for name in (one.focal, one.moderator)]
    lines = [
        f'"{copy}" ~~ 0*"{copy}"\n"{name}" =~ 1*"{copy}"'
        for copy, name in zip(shown, (one.focal, one.moderator), strict=True)
    ]
    known = population_of(parse("\n".join([text.text, *lines])), std)
    place = {name: at for at, name in enumerate(known.names)}
    items = [name for name in known.names if name not in (*shown, one.factor)]
    order = np.array([place[name] for name in (*items, *shown)], dtype=np.intp)
    by_product = known.Sigma[order, place[one.factor]]
    S = known.Sigma[np.ix_(order, order)]
    without = S - np.outer(by_product, by_product)
    p = len(items)
    if np.abs(by_product[p:]).max() > _NONE:
        raise SpecificationError(
            f"{one.term}: {one.focal} or {one.moderator} depends on what their product affects; "
            "such a population is not yet available"
        )
    rho = float(S[p, p + 1])
    slopes = by_product[:p] / np.sqrt(1 + rho**2)
    at = np.array([[items.index(item) for item in pair] for pair in one.pairs], dtype=np.intp)
    first, second = at.T
    Sigma = np.zeros((p + len(at), p + len(at)))
    Sigma[:p, :p] = S[:p, :p]
    Sigma[p:, p:] = _isserlis(S, first, second, first, second)
    with_items = _isserlis(S, first, second, np.array([p]), np.array([p + 1])) * slopes
    Sigma[p:, :p], Sigma[:p, p:] = with_items, with_items.T
    names = (*items, *one.products)
    people = Population(names, Sigma, np.zeros(len(names)), known.cuts)
    what = "the population is impossible: its covariance matrix"
    return ProductPopulation(people, root(without, what), slopes, rho, first, second)


def _copy(name: str) -> str:
    """A variable that is the construct itself."""
    return f"{name} itself"


def _isserlis(S: Array, x: Indices, z: Indices, v: Indices, w: Indices) -> Array:
    """Covariances of the products x z with v w, all normal with covariances S."""
    return np.asarray(S[np.ix_(x, v)] * S[np.ix_(z, w)] + S[np.ix_(x, w)] * S[np.ix_(z, v)])


@dataclass(frozen=True, slots=True)
class ProductMoments:
    """Moments of drawn cases whose products of items are formed anew in every draw."""

    population: ProductPopulation
    n: int
    seed: int

    def moments(self, first: int, last: int) -> Drawn:
        """Moments of the draws first .. last-1."""
        size = len(self.population.people.names)
        S, mean = np.empty((last - first, size, size)), np.empty((last - first, size))
        for r, draw in enumerate(range(first, last)):
            X = self.cases(draw)
            mean[r] = X.mean(axis=0)
            X -= mean[r]
            S[r] = X.T @ X / self.n
        return Drawn(S, mean)

    def cases(self, draw: int) -> Array:
        """Items and products (n, p + k) of one draw, the products doubly mean centred."""
        known = self.population
        z = stream(self.seed, self.n, draw).standard_normal((self.n, known.root.shape[1]))
        Z = z @ known.root.T
        X = Z[:, :-2] + np.outer(Z[:, -2] * Z[:, -1] - known.rho, known.slopes)
        centred = X - X.mean(axis=0)
        products = centred[:, known.first] * centred[:, known.second]
        return np.hstack([X, products - products.mean(axis=0)])
