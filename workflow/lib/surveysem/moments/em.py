"""Expected values of what is missing (the E-step) and the saturated model (EM)."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from surveysem.errors import DataError
from surveysem.moments.patterns import Array, Patterns

_ROWS = 4096
_STEPS = 5000
_SETTLED = 1e-11
_ROUGHLY = 1e-4
_SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Expected:
    """Completed rows and the likelihood at given moments.

    ``value``: -2 log-likelihood less n_values ln 2 pi; inf where a pattern has none. ``D`` (r, p):
    rows less their means, missing values replaced by their conditional expectations; ``C`` (p, p):
    sum over the cases of the conditional covariances of what is missing.
    """

    value: float
    D: Array
    C: Array


def expected(patterns: Patterns, mean: Array, inverse: Array, log_det: float) -> Expected:
    """E-step at means (p,) and the inverse covariance matrix K (p, p) with ln|Sigma|.

    With m the missing variables of a pattern: cov(m | rest) = K_mm^-1, ln|Sigma_oo| = ln|Sigma| +
    ln|K_mm|, E(m | rest) - mu_m = -K_mm^-1 K_mo (y_o - mu_o), so that only matrices of the size
    of what is missing are inverted (Little and Rubin, 2002, section 11.2).
    """
    D = (patterns.Z - patterns.root[:, None] * mean) * patterns.present[patterns.pattern]
    value = log_det * patterns.n
    if not patterns.holes.size:
        return Expected(value + float(np.sum(D * (D @ inverse))), D, np.zeros_like(inverse))
    blocks = _missing_blocks(patterns, inverse)
    factor = np.linalg.cholesky(blocks)
    value += 2.0 * float(patterns.size @ np.log(np.einsum("pkk->pk", factor)).sum(axis=1))
    inner = np.asarray(np.linalg.inv(blocks), dtype=float)
    for start in range(0, len(D), _ROWS):
        _fill(patterns, slice(start, start + _ROWS), D, inner, inverse)
    present = patterns.present[patterns.pattern]
    value += float(np.sum(np.where(present, D, 0.0) * (D @ inverse)))
    return Expected(value, D, _scattered(patterns, inner))


def conditional_covariance(patterns: Patterns, inverse: Array) -> Array:
    """K_mm^-1 (P, k, k) of each pattern, the identity where it is padded."""
    return np.asarray(np.linalg.inv(_missing_blocks(patterns, inverse)))


def _missing_blocks(patterns: Patterns, inverse: Array) -> Array:
    """K_mm (P, k, k) of each pattern, the identity where it is padded."""
    holes, real = patterns.holes, patterns.is_hole
    both = real[:, :, None] & real[:, None, :]
    blocks = inverse[holes[:, :, None], holes[:, None, :]]
    return np.where(both, blocks, np.eye(holes.shape[1]))


def _fill(patterns: Patterns, rows: slice, D: Array, inner: Array, inverse: Array) -> None:
    """Replace the missing entries of some rows by their conditional expectations, in place."""
    part = D[rows]
    pattern = patterns.pattern[rows]
    holes, real = patterns.holes[pattern], patterns.is_hole[pattern]
    pull = np.where(real, np.take_along_axis(part @ inverse, holes, axis=1), 0.0)
    filled = -np.matmul(inner[pattern], pull[:, :, None])[:, :, 0]
    row, slot = np.nonzero(real)
    part[row, holes[row, slot]] = filled[row, slot]


def _scattered(patterns: Patterns, inner: Array) -> Array:
    """Sum over the cases (p, p) of conditional covariances (P, k, k)."""
    holes, real = patterns.holes, patterns.is_hole
    p = patterns.present.shape[1]
    weight = (real[:, :, None] & real[:, None, :]) * patterns.size[:, None, None]
    flat = holes[:, :, None] * p + holes[:, None, :]
    sums = np.bincount(flat.ravel(), (inner * weight).ravel(), minlength=p * p)
    return np.asarray(sums.reshape(p, p), dtype=float)


@dataclass(frozen=True, slots=True)
class Saturated:
    """Unrestricted ML estimates: mean (p,), S (p, p) and the ``value`` of ``Expected``.

    Where the likelihood is not ``bounded`` these are a point on its way up: the moments serve
    description, the value means nothing.
    """

    mean: Array
    S: Array
    value: float
    bounded: bool = True


def saturated(patterns: Patterns, start: Saturated | None = None) -> Saturated:
    """ML means and covariances (divisor n) of cases with missing values, by EM.

    ``start``: moments near by, such as those of the sample that a resample comes from.
    Steps are extrapolated (Varadhan and Roland, 2008, SQUAREM, scheme S3) where that raises the
    likelihood. Raises DataError where the moments do not settle.
    """
    bounded = not has_unbounded_likelihood(patterns)
    settled, singular = (_SETTLED, _SINGULAR) if bounded else (_ROUGHLY, _ROUGHLY)
    here = start or _from_margins(patterns)
    for _ in range(_STEPS):
        first = _em_step(patterns, here)
        if _is_singular(first.S, singular):
            return Saturated(here.mean, here.S, first.value, False)
        second = _em_step(patterns, first)
        if _distance(second, first) < settled:
            end = _em_step(patterns, second)
            return Saturated(second.mean, second.S, end.value, bounded)
        if _is_singular(second.S, singular):
            return Saturated(first.mean, first.S, second.value, False)
        here = _extrapolated(patterns, here, first, second, singular)
    raise DataError(
        f"the means and covariances of the {patterns.n} cases with missing values did not settle "
        f"in {_STEPS} steps of EM; too few cases for {len(here.S)} variables"
    )


def has_unbounded_likelihood(patterns: Patterns) -> bool:
    """Can Sigma become singular at no cost, so that the likelihood grows without end?

    It can where the cases that show all k variables of some pattern are no more than k: a
    hyperplane goes through them all, and every other case misses part of it.
    """
    seen = patterns.present.astype(float)
    lacking = seen @ (1.0 - seen).T
    showing = (lacking == 0) @ patterns.size
    return bool((showing <= seen.sum(axis=1)).any())


def _is_singular(S: Array, least: float) -> bool:
    variances = S.diagonal()
    if variances.min() <= 0:
        return True
    sd = np.sqrt(variances)
    return bool(np.linalg.eigvalsh(S / sd / sd[:, None])[0] < least)


def _from_margins(patterns: Patterns) -> Saturated:
    """Means and variances of what is observed, no covariances."""
    seen = patterns.size @ patterns.present
    mean = patterns.root @ patterns.Z / seen
    D = (patterns.Z - patterns.root[:, None] * mean) * patterns.present[patterns.pattern]
    return Saturated(mean, np.diag((D**2).sum(axis=0) / seen), np.inf)


def _em_step(patterns: Patterns, at: Saturated) -> Saturated:
    """One step; ``value`` is that of the moments it starts from."""
    factor, failed = lapack.dpotrf(at.S, lower=True)
    if failed:
        raise DataError(
            "the covariance matrix of the cases with missing values is singular; expected more "
            "cases, or variables without linear dependence"
        )
    inverse, _ = lapack.dpotri(factor, lower=True)
    K = np.tril(inverse) + np.tril(inverse, -1).T
    e = expected(patterns, at.mean, K, 2.0 * float(np.log(factor.diagonal()).sum()))
    shift = patterns.root @ e.D / patterns.n
    S = (e.D.T @ e.D + e.C) / patterns.n - np.outer(shift, shift)
    return Saturated(at.mean + shift, S, e.value)


def _distance(a: Saturated, b: Saturated) -> float:
    sd = np.sqrt(a.S.diagonal())
    moved = np.abs((a.S - b.S) / sd / sd[:, None]).max()
    return float(max(moved, np.abs((a.mean - b.mean) / sd).max()))


def _extrapolated(
    patterns: Patterns, start: Saturated, first: Saturated, second: Saturated, singular: float
) -> Saturated:
    """The extrapolated point where it is one and pays, else the second EM step."""
    r = _flat(first) - _flat(start)
    v = _flat(second) - _flat(first) - r
    sd = np.sqrt(start.S.diagonal())
    unit = np.concatenate([sd, np.outer(sd, sd).ravel()])
    size = float(np.linalg.norm(v / unit))
    step = max(float(np.linalg.norm(r / unit)) / size, 1.0) if size > 0 else 1.0
    if step <= 1.0:
        return second
    flat = _flat(start) + 2.0 * step * r + step**2 * v
    p = start.mean.size
    S = flat[p:].reshape(p, p)
    if _is_singular(S, singular):
        return second
    candidate = _em_step(patterns, Saturated(flat[:p], S, np.inf))
    return candidate if candidate.value <= second.value else second


def _flat(at: Saturated) -> Array:
    return np.concatenate([at.mean, at.S.ravel()])
