"""Samples from a population."""

import numpy as np
import pytest

from surveysem import sem
from surveysem.errors import SpecificationError

POPULATION = """
f =~ 0.8*x1 + 0.7*x2 + 0.6*x3
g =~ 0.8*y1 + 0.7*y2 + 0.6*y3
g ~ 0.5*f + 0.3*z
f ~~ 0.2*z
"""
# Four standard errors of a correlation at n = 40,000.
FAR = 0.02


def test_a_standardised_population_has_unit_variances() -> None:
    data = sem.simulate(POPULATION, 40_000, seed=1, std=True)
    assert list(data.columns) == ["x1", "x2", "x3", "y1", "y2", "y3", "z"]
    S = data.cov()
    assert (abs(np.diag(S) - 1) < FAR * 1.5).all()
    assert abs(S.loc["x1", "x2"] - 0.56) < FAR
    assert abs(S.loc["x1", "y1"] - 0.8 * 0.8 * (0.5 + 0.3 * 0.2)) < FAR
    assert abs(S.loc["z", "y1"] - 0.8 * (0.3 + 0.5 * 0.2)) < FAR


def test_the_fit_finds_the_population_again() -> None:
    data = sem.simulate(POPULATION, 40_000, seed=2, std=True)
    fit = sem.fit("f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\ng ~ f + z\nf ~~ z", data)
    found = fit.standardized().set_index(["lhs", "op", "rhs"])["est"]
    assert abs(found["g", "~", "f"] - 0.5) < 2 * FAR
    assert abs(found["f", "=~", "x3"] - 0.6) < FAR


def test_variances_and_means_can_be_stated() -> None:
    data = sem.simulate("x ~~ 4*x\ny ~ 2*x + 3*1\ny ~~ 1*y", 40_000, seed=3)
    assert abs(data.x.var() - 4) < 0.15
    assert abs(data.y.mean() - 3) < 0.1
    assert abs(data.y.var() - 17) < 0.6


def test_the_seed_decides() -> None:
    first, again, other = (sem.simulate(POPULATION, 5, seed=s, std=True) for s in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_a_degenerate_population_can_be_drawn() -> None:
    data = sem.simulate("f =~ 1*a + 2*b\na ~~ 0*a\nb ~~ 0*b", 10, seed=1)
    assert np.allclose(data.b, 2 * data.a)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("f =~ 0.8*a + b", {}, "the population gives no value for f =~ b"),
        ("y ~ x", {}, "the population gives no value for y ~ x"),
        ("y ~ 1.5*x", {"std": True}, "what explains y has variance 2.250, expected at most 1"),
        ("f =~ 1.2*a", {"std": True}, "what explains a has variance 1.440, expected at most 1"),
        ("a ~~ 2*b", {}, "its covariance matrix is not positive definite"),
        ("x ~ 1*y\ny ~ 1*x", {}, "its regressions form a circle without a solution"),
        ("f =~ 0.5*a", {"n": 0}, "n = 0; a sample has at least one row"),
    ],
)
def test_impossible_populations(text: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.simulate(text, **{"n": 5, "seed": 1, **options})
    assert message in str(error.value)
