"""Factor scores of cases that answered ordered items."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import log_ndtr

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.moments import OrderedSample
from surveysem.moments.categories import FAR
from surveysem.sem.arrays import Array, Flags, Indices
from surveysem.sem.categorical.discrepancy import OrderedBlock
from surveysem.sem.categorical.pattern import OrderedPattern
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.names import listed

METHODS = ("regression", "bartlett")
_PIECE = 2048
_STEPS = 200
_DECREMENT = 1e-20
_HALVINGS = 40
# What lavaan puts in place of the prior, so that a case who gave every highest answer has a score.
_WEAK = 1e-5
_HALF_LOG_2PI = 0.5 * float(np.log(2.0 * np.pi))
_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Density:
    """Density of the answers of R cases given u (R, m), where eta = mean + R u, u ~ N(0, I).

    The expected answers are ``base`` (p,) + A u with ``A`` (p, m), the residual standard deviations
    ``sd`` (p,). ``lower`` and ``upper`` (R, o) are the thresholds around the answers to the
    ordered items, ``X`` (R, c) the answers to the numeric ones.
    """

    A: Array
    base: Array
    sd: Array
    ordered: Indices
    numeric: Indices
    lower: Array
    upper: Array
    X: Array

    def of(self, rows: Indices) -> "Density":
        """The same of some cases."""
        return Density(
            self.A, self.base, self.sd, self.ordered, self.numeric,
            self.lower[rows], self.upper[rows], self.X[rows],
        )  # fmt: skip

    def at(self, u: Array) -> "Terms":
        """Minus the log-density (R,), its gradient (R, m) and Hessian (R, m, m)."""
        expected = self.base + u @ self.A.T
        slope, curve = np.empty_like(expected), np.empty_like(expected)
        i, sd = self.ordered, self.sd[self.ordered]
        a, b = ((z - expected[:, i]) / sd for z in (self.lower, self.upper))
        log_p = _log_probability(a, b)
        by_a, by_b = (np.exp(-0.5 * z * z - _HALF_LOG_2PI - log_p) for z in (a, b))
        slope[:, i] = (by_a - by_b) / sd
        curve[:, i] = slope[:, i] ** 2 - (a * by_a - b * by_b) / sd**2
        j = self.numeric
        z = (self.X - expected[:, j]) / self.sd[j]
        slope[:, j], curve[:, j] = z / self.sd[j], self.sd[j] ** -2.0
        value = 0.5 * (u * u).sum(axis=1) - log_p.sum(axis=1) + 0.5 * (z * z).sum(axis=1)
        H = np.eye(u.shape[1]) + self.A.T @ (curve[:, :, None] * self.A)
        return Terms(value, u - slope @ self.A, H)


@dataclass(frozen=True, slots=True)
class Terms:
    """Value (R,), gradient (R, m) and Hessian (R, m, m) of minus a log-density."""

    value: Array
    gradient: Array
    hessian: Array


def factor_scores(s: OrderedSolution, method: str) -> pd.DataFrame:
    """Scores (n, latent variables) of the cases: the mode of the posterior, or of the likelihood.

    As lavaan's ``lavPredict()`` the answers count as independent given the factors: residual
    covariances have no part in it.
    """
    if method not in METHODS:
        raise SpecificationError(f"method {method!r}; expected {' or '.join(METHODS)}")
    groups = zip(s.least_squares.groups, s.moments, s.samples, strict=True)
    frames = []
    for block, moments, rows in groups:
        scores = _scores(s, block, moments, method)
        frames.append(pd.DataFrame(scores, index=rows.index, columns=list(s.table.latent)))
    return pd.concat(frames)


def _scores(s: OrderedSolution, block: OrderedBlock, sample: OrderedSample, method: str) -> Array:
    M = block.pattern.matrices(s.theta)
    _check(s, block, M, method)
    root = _root(M) if method == "regression" else np.eye(len(M.Psi)) / np.sqrt(_WEAK)
    mean = M.latent_mean()
    codes, X = sample.categories.codes, sample.mean + sample.z * np.sqrt(sample.variance)
    _, first, place = np.unique(
        np.column_stack([codes, X]), axis=0, return_index=True, return_inverse=True
    )
    density = _density(s, block, M, root, codes[first], X[first])
    density_of = [density.of(rows) for rows in _pieces(len(first))]
    u = np.concatenate([_mode(part) for part in density_of])
    return np.asarray(mean + u[place.ravel()] @ root.T)


def _pieces(n: int) -> list[Indices]:
    return [np.arange(at, min(at + _PIECE, n)) for at in range(0, n, _PIECE)]


def _density(
    s: OrderedSolution, block: OrderedBlock, M: Matrices, root: Array, codes: Indices, X: Array
) -> Density:
    pattern = block.pattern
    tau, vector = np.full((codes.shape[1], codes.max() + 2), FAR), pattern.fill(s.theta)
    item = np.searchsorted(pattern.ordered, block.places.level[block.places.threshold])
    counts = np.bincount(item, minlength=len(tau))
    place = np.arange(item.size) - np.repeat(np.cumsum(counts) - counts, counts)
    tau[:, 0] = -FAR
    tau[item, place + 1] = vector[block.places.at]
    _check_order(tau, pattern)
    items = np.arange(codes.shape[1])
    return Density(
        A=M.Lambda @ root,
        base=M.nu + M.Lambda @ M.latent_mean(),
        sd=np.sqrt(M.Theta.diagonal()),
        ordered=pattern.ordered,
        numeric=np.setdiff1d(np.arange(len(M.nu)), pattern.ordered),
        lower=np.where(codes < 0, -FAR, tau[items, codes]),
        upper=np.where(codes < 0, FAR, tau[items, codes + 1]),
        X=X,
    )


def _check_order(tau: Array, pattern: OrderedPattern) -> None:
    falling = np.flatnonzero((np.diff(tau) < 0).any(axis=1))
    if falling.size:
        names = listed([pattern.observed[i] for i in pattern.ordered[falling]])
        raise SpecificationError(f"factor scores need rising thresholds, not so: {names}")


def _mode(density: Density) -> Array:
    """Newton steps from 0, halved where they lead up; the log-density is concave."""
    u = np.zeros((len(density.lower), density.A.shape[1]))
    going = np.arange(len(u))
    for _ in range(_STEPS):
        part = density.of(going)
        here = part.at(u[going])
        step = -np.linalg.solve(here.hessian, here.gradient[:, :, None])[:, :, 0]
        open_ = -(step * here.gradient).sum(axis=1) > _DECREMENT
        going, part = going[open_], density.of(going[open_])
        if not going.size:
            return u
        u[going] += _shortened(part, u[going], step[open_], here.value[open_])
    raise ConvergenceError(f"factor scores of {going.size} cases did not converge")


def _shortened(density: Density, u: Array, step: Array, value: Array) -> Array:
    """The steps (R, m), each halved until the value does not rise."""
    for _ in range(_HALVINGS):
        rises: Flags = density.at(u + step).value > value + 8.0 * _EPS * np.abs(value)
        if not rises.any():
            break
        step = np.where(rises[:, None], 0.5 * step, step)
    return step


def _log_probability(a: Array, b: Array) -> Array:
    """ln(Phi(b) - Phi(a)) for a < b, without loss where both lie far above 0."""
    above = a > 0
    a, b = np.where(above, -b, a), np.where(above, -a, b)
    high = log_ndtr(b)
    return np.asarray(high + np.log(-np.expm1(log_ndtr(a) - high)))


def _root(M: Matrices) -> Array:
    """A square root (m, m) of the covariances of the latent variables."""
    values, vectors = np.linalg.eigh(M.latent_covariance())
    if values[0] < -1e-9:
        raise SpecificationError(
            "factor scores need positive definite covariances of the latent variables"
        )
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _check(s: OrderedSolution, block: OrderedBlock, M: Matrices, method: str) -> None:
    if len(block.pattern.latent) > len(s.table.latent):
        raise SpecificationError(
            "factor scores of models with ordered items and observed variables in regressions are "
            "not yet available"
        )
    negative = np.flatnonzero(M.Theta.diagonal() <= 0)
    if negative.size:
        names = listed([block.pattern.observed[i] for i in negative])
        raise SpecificationError(f"factor scores need positive residual variances, not so: {names}")
    if method == "bartlett" and not M.Lambda.any(axis=0).all():
        raise SpecificationError(
            "Bartlett scores need items of each latent variable; use method='regression' for "
            "higher-order factors"
        )
