"""Intervals of reliability and of HTMT: by resampling respondents, or by the delta method."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtri

from surveysem.sem import Fit
from surveysem.sem.arrays import Numbers, jacobian
from surveysem.sem.bootstrap.intervals import interval
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.inference.estimates import delta_method, wald
from surveysem.survey.confirm.limits import (
    FROM_MODEL,
    NO_LIMITS,
    OF_CONSTRUCTS,
    OF_PAIRS,
    Limits,
    ends,
)
from surveysem.survey.confirm.refitted import Scales, complete_items, refitted
from surveysem.survey.confirm.reliability import Measure, alpha_of_covariances, measures
from surveysem.survey.confirm.structure import first_order, indicators
from surveysem.survey.confirm.validity import htmt, htmt2

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
PIECE = 250
"""So many resampled covariance matrices are held at once."""


def bootstrap_limits(
    fit: Fit, items: pd.DataFrame, *, draws: int, level: float, seed: int, workers: int | None
) -> Limits:
    """Percentile intervals from resamples of the respondents.

    Omega, composite reliability and AVE are those of the model refitted to each draw that
    converges; alpha, HTMT and HTMT2 those of the resampled answers of the respondents who answer
    every item, which under listwise deletion are the same resamples. HTMT and HTMT2 of ordered
    items are of the polychoric correlations of each resample of the model's respondents. A model
    that did not converge leaves its own out.
    """
    estimates = fit.estimates()
    measured = indicators(estimates)
    complete = complete_items(fit, items)
    found = measures(estimates)
    names = [str(item) for item in complete.columns]
    again = refitted(fit, names, draws=draws, seed=seed, workers=workers)
    scores, ratios = _resampled_answers(complete, measured, draws, seed)
    if again.polychorics is not None:
        ratios = _ratios(again.polychorics, _places(complete, measured))
    scales = again.scales
    of_constructs = {
        one.construct: [
            *_percentiles(scores.get(one.construct), level),
            *(x for draw in _modelled(one, scales) for x in _percentiles(draw, level)),
        ]
        for one in found
    }
    of_pairs = {
        pair: [x for draw in both for x in _percentiles(draw, level)]
        for pair, both in ratios.items()
    }
    of_loadings = {
        place: _percentiles(None if scales is None else scales[2][:, row], level)
        for place, row in _loadings(estimates)
    }
    limits = _limits(of_constructs, of_pairs, of_loadings, "bootstrap", level)
    used = 0 if scales is None else len(scales[0])
    return replace(limits, n=len(complete), draws=draws, used=used)


def delta_limits(fit: Fit, items: pd.DataFrame, *, level: float) -> Limits:
    """Intervals without resampling: the delta method for what the model estimates.

    Alpha has Feldt's interval, see `feldt`; HTMT and HTMT2 have none. A model that did not converge
    has none either.
    """
    estimates = fit.estimates()
    measured = indicators(estimates)
    complete = complete_items(fit, items)
    of_constructs = {}
    for one in measures(estimates):
        block = complete[measured[one.construct]].to_numpy() if one.of_items else np.empty((0, 1))
        of_constructs[one.construct] = [*feldt(block, level), *_delta(fit, one, level)]
    standardized = fit.standardized()
    est, se = (standardized[name].to_numpy(dtype=float) for name in ("est", "se"))
    around = wald(est, se, level)
    of_loadings = {
        place: (float(around.ci_lower[row]), float(around.ci_upper[row]))
        for place, row in _loadings(standardized)
    }
    limits = _limits(of_constructs, {}, of_loadings, "delta", level)
    return replace(limits, n=len(complete))


def feldt(X: Floats, level: float) -> tuple[float, float]:
    """Interval of alpha from complete answers X (n, k) by the F distribution.

    1 - (1 - alpha) F, with n - 1 and (n - 1)(k - 1) degrees of freedom: exact for normal parallel
    items (Feldt, Woodruff and Salih, 1987, Applied Psychological Measurement 11, p. 95).
    """
    n, k = X.shape
    if k < 2 or n < 2:
        return float("nan"), float("nan")
    found = float(alpha_of_covariances(np.cov(X, rowvar=False)))
    df = n - 1, (n - 1) * (k - 1)
    lower, upper = (
        1 - (1 - found) * float(fdtri(*df, p)) for p in (0.5 + level / 2, 0.5 - level / 2)
    )
    return lower, upper


def _limits(
    of_constructs: dict[str, list[float]],
    of_pairs: dict[tuple[str, str], list[float]],
    of_loadings: dict[tuple[str, str], tuple[float, float]],
    method: str,
    level: float,
) -> Limits:
    constructs = pd.DataFrame.from_dict(
        of_constructs, orient="index", columns=ends(OF_CONSTRUCTS), dtype=float
    )
    pairs = NO_LIMITS.of_pairs
    if of_pairs:
        names = pd.MultiIndex.from_tuples(list(of_pairs), names=["construct", "with"])
        pairs = pd.DataFrame(list(of_pairs.values()), index=names, columns=ends(OF_PAIRS))
    places = pd.MultiIndex.from_tuples(list(of_loadings), names=["construct", "item"])
    loadings = pd.DataFrame(list(of_loadings.values()), index=places, columns=["lower", "upper"])
    return Limits(constructs, pairs, loadings, method, level)


def _loadings(table: pd.DataFrame) -> list[tuple[tuple[str, str], int]]:
    """Construct and item of each loading, and its row."""
    lhs, op, rhs = (table[name].to_numpy(dtype=object) for name in ("lhs", "op", "rhs"))
    return [((str(lhs[row]), str(rhs[row])), int(row)) for row in np.flatnonzero(op == "=~")]


def _percentiles(draws: Floats | None, level: float) -> tuple[float, float]:
    if draws is None or not np.isfinite(draws).any():
        return float("nan"), float("nan")
    middle = float(np.nanmedian(draws))
    found = interval(draws, middle, level, corrected=False, acceleration=0.0)
    return found.lower, found.upper


def _modelled(one: Measure, scales: Scales | None) -> list[Floats | None]:
    """Omega, composite reliability and AVE of a construct in every draw."""
    if scales is None:
        return [None] * len(FROM_MODEL)
    return [np.real(x) for x in one.values(*scales)]


def _resampled_answers(
    complete: pd.DataFrame, measured: dict[str, list[str]], draws: int, seed: int
) -> tuple[dict[str, Floats], dict[Pair, list[Floats]]]:
    """Alpha of each construct, and HTMT and HTMT2 of each pair, in every draw."""
    at = _places(complete, measured)
    scores: dict[str, list[Floats]] = {name: [] for name in at if len(at[name]) > 1}
    ratios: list[dict[Pair, list[Floats]]] = []
    for S in _resampled_covariances(complete.to_numpy(), draws, seed):
        for name in scores:
            block = np.asarray(at[name])
            scores[name].append(alpha_of_covariances(S[:, block[:, None], block]))
        ratios.append(_ratios(_correlations(S), at))
    return (
        {name: np.concatenate(parts) for name, parts in scores.items()},
        {pair: [np.concatenate(x) for x in zip(*(r[pair] for r in ratios), strict=True)]
         for pair in combinations(at, 2)},
    )  # fmt: skip


def _places(complete: pd.DataFrame, measured: dict[str, list[str]]) -> dict[str, list[int]]:
    """Columns of ``complete`` with the items of each first-order construct."""
    place = {str(item): at for at, item in enumerate(complete.columns)}
    return {name: [place[item] for item in measured[name]] for name in first_order(measured)}


def _ratios(R: Floats, at: dict[str, list[int]]) -> dict[Pair, list[Floats]]:
    """HTMT and HTMT2 of each pair in correlations (r, p, p)."""
    return {(a, b): [htmt(R, at[a], at[b]), htmt2(R, at[a], at[b])] for a, b in combinations(at, 2)}


def _resampled_covariances(X: Floats, draws: int, seed: int) -> Iterator[Floats]:
    """Covariance matrices (r, p, p) of the resamples, piece by piece."""
    resampling = Resampling(X - X.mean(axis=0), seed)
    for first in range(0, draws, PIECE):
        yield weighted_covariances(
            resampling.X, resampling.counts(first, min(first + PIECE, draws))
        )


def weighted_covariances(X: Floats, counts: Floats) -> Floats:
    """Covariance matrices (r, p, p) of rows X (n, p) that enter ``counts`` (r, n) times each.

    With divisor n, which alpha and correlations do not depend on.
    """
    n = counts.sum(axis=1)[:, None]
    p = X.shape[1]
    products = (X[:, :, None] * X[:, None, :]).reshape(len(X), p * p)
    mean = counts @ X / n
    return np.asarray(
        (counts @ products / n).reshape(-1, p, p) - mean[:, :, None] * mean[:, None, :]
    )


def _correlations(S: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(np.diagonal(S, axis1=-2, axis2=-1))
        return np.asarray(S / sd[..., :, None] / sd[..., None, :])


def _delta(fit: Fit, one: Measure, level: float) -> list[float]:
    """Limits of omega, composite reliability and AVE."""
    if not fit.converged:
        return [float("nan")] * (2 * len(FROM_MODEL))
    quantities = fit.solution.quantities

    def function(theta: Numbers) -> Numbers:
        scales = quantities.raw(theta), quantities.std_lv(theta), quantities.std_all(theta)
        return np.asarray(np.stack(one.values(*scales), axis=-1))

    theta = fit.solution.theta
    se = delta_method(jacobian(function, theta), fit.solution.vcov)
    found = wald(np.real(function(theta)), se, level)
    return [float(x) for both in zip(found.ci_lower, found.ci_upper, strict=True) for x in both]
