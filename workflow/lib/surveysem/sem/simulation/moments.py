"""Moments of samples, draw by draw from one seed."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.simulation.population import Population
from surveysem.sem.simulation.simulate import Drawer


@dataclass(frozen=True, slots=True)
class Drawn:
    """Covariances ``S`` (R, p, p), divisor n, and means (R, p) of R samples."""

    S: Array
    mean: Array

    def select(self, order: Indices) -> "Drawn":
        """The moments of some variables."""
        return Drawn(self.S[:, order[:, None], order], self.mean[:, order])


class Source(Protocol):
    """Draws samples of ``n`` cases; draw r depends on the seed, n and r alone."""

    def moments(self, first: int, last: int) -> Drawn:
        """Moments of the draws first .. last-1."""


def stream(seed: int, n: int, draw: int) -> np.random.Generator:
    """The random numbers of one draw."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(n, draw)))


@dataclass(frozen=True, slots=True)
class NormalMoments:
    """Moments of normal cases without the cases.

    n S = L A A' L' with L L' = Sigma and A lower triangular, standard normal below the diagonal
    and the root of a chi-square with n - i degrees of freedom in row i (Bartlett, 1933), and the
    mean independent of it.
    """

    population: Population
    root: Array
    n: int
    seed: int

    def moments(self, first: int, last: int) -> Drawn:
        """Moments of the draws first .. last-1."""
        p = len(self.root)
        below, diagonal = np.tril_indices(p, -1), np.arange(p)
        A = np.zeros((last - first, p, p))
        z = np.empty((last - first, p))
        for r, draw in enumerate(range(first, last)):
            rng = stream(self.seed, self.n, draw)
            A[r, diagonal, diagonal] = np.sqrt(rng.chisquare(self.n - 1 - diagonal))
            A[r][below] = rng.standard_normal(below[0].size)
            z[r] = rng.standard_normal(p)
        LA = self.root @ A
        mean = self.population.mean + z @ self.root.T / np.sqrt(self.n)
        return Drawn(LA @ LA.swapaxes(1, 2) / self.n, mean)


@dataclass(frozen=True, slots=True)
class CaseMoments:
    """Moments of cases that are drawn."""

    drawer: Drawer
    n: int
    seed: int

    def moments(self, first: int, last: int) -> Drawn:
        """Moments of the draws first .. last-1."""
        p = len(self.drawer.population.names)
        S, mean = np.empty((last - first, p, p)), np.empty((last - first, p))
        for r, draw in enumerate(range(first, last)):
            X = self.drawer.cases(self.n, stream(self.seed, self.n, draw))
            mean[r] = X.mean(axis=0)
            X -= mean[r]
            S[r] = X.T @ X / self.n
        return Drawn(S, mean)
