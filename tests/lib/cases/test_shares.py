"""The exact interval of a difference of shares: its parts one by one, and its coverage."""

from itertools import product

import numpy as np
import pytest
from scipy import stats
from scipy.special import xlog1py, xlogy

from surveysem.cases.exact import compare_shares
from surveysem.cases.shares import (
    MOST_EXACT,
    _restricted,
    exact_interval,
    newcombe_interval,
    tail_probability,
)

LEVEL = 0.95


@pytest.mark.parametrize("difference", [-0.6, 0.0, 0.1, 0.93])
def test_restricted_shares_are_the_most_likely(difference: float) -> None:
    m, n = 7, 4
    x, y = np.meshgrid(range(m + 1), range(n + 1), indexing="ij")
    first, second = _restricted(x, m, y, n, difference)
    tried = np.linspace(max(0, -difference), min(1, 1 - difference), 4001)[:, None, None]
    moved = np.clip(tried + difference, 0, 1)
    likely = xlogy(x, tried) + xlog1py(m - x, -tried) + xlogy(y, moved) + xlog1py(n - y, -moved)
    best = tried[likely.argmax(axis=0), 0, 0]
    assert np.abs(first - best).max() < 1e-3
    assert np.allclose(second, first + difference, atol=1e-9)


@pytest.mark.parametrize(
    ("a", "b"), [((2, 5), (5, 5)), ((0, 5), (4, 5)), ((3, 8), (7, 9)), ((1, 6), (1, 4))]
)
def test_at_no_difference_it_is_the_test_of_barnard(a: tuple[int, int], b: tuple[int, int]) -> None:
    table = [[b[0], a[0]], [b[1] - b[0], a[1] - a[0]]]
    theirs = stats.barnard_exact(table, alternative="greater", pooled=True, n=256).pvalue
    assert tail_probability(a, b, 0.0) == pytest.approx(theirs, abs=1e-4)


@pytest.mark.parametrize(("m", "n"), [(3, 3), (4, 3)])
def test_the_interval_holds_its_level_everywhere(m: int, n: int) -> None:
    limits = np.array(
        [[exact_interval((x, m), (y, n), LEVEL) for y in range(n + 1)] for x in range(m + 1)]
    )
    for p, q in product(np.linspace(0, 1, 21), repeat=2):
        chance = np.outer(stats.binom.pmf(range(m + 1), m, p), stats.binom.pmf(range(n + 1), n, q))
        inside = (limits[..., 0] <= q - p + 1e-6) & (q - p - 1e-6 <= limits[..., 1])
        assert (chance * inside).sum() >= LEVEL


def test_extreme_tables() -> None:
    lower, upper = exact_interval((0, 5), (5, 5), LEVEL)
    assert 0.3 < lower < 0.5
    assert upper == 1.0
    lower, upper = exact_interval((5, 5), (0, 5), LEVEL)
    assert lower == -1.0
    assert -0.5 < upper < -0.3
    alike = exact_interval((4, 4), (4, 4), LEVEL)
    assert alike[0] == pytest.approx(-alike[1])


def test_larger_groups_have_the_interval_of_newcombe() -> None:
    a, b = (9, MOST_EXACT), (12, 20)
    found = compare_shares(a, b, LEVEL)
    assert (found.ci_lower, found.ci_upper) == newcombe_interval(a, b, LEVEL)
