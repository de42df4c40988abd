"""Samples in which products of latent variables have effects, with their indicators."""

from collections.abc import Sequence
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
_AGREES = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class ProductPopulation:
    """A population in which k products a b have effects, the a and b normal with variance 1.

    ``people`` are the p items and the products of those at ``first`` and ``second`` (m,), doubly
    mean centred, with their covariances; ``root`` (p + c, r) that of the items and of the c
    constructs without the effects, of which those at ``focal`` and ``moderator`` (k,) are
    multiplied and correlate by ``rho`` (k,); ``slopes`` (p, k) what one unit of a b adds to items.
    """

    people: Population
    root: Array
    slopes: Array
    rho: Array
    focal: Indices
    moderator: Indices
    first: Indices
    second: Indices


def product_population(
    text: Model, products: Sequence[Interaction], std: bool
) -> ProductPopulation:
    """Read a population in which each ``a.b`` stands for a standardised product of a and b.

    In the text ``a.b`` is an exogenous variable of variance 1 that correlates with other products
    alone: for normal a and b the product has no covariance with any normal variable, the variance
    1 + rho^2, and the covariance s(a, c) s(b, d) + s(a, d) s(b, c) with c d (Isserlis, 1918). So
    the second moments of all items are those of the text, and the products of items have

        cov(x z, x' z') = s(x, x') s(z, z') + s(x, z') s(z, x'),
        cov(x z, w) = sum of the slopes of w times s(x, a) s(z, b) + s(x, b) s(z, a).

    Raises SpecificationError where a construct depends on what a product affects, since it would
    not be normal, and where the text has another correlation of two products than theirs.
    """
    constructs = list(dict.fromkeys(x for one in products for x in (one.focal, one.moderator)))
    shown = [f"{name} itself" for name in constructs]
    lines = [
        f'"{copy}" ~~ 0*"{copy}"\n"{name}" =~ 1*"{copy}"'
        for copy, name in zip(shown, constructs, strict=True)
    ]
    known = population_of(parse("\n".join([text.text, *lines])), std)
    factors = _places(known.names, [one.factor for one in products])
    outside = {*shown, *(one.factor for one in products)}
    items = [name for name in known.names if name not in outside]
    order, p = _places(known.names, [*items, *shown]), len(items)
    by_product, S = known.Sigma[np.ix_(order, factors)], known.Sigma[np.ix_(order, order)]
    for at in np.argwhere(np.abs(by_product[p:]) > _NONE):
        raise SpecificationError(
            f"{products[at[1]].term}: {constructs[at[0]]} depends on what the product affects; "
            "such a population is not yet available"
        )
    focal = p + _places(constructs, [one.focal for one in products])
    moderator = p + _places(constructs, [one.moderator for one in products])
    among = _isserlis(S, focal, moderator, focal, moderator)
    sd = np.sqrt(among.diagonal())
    stated = known.Sigma[np.ix_(factors, factors)]
    _check_correlations(products, stated, among / np.outer(sd, sd))
    slopes = np.linalg.solve(stated, by_product.T).T
    pairs = dict.fromkeys(pair for one in products for pair in one.pairs)
    first, second = (_places(items, [pair[side] for pair in pairs]) for side in (0, 1))
    Sigma = np.zeros((p + len(pairs), p + len(pairs)))
    Sigma[:p, :p] = S[:p, :p]
    Sigma[p:, p:] = _isserlis(S, first, second, first, second)
    with_items = _isserlis(S, first, second, focal, moderator) @ (slopes[:p] / sd).T
    Sigma[p:, :p], Sigma[:p, p:] = with_items, with_items.T
    names = (*items, *dict.fromkeys(name for one in products for name in one.products))
    return ProductPopulation(
        Population(names, Sigma, np.zeros(len(names)), known.cuts),
        root(S - slopes @ by_product.T, "the population is impossible: its covariance matrix"),
        slopes[:p] / sd,
        S[focal, moderator],
        focal,
        moderator,
        first,
        second,
    )


def _places(names: Sequence[str], wanted: Sequence[str]) -> Indices:
    at = {name: i for i, name in enumerate(names)}
    return np.array([at[name] for name in wanted], dtype=np.intp)


def _check_correlations(products: Sequence[Interaction], stated: Array, own: Array) -> None:
    for i, j in np.argwhere(np.abs(stated - own) > _AGREES):
        raise SpecificationError(
            f"{products[i].factor} ~~ {products[j].factor}: the population has {stated[i, j]:.3f}, "
            f"products of normal constructs {own[i, j]:.3f}"
        )


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
        """Items and products (n, p + m) of one draw, the products doubly mean centred."""
        known = self.population
        z = stream(self.seed, self.n, draw).standard_normal((self.n, known.root.shape[1]))
        Z = z @ known.root.T
        latent = Z[:, known.focal] * Z[:, known.moderator] - known.rho
        X = Z[:, : len(known.slopes)] + latent @ known.slopes.T
        centred = X - X.mean(axis=0)
        products = centred[:, known.first] * centred[:, known.second]
        return np.hstack([X, products - products.mean(axis=0)])
