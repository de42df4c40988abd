"""The bivariate normal distribution against quadrature and closed forms."""

import numpy as np
import pytest
from scipy.special import ndtr

from surveysem.moments.binormal import (
    binormal_cdf,
    binormal_density,
    binormal_density_slope,
    normal_density,
)

# Demanded of every value of the distribution function.
EXACT = 1e-12


NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)


def by_quadrature(h, k, rho):
    """Integral of the density of x times P(Y <= k | x) over 400 panels from -9 to h."""
    edges = np.linspace(-9, h, 401)
    half = np.diff(edges)[:, None] / 2
    x = edges[:-1, None] + half * (1 + NODES)
    integrand = normal_density(x) * ndtr((k - rho * x) / np.sqrt(1 - rho * rho))
    return float((half * integrand * WEIGHTS).sum())


@pytest.mark.parametrize("rho", [-0.998, -0.93, -0.5, -0.01, 0.01, 0.3, 0.8, 0.925, 0.99])
def test_distribution_function(rho):
    grid = [-4.0, -1.3, -0.2, 1e-9, 0.2, 0.9, 3.0]
    for h in grid:
        for k in grid:
            assert abs(binormal_cdf(h, k, rho) - by_quadrature(h, k, rho)) < EXACT


def test_closed_forms():
    rho = np.linspace(-0.99, 0.99, 7)
    at_zero = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert np.abs(binormal_cdf(0.0, 0.0, rho) - at_zero).max() < EXACT
    h, k = np.meshgrid([-2.0, 0.0, 1.5], [-1.0, 0.0, 2.5])
    assert np.abs(binormal_cdf(h, k, 0.0) - ndtr(h) * ndtr(k)).max() < EXACT


def test_limits_at_zero_are_continuous():
    for h, k in [(0.0, 0.7), (0.0, -0.7), (0.7, 0.0), (-0.7, 0.0), (0.0, 0.0)]:
        near = binormal_cdf(h + 1e-13, k - 1e-13, 0.6)
        assert abs(binormal_cdf(h, k, 0.6) - near) < EXACT


def test_opposite_correlation():
    h, k = np.meshgrid(np.linspace(-3, 3, 9), np.linspace(-3, 3, 9))
    both = binormal_cdf(h, k, 0.4) + binormal_cdf(h, -k, -0.4)
    assert np.abs(both - ndtr(h)).max() < EXACT


def test_density_is_the_slope_of_the_distribution_function():
    h, k, step = 0.4, -1.1, 1e-5
    for rho in (-0.7, 0.0, 0.6):
        slope = (binormal_cdf(h, k, rho + step) - binormal_cdf(h, k, rho - step)) / (2 * step)
        assert abs(slope - binormal_density(h, k, rho)) < 1e-9
        up, down = (np.log(binormal_density(h, k, rho + s)) for s in (step, -step))
        assert abs((up - down) / (2 * step) - binormal_density_slope(h, k, rho)) < 1e-8
