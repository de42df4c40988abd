"""Theoretical saturation: how many codes are new with each further interview."""

import numpy as np
import pandas as pd
from scipy.special import gammaln

from surveysem.cases.coding import stream
from surveysem.contracts import columns


def saturation_curve(
    segments: pd.DataFrame, interviews: pd.DataFrame, draws: int, level: float, seed: int
) -> pd.DataFrame:
    """New and cumulative codes by interview, in their order; columns of ``saturation.parquet``.

    ``mean`` is the expected number of codes in that many interviews over all orders, in closed form
    (sample-based rarefaction: Colwell, Mao and Chang, 2004, Ecology 85, pp. 2717-2727);
    ``ci_lower`` to ``ci_upper`` is the band that holds ``level`` of ``draws`` random orders.
    """
    order = interviews.sort_values(["order", "source"]).reset_index(drop=True)
    said = pd.crosstab(segments["source"], segments["code"]).reindex(order["source"]).fillna(0) > 0
    present = said.to_numpy(dtype=bool)
    first = _first(present, np.arange(len(order))[None, :])
    cumulative = _cumulative(first, len(order))[0]
    rng = stream(seed, "saturation")
    shuffled = rng.permuted(np.tile(np.arange(len(order)), (draws, 1)), axis=1)
    curves = _cumulative(_first(present, shuffled), len(order))
    tails = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return order.assign(
        order=np.arange(1, len(order) + 1),
        new_codes=np.diff(cumulative, prepend=0),
        cumulative=cumulative,
        total=present.shape[1],
        mean=_expected(present.sum(axis=0), len(order)),
        ci_lower=tails[0],
        ci_upper=tails[1],
        level=level,
    )[columns("saturation")]


def _first(present: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """The earliest position of each code (draws, codes); ``positions`` (draws, interviews)."""
    codes = [positions[:, one].min(axis=1) for one in present.T]
    return np.stack(codes, axis=1) if codes else np.empty((len(positions), 0), dtype=int)


def _cumulative(first: np.ndarray, n: int) -> np.ndarray:
    """Codes met up to each position (draws, n)."""
    rows = np.repeat(np.arange(len(first)), first.shape[1])
    counts = np.zeros((len(first), n), dtype=int)
    np.add.at(counts, (rows, first.ravel()), 1)
    return counts.cumsum(axis=1)


def _expected(spread: np.ndarray, n: int) -> np.ndarray:
    """Expected codes in 1..n interviews; ``spread`` is the number of interviews with each code."""
    k = np.arange(1, n + 1)[:, None]
    rest = (n - spread)[None, :]
    possible = rest >= k
    log_miss = _log_choose(np.where(possible, rest, k), k) - _log_choose(np.full_like(k, n), k)
    missed = np.where(possible, np.exp(log_miss), 0.0)
    return np.asarray((1 - missed).sum(axis=1))


def _log_choose(n: np.ndarray, k: np.ndarray) -> np.ndarray:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
