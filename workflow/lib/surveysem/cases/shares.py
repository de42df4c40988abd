"""Intervals of the difference of two shares, for small groups and for larger ones."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Points at which the unknown share of the first group is tried, and steps of the difference.
SHARES, STEPS, HALVINGS = 201, 100, 30
MOST_EXACT = 40


def exact_interval(a: tuple[int, int], b: tuple[int, int], level: float) -> tuple[float, float]:
    """Limits of the share of ``b`` less that of ``a``, each as (with the trait, in all).

    The differences that neither of two one-sided tests at half of 1 - ``level`` rejects. A test
    orders all tables of these sizes by Farrington and Manning's score statistic (1990, Statistics
    in Medicine 9, pp. 1447-1454) and takes the largest tail probability over the unknown share
    (Chan and Zhang, 1999, Biometrics 55, pp. 1202-1209).
    """
    tail = (1 - level) / 2
    return _lower(a, b, tail), -_lower(b, a, tail)


@lru_cache(maxsize=1024)
def _lower(a: tuple[int, int], b: tuple[int, int], tail: float) -> float:
    """The smallest difference that the test against larger ones does not reject."""
    observed = b[0] / b[1] - a[0] / a[1]
    if observed == -1:
        return -1.0
    tried = np.linspace(-1.0, observed, STEPS + 1)[1:]
    kept = next(at for at in tried if tail_probability(a, b, float(at)) > tail)
    low, high = float(kept) - (observed + 1) / STEPS, float(kept)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if tail_probability(a, b, middle) > tail:
            high = middle
        else:
            low = middle
    return high


def tail_probability(a: tuple[int, int], b: tuple[int, int], difference: float) -> float:
    """The largest probability of a table as far above ``difference`` as the observed one."""
    z = scores(a[1], b[1], difference)
    extreme = (z >= z[a[0], b[0]] - 1e-9).astype(float)
    share = np.linspace(max(0.0, -difference), min(1.0, 1.0 - difference), SHARES)
    first, second = _binomial(a[1], share), _binomial(b[1], share + difference)
    return float(((first @ extreme) * second).sum(axis=1).max())


def scores(m: int, n: int, difference: float) -> Floats:
    """Farrington and Manning's statistic of every table (m + 1, n + 1)."""
    x, y = np.meshgrid(np.arange(m + 1), np.arange(n + 1), indexing="ij")
    first, second = _restricted(x, m, y, n, difference)
    error = np.sqrt(first * (1 - first) / m + second * (1 - second) / n)
    gap = y / n - x / m - difference
    z: Floats = np.where(np.abs(gap) < 1e-12, 0.0, np.copysign(np.inf, gap))
    np.divide(gap, error, out=z, where=error > 1e-12)
    return z


def _restricted(
    x: npt.NDArray[np.int64], m: int, y: npt.NDArray[np.int64], n: int, difference: float
) -> tuple[Floats, Floats]:
    """The most likely shares that differ by ``difference`` (Farrington and Manning, appendix)."""
    total = m + n
    c2 = (n + 2 * m) * difference - total - x - y
    c1 = (m * difference - total - 2 * x) * difference + x + y
    c0 = x * difference * (1 - difference)
    q = (c2 / (3 * total)) ** 3 - c1 * c2 / (6 * total**2) + c0 / (2 * total)
    spread = np.sqrt(np.maximum((c2 / (3 * total)) ** 2 - c1 / (3 * total), 0.0))
    p = np.where(q < 0, -spread, spread)
    ratio = np.divide(q, p**3, out=np.zeros_like(q), where=np.abs(p) > 1e-9)
    angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
    first = np.clip(2 * p * np.cos(angle) - c2 / (3 * total), 0.0, 1.0)
    return first, np.clip(first + difference, 0.0, 1.0)


def _binomial(n: int, share: Floats) -> Floats:
    """Probabilities (shares, n + 1) of 0..n."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    p = np.clip(share, 0.0, 1.0)[:, None]
    return np.asarray(np.exp(ways + xlogy(k, p) + xlog1py(n - k, -p)))


def newcombe_interval(a: tuple[int, int], b: tuple[int, int], level: float) -> tuple[float, float]:
    """The same by Wilson's intervals of both shares (Newcombe, 1998, Statistics in Medicine 17,
    pp. 873-890, method 10): close to its level on average, and a little below it in small groups.
    """
    (low_a, high_a), (low_b, high_b) = _wilson(*a, level), _wilson(*b, level)
    share_a, share_b = a[0] / a[1], b[0] / b[1]
    gap = share_b - share_a
    lower = gap - np.hypot(share_b - low_b, high_a - share_a)
    upper = gap + np.hypot(high_b - share_b, share_a - low_a)
    return float(lower), float(upper)


def _wilson(k: int, n: int, level: float) -> tuple[float, float]:
    """Wilson's score interval (1927, Journal of the American Statistical Association 22)."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    centre = (2 * k + z**2) / (2 * (n + z**2))
    half = z * np.sqrt(z**2 + 4 * k * (1 - k / n)) / (2 * (n + z**2))
    return max(float(centre - half), 0.0), min(float(centre + half), 1.0)
