"""Bootstrap intervals and p-values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from tolerances import ANALYTIC

from surveysem.sem.bootstrap.intervals import acceleration, interval

DRAWS = np.random.default_rng(4).gamma(3.0, size=999) - 1.0


def test_the_percentile_interval_is_interpolated_on_the_normal_scale() -> None:
    found = interval(DRAWS, 2.0, 0.95, corrected=False, acceleration=0.0)
    t = np.sort(DRAWS)
    assert found.lower == pytest.approx(t[24], abs=ANALYTIC)
    assert found.upper == pytest.approx(t[974], abs=ANALYTIC)
    assert found.se == pytest.approx(DRAWS.std(ddof=1))
    assert found.bias == pytest.approx(DRAWS.mean() - 2.0)


def test_bias_correction_shifts_the_levels() -> None:
    estimate = float(np.quantile(DRAWS, 0.4))
    found = interval(DRAWS, estimate, 0.9, corrected=True, acceleration=0.0)
    z0 = ndtri((estimate > DRAWS).mean())
    z = ndtri(np.arange(1, 1000) / 1000)
    expected = np.interp(2 * z0 + ndtri(0.05), z, np.sort(DRAWS))
    assert found.lower == pytest.approx(expected, abs=ANALYTIC)


def test_acceleration_pulls_towards_the_longer_tail() -> None:
    plain = interval(DRAWS, 2.0, 0.95, corrected=True, acceleration=0.0)
    pulled = interval(DRAWS, 2.0, 0.95, corrected=True, acceleration=0.05)
    assert pulled.upper > plain.upper
    assert pulled.lower > plain.lower


def test_acceleration_of_a_mean_is_its_skewness() -> None:
    x = np.random.default_rng(6).gamma(2.0, size=50)
    jackknife = np.array([np.delete(x, i).mean() for i in range(50)])[:, None]
    d = x - x.mean()
    expected = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    assert acceleration(jackknife)[0] == pytest.approx(expected)
    assert acceleration(np.ones((50, 1)))[0] == 0.0


@settings(max_examples=300, deadline=None)
@given(
    shift=st.floats(-4, 4),
    estimate=st.floats(-1, 1),
    level=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
    corrected=st.booleans(),
    a=st.floats(-0.15, 0.15),
    seed=st.integers(0, 50),
)
def test_p_is_below_alpha_exactly_where_the_interval_excludes_zero(
    shift: float, estimate: float, level: float, corrected: bool, a: float, seed: int
) -> None:
    draws = np.random.default_rng(seed).standard_t(5, size=500) + shift
    a = a if corrected else 0.0
    found = interval(draws, shift + estimate, level, corrected=corrected, acceleration=a)
    if abs(found.pvalue - (1 - level)) < ANALYTIC:
        return
    assert (found.pvalue < 1 - level) == (found.lower > 0 or found.upper < 0)
    assert found.pvalue >= 2 / 501


def test_what_does_not_vary_has_no_p() -> None:
    found = interval(np.ones(100), 1.0, 0.95, corrected=True, acceleration=0.0)
    assert (found.se, found.lower, found.upper) == (0.0, 1.0, 1.0)
    assert np.isnan(found.pvalue)


def test_draws_on_one_side_allow_no_correction() -> None:
    found = interval(DRAWS + 100, 0.0, 0.95, corrected=True, acceleration=0.0)
    assert np.isnan([found.lower, found.upper, found.pvalue]).all()


def test_draws_without_a_value_are_left_out() -> None:
    holes = np.concatenate([DRAWS, np.full(30, np.nan)])
    assert interval(holes, 2.0, 0.95, corrected=True, acceleration=0.0) == interval(
        DRAWS, 2.0, 0.95, corrected=True, acceleration=0.0
    )
