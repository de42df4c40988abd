"""Bias, coverage and power from draws, with their Monte-Carlo errors."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.simulation.trials import Draws

_NULL = 1e-10

Sized = list[tuple[int, Draws, Flags]]


def summarise(
    labels: pd.DataFrame, population: Array, samples: Sized, level: float
) -> pd.DataFrame:
    """One row for each n and quantity; see ``MonteCarlo.summary``."""
    half = float(ndtri(0.5 + level / 2))
    frames = []
    for n, draws, used in samples:
        frame = labels.copy()
        frame.insert(0, "n", n)
        columns = _columns(draws.est[used], draws.se[used], population, half)
        frames.append(pd.concat([frame, columns], axis=1))
    return pd.concat(frames, ignore_index=True)


def _columns(est: Array, se: Array, population: Array, half: float) -> pd.DataFrame:
    """Columns of one n; each quantity from the draws in which it and its error exist."""
    known = np.isfinite(est) & np.isfinite(se)
    count = known.sum(axis=0)
    mean, mean_se = _mean(est, known), _mean(se, known)
    spread = _mean((est - mean) ** 2, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(np.where(count > 1, spread * count / (count - 1), np.nan))
    coverage = _mean(np.abs(est - population) <= half * se, known)
    power = _mean(np.abs(est) > half * se, known)
    bias, null = mean - population, np.abs(population) < _NULL
    return pd.DataFrame(
        {
            "used": count,
            "population": population,
            "mean": mean,
            "bias": bias,
            "relative_bias": np.where(null, np.nan, bias / np.where(null, 1.0, population)),
            "sd": sd,
            "mean_se": mean_se,
            "coverage": coverage,
            "power": power,
            "bias_error": sd / np.sqrt(np.maximum(count, 1)),
            "coverage_error": _error(coverage, count),
            "power_error": _error(power, count),
        }
    )


def tests_of_fit(samples: Sized, alpha: float) -> pd.DataFrame:
    """One row for each n and test; see ``MonteCarlo.tests``."""
    rows = []
    for n, draws, used in samples:
        for name, values in (("chi-square", draws.pvalue), ("close fit", draws.close)):
            p = values[used]
            p = p[np.isfinite(p)]
            rejected = np.array([(p < alpha).mean() if p.size else np.nan])
            error = _error(rejected, p.size)
            rows.append([n, name, p.size, rejected[0], error[0]])
    return pd.DataFrame(rows, columns=["n", "test", "used", "rejected", "error"])


def counts(samples: Sized) -> pd.DataFrame:
    """One row for each n; see ``MonteCarlo.counts``."""
    rows = [
        [n, len(d.converged), *(int(x.sum()) for x in (d.converged, d.determined, d.admissible, u))]
        for n, d, u in samples
    ]
    columns = ["n", "draws", "converged", "determined", "admissible", "used"]
    return pd.DataFrame(rows, columns=columns)


def _mean(values: Array | Flags, known: Flags) -> Array:
    """Means (k,) of what is known of values (R, k); NaN where nothing is."""
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(count, total / np.maximum(count, 1), np.nan)


def _error(share: Array, count: Array | int) -> Array:
    return np.asarray(np.sqrt(share * (1 - share) / np.maximum(count, 1)))
