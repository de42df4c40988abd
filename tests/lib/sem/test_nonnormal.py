"""Populations that are not normal: shapes of Vale and Maurelli, items cut at thresholds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.sem.simulation.nonnormal import fleishman, intermediate

TWO = "x ~~ 1*x\ny ~~ 1*y\nx ~~ 0.5*y"


def gauss(points: int = 24) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return nodes, weights / weights.sum()


def polynomial(z: np.ndarray, b: float, c: float, d: float) -> np.ndarray:
    return ((d * z + c) * z + b) * z - c


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(-1.5, 1.5), st.floats(0, 12))
def test_the_polynomial_has_the_moments_asked_for(skewness: float, above: float) -> None:
    """By quadrature: mean 0, variance 1, skewness and kurtosis, wherever there is a polynomial."""
    kurtosis = 1.8 * skewness**2 - 0.8 + above
    z, w = gauss()
    y = polynomial(z, *fleishman("y", skewness, kurtosis))
    moments = [float(w @ y**k) for k in (1, 2, 3, 4)]
    assert moments == pytest.approx([0, 1, skewness, kurtosis + 3], abs=ANALYTIC, rel=ANALYTIC)


def test_two_of_them_correlate_as_asked() -> None:
    """By quadrature over two normal variables with the intermediate correlation."""
    one, other = fleishman("x", 1.0, 2.0), fleishman("y", -0.5, 3.0)
    b, c, d = np.array([one, other]).T
    r = intermediate(("x", "y"), np.array([[1, -0.4], [-0.4, 1]]), b, c, d)[0, 1]
    z, w = gauss()
    first = polynomial(z, *one)[:, None]
    second = polynomial(r * z[:, None] + np.sqrt(1 - r**2) * z, *other)
    assert float((w[:, None] * w * first * second).sum()) == pytest.approx(-0.4, abs=ANALYTIC)


def test_simulated_variables_have_their_shape_and_covariances() -> None:
    text = "x ~~ 4*x\ny ~~ 1*y\nx ~~ 1*y\nx ~ 3*1"
    data = sem.simulate(text, 200_000, 1, skewness={"x": 1.0}, kurtosis={"x": 2.0})
    x, y = data.x.to_numpy(), data.y.to_numpy()
    z = (x - x.mean()) / x.std()
    assert abs(x.mean() - 3) < 0.02
    assert np.abs(np.cov(x, y) - [[4, 1], [1, 1]]).max() < 0.06
    assert abs((z**3).mean() - 1) < 0.06
    assert abs((z**4).mean() - 5) < 0.4
    assert abs((((y - y.mean()) / y.std()) ** 4).mean() - 3) < 0.06


def test_a_normal_shape_is_the_normal_sample() -> None:
    plain = sem.simulate(TWO, 5, 1)
    assert plain.equals(sem.simulate(TWO, 5, 1, skewness=0.0, kurtosis={"x": 0.0}))


def test_items_are_cut_at_their_thresholds() -> None:
    text = "f =~ 0.7*a + 0.7*b + 0.7*c\na | -0.5*t1 + 0.5*t2\nb | 0*t1"
    data = sem.simulate(text, 40_000, 1, std=True)
    shares = data["a"].value_counts(normalize=True)
    assert sorted(shares.index) == [1, 2, 3]
    assert abs(shares[1] - 0.3085) < 0.01
    assert abs(shares[3] - 0.3085) < 0.01
    assert abs(data["b"].mean() - 1.5) < 0.01
    assert data["c"].nunique() > 1000
    fit = sem.fit("f =~ a + b + c", data, ordered=["a", "b"], estimator="WLSMV")
    loadings = fit.standardized().set_index(["lhs", "op", "rhs"])["est"]
    assert abs(loadings["f", "=~", "a"] - 0.7) < 0.02


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (TWO, {"skewness": 2.0}, "x: no cubic polynomial of a normal variable has skewness 2 and"),
        (TWO, {"kurtosis": {"q": 1}}, "kurtosis: the population has no variable q"),
        (TWO, {"kurtosis": float("nan")}, "kurtosis: found a value that is no number"),
        (
            "x ~~ 1*x\ny ~~ 1*y\nx ~~ -0.95*y",
            {"skewness": 1.5, "kurtosis": 3.0},
            "x and y: variables of this skewness and kurtosis cannot correlate by -0.950",
        ),
        ("f =~ 0.7*a + 0.7*b\na | t1", {}, "the population gives no value for a | t1"),
        ("f =~ 0.7*a + 0.7*b\na | 1*t2", {}, "thresholds of a: found t2; expected t1"),
        ("f =~ 0.7*a + 0.7*b\na | 1*t1 + 0*t2", {}, "expected each above the one before"),
        ("f =~ 0.7*a + 0.7*b\nq | 0*t1", {}, "thresholds of q, which the population does not have"),
        (TWO, {"seed": -1}, "seed = -1; expected seed >= 0"),
    ],
)
def test_impossible_shapes(text: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.simulate(text, **{"n": 5, "seed": 1, **options})
    assert message in str(error.value)
