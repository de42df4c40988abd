"""How many factors: Kaiser's rule, parallel analysis, Velicer's minimum average partial."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.efa.correlations import (
    SINGULAR,
    Correlations,
    Data,
    Floats,
    complete_sample,
    correlations,
    eigenvalues,
    known_n,
)
from surveysem.efa.parallel import (
    Parallel,
    Spectra,
    compared,
    random_spectra,
    reduced_eigenvalues,
    spectra_of,
)
from surveysem.efa.polychorics import random_polychorics
from surveysem.errors import SpecificationError


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
    """The number of factors by five rules, and the one suggested.

    ``eigenvalues`` (p,) of the correlation matrix, descending; ``kaiser`` counts those above 1.
    ``parallel`` compares them with those of random data; ``parallel_factors`` does so for the
    correlations reduced by squared multiple correlations, which suggests more factors (Buja and
    Eyuboglu 1992); None where not asked for.
    """

    n: int
    eigenvalues: Floats
    kaiser: int
    parallel: Parallel
    parallel_factors: Parallel | None
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
    factors: bool = True,
    workers: int | None = None,
) -> Retention:
    """Number of factors by Kaiser's rule, parallel analysis (Horn 1965) and Velicer's MAP.

    Parallel analysis compares principal-component eigenvalues with the ``percentile`` of those of
    ``draws`` sets of independent normal variables of the same size; it is the rule suggested. Equal
    seeds give equal numbers. Cases with a missing answer are left out. Where ``ordered`` names
    items, correlations are polychoric, and the random sets are the answers, those to each item
    shuffled. ``factors`` adds the eigenvalues of reduced correlations, for three times the time.
    ``workers`` are threads, as many as there are cores; they change nothing but the time.
    Raises DataError as :func:`correlations` does, SpecificationError for impossible
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
    if workers is not None and workers < 1:
        raise SpecificationError(f"workers = {workers}; expected at least 1")
    observed = eigenvalues(found.R)
    random = _random(data, found, n, seed, draws, workers, factors)
    parallel = compared(observed, random.components, percentile)
    of_factors = None
    if random.factors is not None:
        of_factors = compared(reduced_eigenvalues(found.R), random.factors, percentile)
    partial = _minimum_average_partial(found.R)
    kaiser = int((observed > 1).sum())
    return Retention(
        n=n,
        eigenvalues=observed,
        kaiser=kaiser,
        parallel=parallel,
        parallel_factors=of_factors,
        map=partial,
        suggested=parallel.n_factors,
        reason=_reason(kaiser, parallel, partial),
    )


def _random(
    data: Data,
    found: Correlations,
    n: int,
    seed: int,
    draws: int,
    workers: int | None,
    factors: bool,
) -> Spectra:
    if not found.ordered:
        return random_spectra(n, len(found.names), seed, draws, workers, factors)
    sample = complete_sample(data, found.ordered)
    return spectra_of((R[None] for R in random_polychorics(sample, seed, draws)), factors)


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
