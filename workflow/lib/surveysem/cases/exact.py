"""Two groups compared, small ones exactly: shares, and numbers by their ranks."""

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from surveysem.cases.shares import MOST_EXACT as MOST_SHARES
from surveysem.cases.shares import exact_interval, newcombe_interval
from surveysem.numbers import shown
from surveysem.survey.wording import Reason

NAN = float("nan")
MOST_EXACT = 100
ROUNDING = 1e-9
NOTHING = Reason("", "")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Group b less group a; ``reason`` says why there is no interval or no p-value, if so."""

    value_a: float
    value_b: float
    difference: float
    ci_lower: float
    ci_upper: float
    pvalue: float
    reason: Reason = NOTHING


def compare_shares(a: tuple[int, int], b: tuple[int, int], level: float) -> Comparison:
    """Shares of two groups, each as (with the trait, in all).

    The p-value is Fisher's exact one, two-sided as in R's fisher.test. The interval of the
    difference is exact up to 40 cases (`exact_interval`), Newcombe's beyond. As
    Fisher's test conditions on both margins, it may miss a difference whose interval excludes 0.
    """
    from scipy.stats import fisher_exact

    table = np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]])
    limits = (exact_interval if a[1] + b[1] <= MOST_SHARES else newcombe_interval)(a, b, level)
    share_a, share_b = a[0] / a[1], b[0] / b[1]
    return Comparison(
        share_a, share_b, share_b - share_a, *limits, float(fisher_exact(table).pvalue)
    )


def compare_numbers(a: Floats, b: Floats, level: float) -> Comparison:
    """Numbers of two groups by their ranks.

    The p-value is that of the permutation distribution of the rank sum, ties by midranks: the share
    of divisions whose rank sum is as far from its mean (without ties that of R's wilcox.test). The
    difference is the median of all differences of one of b less one of a (Hodges and Lehmann,
    1963); its interval is the one by order statistics of these differences (Lehmann, 1975,
    Nonparametrics, chapter 2), which with ties covers at least its level. Groups too small to have
    an interval at that level have none. Both are exact up to `MOST_EXACT` cases, by the shift
    algorithm of Streitberg and Roehmel (1986, Statistical Software Newsletter 12, pp. 10-17), and
    normal approximations beyond.
    """
    gaps = np.sort((b[:, None] - a[None, :]).ravel())
    exact = len(a) + len(b) <= MOST_EXACT
    tail = (1 - level) / 2
    place = (exact_place if exact else normal_place)(len(a), len(b), tail)
    pvalue = (exact_pvalue if exact else normal_pvalue)(a, b)
    limits, reason = (NAN, NAN), NOTHING
    if place == 0:
        reason = _too_few(len(a), len(b), level)
    else:
        limits = (float(gaps[place - 1]), float(gaps[len(gaps) - place]))
    medians = float(np.median(a)), float(np.median(b))
    return Comparison(*medians, float(np.median(gaps)), *limits, pvalue, reason)


def exact_pvalue(a: Floats, b: Floats) -> float:
    """Two-sided permutation p-value of the rank sum of ``a``, from all divisions."""
    from scipy.stats import rankdata

    doubled = np.rint(2 * rankdata(np.concatenate([a, b]))).astype(int)
    ways = _subset_sums(doubled, len(a))
    mean = len(a) * doubled.sum() / len(doubled)
    sums = np.arange(len(ways))
    as_far = np.abs(sums - mean) >= abs(doubled[: len(a)].sum() - mean) - ROUNDING
    return float(ways[as_far].sum() / ways.sum())


def normal_pvalue(a: Floats, b: Floats) -> float:
    """The same by the normal distribution, corrected for ties and continuity."""
    from scipy.stats import mannwhitneyu

    if np.ptp(np.concatenate([a, b])) == 0:
        return 1.0
    return float(mannwhitneyu(a, b, method="asymptotic").pvalue)


def _subset_sums(values: npt.NDArray[np.int64], size: int) -> Floats:
    """How many subsets of ``size`` have each sum (shift algorithm)."""
    ways = np.zeros((size + 1, int(values.sum()) + 1))
    ways[0, 0] = 1.0
    for value in values:
        ways[1:, value:] += ways[:-1, : ways.shape[1] - value].copy()
    return np.asarray(ways[size])


def exact_place(m: int, n: int, tail: float) -> int:
    """The order statistic (from 1) of m n differences that begins the interval; 0 for none.

    The largest k with P(U <= k - 1) <= ``tail``.
    """
    ways = _subset_sums(np.arange(1, m + n + 1), m)[m * (m + 1) // 2 :]
    below = np.cumsum(ways) / comb(m + n, m)
    return int(np.searchsorted(below, tail + ROUNDING, side="right"))


def normal_place(m: int, n: int, tail: float) -> int:
    """The same by the normal distribution of U (Lehmann, 1975, chapter 2)."""
    from scipy.special import ndtri

    spread = np.sqrt(m * n * (m + n + 1) / 12)
    return max(0, int(np.floor(m * n / 2 + float(ndtri(tail)) * spread + 0.5)))


def _too_few(m: int, n: int, level: float) -> Reason:
    at = {language: shown(level, "level", language) for language in ("fr", "en")}
    return Reason(
        f"{m} et {n} cas sont trop peu pour un intervalle exact à {at['fr']}.",
        f"{m} and {n} cases are too few for an exact interval at {at['en']}.",
    )
