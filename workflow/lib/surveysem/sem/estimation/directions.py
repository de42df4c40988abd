"""Derivatives of Sigma and mu as directions of rank two, and the expected information from them.

The entry k of the model matrices moves Sigma along w (u v' + v u') and mu along c u, with u and v
columns of [I, Lambda A, Lambda V], A = (I-Beta)^-1 and V = A Psi A'. No p(p+1)/2 x q Jacobian is
ever formed: tr(Sigma^-1 dSigma_a Sigma^-1 dSigma_b) needs the products u'Sigma^-1 v only.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.model.matrices import Matrices, Pattern


@dataclass(frozen=True, slots=True)
class Directions:
    """Columns ``u``, ``v`` (K,), weights ``w`` (K,) and the latent mean ``c`` (K,) of K entries.

    ``c`` is the index of the latent mean that multiplies u in the derivative of mu, m for the
    constant 1 and m + 1 for 0.
    """

    u: Indices
    v: Indices
    w: Array
    c: Indices

    def __add__(self, other: "Directions") -> "Directions":
        """Both sets, one after the other."""
        join = np.concatenate
        return Directions(
            join([self.u, other.u]),
            join([self.v, other.v]),
            join([self.w, other.w]),
            join([self.c, other.c]),
        )


def directions(matrix: str, i: Indices, j: Indices, p: int, m: int) -> Directions:
    """Directions of the entries (i, j) of one matrix."""
    of_eta, of_V = p + i, p + m + j
    one, none = np.full(i.shape, m), np.full(i.shape, m + 1)
    ones, halves = np.ones(i.shape), np.full(i.shape, 0.5)
    if matrix == "Lambda":
        return Directions(i, of_V, ones, j)
    if matrix == "Beta":
        return Directions(of_eta, of_V, ones, j)
    if matrix == "Psi":
        return Directions(of_eta, p + j, halves, none)
    if matrix == "Theta":
        return Directions(i, j, halves, none)
    if matrix == "nu":
        return Directions(i, i, np.zeros(i.shape), one)
    return Directions(of_eta, of_eta, np.zeros(i.shape), one)


def pattern_directions(pattern: Pattern) -> Directions:
    """Directions of the free entries of a pattern, in its order."""
    p, m = len(pattern.observed), len(pattern.latent)
    found = Directions(*(np.zeros(pattern.position.size, dtype=t) for t in (int, int, float, int)))
    for name, at, shape in pattern.spans:
        inside = (pattern.position >= at.start) & (pattern.position < at.stop)
        place = pattern.position[inside] - at.start
        width = shape[-1] if len(shape) == 2 else 1
        part = directions(name, place // width, place % width, p, m)
        for field in ("u", "v", "w", "c"):
            getattr(found, field)[inside] = getattr(part, field)
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """``columns`` (p, p+2m) [I, Lambda A, Lambda V]; ``eta`` (m+2,) latent means, 1, 0."""

    columns: Array
    eta: Array

    def gradient(self, d: Directions, Omega: Array, g_mu: Array | None) -> Array:
        """First derivatives (K,) of the discrepancy: 2 w u'Omega v + c u'dF/dmu."""
        moved = Omega @ self.columns
        cross = self.columns.T @ moved
        g = 2.0 * d.w * cross[d.u, d.v]
        if g_mu is not None:
            g += self.eta[d.c] * (self.columns.T @ g_mu)[d.u]
        return np.asarray(g)


@dataclass(frozen=True, slots=True)
class Geometry(Columns):
    """Columns with their inner products ``G`` = columns' Sigma^-1 columns."""

    G: Array

    def information(self, a: Directions, b: Directions, meanstructure: bool) -> Array:
        """Expected second derivatives (Ka, Kb) of the ML discrepancy between two sets."""
        G = self.G
        H = G[a.u[:, None], b.u] * G[a.v[:, None], b.v]
        H += G[a.u[:, None], b.v] * G[a.v[:, None], b.u]
        H *= 2.0 * a.w[:, None] * b.w
        if meanstructure:
            H += 2.0 * self.eta[a.c][:, None] * self.eta[b.c] * G[a.u[:, None], b.u]
        return H


def columns_of(matrices: Matrices) -> Columns:
    """Columns at given matrices."""
    p = matrices.Theta.shape[0]
    LA = matrices.Lambda @ matrices.total_effect()
    LV = matrices.Lambda @ matrices.latent_covariance()
    eta = np.concatenate([matrices.latent_mean(), (1.0, 0.0)])
    return Columns(np.hstack([np.eye(p), LA, LV]), eta)


def geometry(matrices: Matrices, Sigma_inverse: Array) -> Geometry:
    """Geometry at given matrices."""
    at = columns_of(matrices)
    return Geometry(at.columns, at.eta, at.columns.T @ Sigma_inverse @ at.columns)
