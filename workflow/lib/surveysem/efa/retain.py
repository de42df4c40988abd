"""How many factors: Kaiser's rule, parallel analysis, Velicer's minimum average partial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.efa.correlations import (
    SINGULAR,
    Data,
    Floats,
    complete_sample,
    correlations,
    eigenvalues,
    known_n,
)
from surveysem.efa.polychorics import random_polychoric_eigenvalues
from surveysem.errors import SpecificationError

# Correlation matrices of random data that are held in memory at a time.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Parallel:
    """Horn's parallel analysis: ``n_factors`` leading eigenvalues exceed those of random data.

    ``mean`` and ``percentile`` (p,) of the random eigenvalues by position; ``level`` is the
    percentile.
    """

    n_factors: int
    mean: Floats
    percentile: Floats
    draws: int
    level: float


@dataclass(frozen=True, slots=True)
class MinimumAveragePartial:
    """Velicer's MAP: number of components with the smallest mean power of the partial correlations.

    ``original`` for squares (1976), ``revised`` for fourth powers (2000); ``squared`` and
    ``fourth`` (p - 1,) are the means after 0, 1, ..., p - 2 components are partialled out, NaN from
    where an item has no variance left.
    """

    original: int
    revised: int
    squared: Floats
    fourth: Floats


@dataclass(frozen=True, slots=True)
class Retention:
    """The number of factors by four rules, and the one suggested.

    ``eigenvalues`` (p,) of the correlation matrix, descending; ``kaiser`` counts those above 1.
    """

    n: int
    eigenvalues: Floats
    kaiser: int
    parallel: Parallel
    map: MinimumAveragePartial
    suggested: int
    reason: str


def retain(
    data: Data,
    seed: int,
    draws: int = 1000,
    percentile: float = 95,
    *,
    ordered: Sequence[str] = (),
) -> Retention:
    """Number of factors by Kaiser's rule, parallel analysis (Horn 1965) and Velicer's MAP.

    Parallel analysis compares principal-component eigenvalues with the ``percentile`` of those of
    ``draws`` sets of independent normal variables of the same size; it is the rule suggested. Equal
    seeds give equal numbers. Cases with a missing answer are left out. Where ``ordered`` names
    items, correlations are polychoric, and the random sets are the answers, those to each item
    shuffled. Raises DataError as :func:`correlations` does, SpecificationError for impossible
    ``draws`` or ``percentile`` and for polychoric correlations without the answers.
    """
    if draws < 1:
        raise SpecificationError(f"parallel analysis: draws {draws}, expected at least 1")
    if not 0 < percentile < 100:
        raise SpecificationError(
            f"parallel analysis: percentile {percentile}, expected within 0..100"
        )
    found = correlations(data, ordered)
    n = known_n(found, "parallel analysis")
    observed = eigenvalues(found.R)
    if found.ordered:
        random = random_polychoric_eigenvalues(complete_sample(data, ordered), seed, draws)
    else:
        random = random_eigenvalues(n, len(observed), seed, draws)
    parallel = _parallel(observed, random, percentile)
    partial = _minimum_average_partial(found.R)
    kaiser = int((observed > 1).sum())
    return Retention(
        n=n,
        eigenvalues=observed,
        kaiser=kaiser,
        parallel=parallel,
        map=partial,
        suggested=parallel.n_factors,
        reason=_reason(kaiser, parallel, partial),
    )


def _parallel(observed: Floats, random: Floats, level: float) -> Parallel:
    percentile = np.percentile(random, level, axis=0)
    above = observed > percentile
    n_factors = len(above) if above.all() else int(np.argmin(above))
    return Parallel(n_factors, random.mean(axis=0), percentile, len(random), level)


def random_eigenvalues(n: int, p: int, seed: int, draws: int, batch: int = BATCH) -> Floats:
    """Eigenvalues (draws, p), descending, of correlations of random normal data (n, p).

    The cross-products of such data are T T' with T lower triangular, normal below the diagonal and
    the roots of chi-squares with n - 1, n - 2, ... degrees of freedom on it (Bartlett 1933): p^2 /
    2 numbers in the place of n p. The result does not depend on ``batch``.
    """
    return np.concatenate(
        [np.linalg.eigvalsh(R)[:, ::-1] for R in _random_correlations(n, p, seed, draws, batch)]
    )


def _random_correlations(n: int, p: int, seed: int, draws: int, batch: int) -> Iterator[Floats]:
    for_diagonal, for_rest = np.random.default_rng(seed).spawn(2)
    row, column = np.tril_indices(p, -1)
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        T = np.zeros((size, p, p))
        T[:, range(p), range(p)] = np.sqrt(for_diagonal.chisquare(n - 1 - np.arange(p), (size, p)))
        T[:, row, column] = for_rest.standard_normal((size, len(row)))
        T /= np.linalg.norm(T, axis=2, keepdims=True)
        yield T @ T.swapaxes(1, 2)


def _minimum_average_partial(R: Floats) -> MinimumAveragePartial:
    p = len(R)
    values, vectors = np.linalg.eigh(R)
    loadings = (vectors * np.sqrt(values))[:, ::-1]
    squared, fourth = np.full(p - 1, np.nan), np.full(p - 1, np.nan)
    residual = R.copy()
    for m in range(p - 1):
        variances = np.diag(residual)
        if variances.min() < SINGULAR:
            break
        partial = residual / np.sqrt(np.outer(variances, variances))
        off_diagonal = partial[~np.eye(p, dtype=bool)]
        squared[m], fourth[m] = (off_diagonal**2).mean(), (off_diagonal**4).mean()
        residual = residual - np.outer(loadings[:, m], loadings[:, m])
    return MinimumAveragePartial(
        int(np.nanargmin(squared)), int(np.nanargmin(fourth)), squared, fourth
    )


def _reason(kaiser: int, parallel: Parallel, partial: MinimumAveragePartial) -> str:
    others = f"Kaiser {kaiser}, MAP {partial.original} (1976) and {partial.revised} (2000)"
    counts = {kaiser, partial.original, partial.revised}
    agreement = "all rules agree" if counts == {parallel.n_factors} else "the rules differ"
    return (
        f"{parallel.n_factors} eigenvalues exceed percentile {parallel.level:g} of "
        f"{parallel.draws} random sets (parallel analysis); {others}: {agreement}"
    )
