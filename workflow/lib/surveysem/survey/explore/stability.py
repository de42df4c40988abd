"""Does the solution hold in other samples of respondents? Bootstrap of the exploration."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.efa import Method, fit, refit
from surveysem.efa.correlations import SINGULAR, Floats
from surveysem.errors import ConvergenceError
from surveysem.moments.weighted import weighted_moments
from surveysem.survey.explore.alignment import align
from surveysem.survey.explore.exploration import dropped_items
from surveysem.survey.explore.purification import FEWEST_ITEMS, PurificationRules, passes
from surveysem.survey.explore.sets import Sets, chosen_factors, disjoint, stacked

ITERATIONS = 1000
"""Cap of an extraction; the convention's own (25 in SPSS) would lose draws, not change them."""

LIMITS = (2.5, 97.5)
"""Percentiles that bound the loadings of the draws."""


def stability(
    data: pd.DataFrame,
    sets: Sets,
    retention: pd.DataFrame,
    purification: pd.DataFrame,
    rules: PurificationRules,
    method: Method,
    *,
    seed: int,
    draws: int,
) -> pd.DataFrame:
    """In how many samples drawn from the respondents each item behaves as it does in this one.

    Respondents are drawn with replacement, the set is extracted and rotated again, and factors are
    matched to those of the full sample by congruence. As stability.parquet: ``primary``, the share
    of draws in which the item loads highest on its factor; ``kept``, in which it breaks no rule of
    purification; ``both``; the loading on its factor with percentiles of the draws; the median
    congruence of the factor. ``used`` counts the draws that have a solution; shares are of these. A
    draw has none where its correlations are singular or its extraction does not end.

    Each item is judged in the largest set that holds it, without the items that purification
    dropped. Equal seeds give equal numbers.
    """
    chosen, gone = chosen_factors(retention), set(dropped_items(purification))
    left = {
        name: [item for item in items if item not in gone] for name, items in disjoint(sets, data)
    }
    tables = [
        _stability(name, data[items].dropna(), chosen[name], rules, method, stream, draws)
        for stream, (name, items) in zip(_streams(seed), left.items(), strict=False)
        if len(items) >= FEWEST_ITEMS
    ]
    return stacked(tables, columns("stability"))


def _streams(seed: int) -> Iterator[np.random.Generator]:
    """A stream of random numbers for each set."""
    key = 0
    while True:
        yield np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))
        key += 1


def _stability(
    name: str,
    answers: pd.DataFrame,
    m: int,
    rules: PurificationRules,
    method: Method,
    rng: np.random.Generator,
    draws: int,
) -> pd.DataFrame:
    full = fit(answers, m, method.extraction, method.rotation, convention=method.convention)
    target = full.loadings.to_numpy()
    loadings, communalities, congruence = _drawn(answers, target, method, rng, draws)
    own = np.abs(target).argmax(axis=1)
    items = np.arange(len(target))
    primary = np.abs(loadings).argmax(axis=2) == own
    kept = passes(loadings, communalities, rules)
    of_own = loadings[:, items, own]
    lower, upper = _limits(of_own)
    return pd.DataFrame(
        {
            "set": name,
            "item": answers.columns,
            "factor": full.loadings.columns[own],
            "draws": draws,
            "used": len(loadings),
            "primary": _mean(primary),
            "kept": _mean(kept),
            "both": _mean(primary & kept),
            "loading": target[items, own],
            "ci_lower": lower,
            "ci_upper": upper,
            "congruence": _limits(congruence, (50,))[0][own],
        }
    )


def _drawn(
    answers: pd.DataFrame, target: Floats, method: Method, rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats, Floats]:
    """Aligned loadings (R, p, m), communalities (R, p), congruences (R, m) of the usable draws."""
    n, (p, m) = len(answers), target.shape
    counts = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
    _, S = weighted_moments(answers.to_numpy(dtype=np.float64), counts)
    capped = replace(method, max_iterations=ITERATIONS)
    found = []
    for R in _correlations(S):
        try:
            solution = refit(R, m, capped)
        except ConvergenceError:
            continue
        if solution.converged:
            aligned = align(solution.loadings, target)
            found.append((aligned.loadings, solution.communalities, aligned.congruence))
    if not found:
        return np.empty((0, p, m)), np.empty((0, p)), np.empty((0, m))
    loadings, communalities, congruence = (np.stack(part) for part in zip(*found, strict=True))
    return loadings, communalities, congruence


def _correlations(S: Floats) -> Iterator[Floats]:
    """Of covariances (R, p, p), those that are not singular."""
    for covariances in S:
        variances = np.diag(covariances)
        if variances.min() > SINGULAR:
            R = covariances / np.sqrt(np.outer(variances, variances))
            if np.linalg.eigvalsh(R)[0] > SINGULAR:
                yield R


def _mean(flags: np.ndarray) -> Floats:
    """Shares by column; NaN without a row."""
    return flags.mean(axis=0) if len(flags) else np.full(flags.shape[1], np.nan)


def _limits(values: Floats, percentiles: Sequence[float] = LIMITS) -> Floats:
    if not len(values):
        return np.full((len(percentiles), values.shape[1]), np.nan)
    return np.percentile(values, percentiles, axis=0)
