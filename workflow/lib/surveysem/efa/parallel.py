"""Horn's parallel analysis: eigenvalues of random data beside the observed ones."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from surveysem.efa.correlations import Floats, eigenvalues
from surveysem.moments.threads import one_blas_thread

# Random sets that one stream of random numbers makes, and one thread at a time.
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Parallel:
    """Horn's parallel analysis: ``n_factors`` leading eigenvalues exceed those of random data.

    ``observed`` (p,), descending; ``mean`` and ``percentile`` (p,) of the random eigenvalues by
    position; ``level`` is the percentile.
    """

    n_factors: int
    observed: Floats
    mean: Floats
    percentile: Floats
    draws: int
    level: float


@dataclass(frozen=True, slots=True)
class Spectra:
    """Eigenvalues (draws, p), descending: of the correlations, and of the reduced correlations.

    The reduced ones have squared multiple correlations in the diagonal, as the first step of
    principal axes has (O'Connor 2000; psych's ``SMC = TRUE``); None where not asked for.
    """

    components: Floats
    factors: Floats | None


def compared(observed: Floats, random: Floats, level: float) -> Parallel:
    """Observed eigenvalues (p,) against those of random sets (draws, p)."""
    percentile = np.percentile(random, level, axis=0)
    above = observed > percentile
    n_factors = len(above) if above.all() else int(np.argmin(above))
    return Parallel(n_factors, observed, random.mean(axis=0), percentile, len(random), level)


def reduced_eigenvalues(R: Floats) -> Floats:
    """Of the correlations ``R`` (p, p) reduced by squared multiple correlations, descending."""
    return eigenvalues(_reduced(R[None])[0])


def spectra_of(matrices: Iterable[Floats], factors: bool = True) -> Spectra:
    """Spectra of correlation matrices, batch by batch (r, p, p)."""
    return _joined([_spectra(R, factors) for R in matrices])


@one_blas_thread()
def random_spectra(
    n: int, p: int, seed: int, draws: int, workers: int | None = None, factors: bool = True
) -> Spectra:
    """Spectra of correlations of random normal data (n, p).

    The cross-products of such data are T T' with T lower triangular, normal below the diagonal and
    the roots of chi-squares with n - 1, n - 2, ... degrees of freedom on it (Bartlett 1933): p^2 /
    2 numbers in the place of n p. The result does not depend on ``workers`` (threads; None: as many
    as there are cores).
    """
    blocks = range(-(-draws // BLOCK))

    def work(block: int) -> Spectra:
        size = min(BLOCK, draws - block * BLOCK)
        return _spectra(_random_correlations(n, p, seed, block)[:size], factors)

    with ThreadPoolExecutor(min(workers or _cores(), len(blocks))) as pool:
        return _joined(list(pool.map(work, blocks)))


def _random_correlations(n: int, p: int, seed: int, block: int) -> Floats:
    """Correlations (64, p, p); each block has its own stream."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
    below, diagonal = np.flatnonzero(np.tri(p, k=-1)), np.arange(p) * (p + 1)
    flat = np.zeros((BLOCK, p * p))
    flat[:, diagonal] = np.sqrt(rng.chisquare(n - 1 - np.arange(p), (BLOCK, p)))
    flat[:, below] = rng.standard_normal((BLOCK, below.size))
    T = flat.reshape(BLOCK, p, p)
    T /= np.sqrt(np.einsum("rij,rij->ri", T, T))[:, :, None]
    return np.asarray(T @ T.swapaxes(1, 2))


def _spectra(R: Floats, factors: bool) -> Spectra:
    return Spectra(_descending(R), _descending(_reduced(R)) if factors else None)


def _descending(R: Floats) -> Floats:
    """Eigenvalues (r, p) of matrices (r, p, p)."""
    return np.asarray(np.linalg.eigvalsh(R)[:, ::-1], dtype=np.float64)


def _reduced(R: Floats) -> Floats:
    """Correlations (r, p, p) with squared multiple correlations 1 - 1 / (R^-1)_ii (r, p)."""
    at = np.arange(R.shape[-1])
    reduced = R.copy()
    reduced[:, at, at] = 1 - 1 / np.linalg.inv(R)[:, at, at]
    return reduced


def _joined(parts: list[Spectra]) -> Spectra:
    factors = [part.factors for part in parts if part.factors is not None]
    components = np.concatenate([part.components for part in parts])
    return Spectra(components, np.concatenate(factors) if factors else None)


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
