"""Many samples from a known population: what is drawn, what is found, what is counted."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import DataError, SpecificationError
from surveysem.sem.simulation.moments import CaseMoments, NormalMoments
from surveysem.sem.simulation.population import population_of
from surveysem.sem.simulation.quantities import reported
from surveysem.sem.simulation.simulate import drawer

POPULATION = """
f =~ 0.8*x1 + 0.7*x2 + 0.6*x3
g =~ 0.8*y1 + 0.7*y2 + 0.6*y3
g ~ 0.5*f
"""
MODEL = "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\ng ~ a*f\ndouble := 2*a"
# Two refits to the same moments, each until the Newton decrement is below 1e-7.
SAME = 1e-6
# Monte-Carlo standard errors that a share or mean of many draws stays within.
ERRORS = 4.5


@cache
def found() -> sem.MonteCarlo:
    return sem.monte_carlo(
        POPULATION, (100, 400), seed=3, model=MODEL, draws=400, std=True, workers=1
    )


def test_drawn_moments_have_the_distribution_of_those_of_cases() -> None:
    """Means and variances of the entries of S and of the mean, over 4,000 draws."""
    people = population_of(POPULATION, std=True)
    direct = NormalMoments(people, people.root, 20, 1).moments(0, 4000)
    cases = CaseMoments(drawer(people, 0.0, 0.0), 20, 2).moments(0, 4000)
    for a, b in ((direct.S, cases.S), (direct.mean, cases.mean)):
        error = np.sqrt((a.var(axis=0) + b.var(axis=0)) / 4000)
        assert (np.abs(a.mean(axis=0) - b.mean(axis=0)) < ERRORS * error).all()
        spread = a.std(axis=0) / b.std(axis=0)
        assert (np.abs(spread - 1) < 0.15).all()
    lower = np.tril_indices(len(people.names))
    correlation = [np.corrcoef(x.S[:, lower[0], lower[1]].T) for x in (direct, cases)]
    assert np.abs(correlation[0] - correlation[1]).max() < ERRORS * np.sqrt(2 / 4000)


def test_a_draw_is_the_fit_of_its_moments() -> None:
    people = population_of(POPULATION, std=True)
    draw = found().samples[1]
    moments = NormalMoments(people, people.root, 400, 3).moments(7, 8)
    fit = sem.fit(MODEL, sem.Moments(moments.S[0], 400, None, people.names, "n"))
    labels, frames = found().labels, {}
    frames["parameter"] = fit.estimates()
    frames["standardized"] = fit.standardized()
    for quantity, frame in frames.items():
        wanted = frame.set_index(["lhs", "op", "rhs"])
        for at, row in labels[labels["quantity"] == quantity].iterrows():
            key = (row.lhs, row.op, row.rhs)
            assert abs(draw.est[7, at] - wanted.loc[key, "est"]) < SAME
            assert abs(draw.se[7, at] - wanted.loc[key, "se"]) < SAME
    assert abs(draw.pvalue[7] - fit.pvalue) < SAME
    assert abs(draw.close[7] - fit.rmsea_pvalue) < SAME
    effects = fit.effects()
    rows = labels.index[labels["quantity"] == "effect"]
    assert np.abs(draw.est[7, rows] - effects["est"]).max() < SAME
    assert np.abs(draw.se[7, rows] - effects["se"]).max() < SAME


def test_the_summary_holds_what_theory_expects() -> None:
    """At n = 400 estimates are unbiased, intervals cover, errors are the spread of the draws."""
    frame = found().summary()
    large = frame[frame["n"] == 400]
    assert (np.abs(large["bias"]) < 0.02).all()
    assert (np.abs(large["coverage"] - 0.95) < ERRORS * 0.011).all()
    assert (np.abs(large["mean_se"] / large["sd"] - 1) < 0.15).all()
    assert np.allclose(large["bias_error"], large["sd"] / np.sqrt(400))
    p = large["coverage"]
    assert np.allclose(large["coverage_error"], np.sqrt(p * (1 - p) / 400))
    small = frame[frame["n"] == 100]
    assert (small["sd"].to_numpy() > large["sd"].to_numpy()).all()


def test_population_values_raw_standardised_and_defined() -> None:
    frame = found().summary()
    frame = frame[frame["n"] == 100].set_index(["quantity", "lhs", "op", "rhs"])["population"]
    assert frame["parameter", "f", "=~", "x2"] == pytest.approx(0.7 / 0.8, abs=ANALYTIC)
    assert frame["standardized", "f", "=~", "x1"] == pytest.approx(0.8, abs=ANALYTIC)
    assert frame["parameter", "double", ":=", "2*a"] == pytest.approx(1.0, abs=ANALYTIC)
    assert frame["standardized effect", "g", "total", "f"] == pytest.approx(0.5, abs=ANALYTIC)
    assert ("parameter", "f", "=~", "x1") not in frame.index
    assert found().rmsea == 0.0


def test_power_and_level() -> None:
    weak = sem.monte_carlo(
        POPULATION.replace("0.5*f", "0*f"), 200, seed=1, model=MODEL, draws=400, std=True
    )
    frame = weak.summary().set_index(["quantity", "lhs", "op", "rhs"])
    effect = frame.loc[("standardized", "g", "~", "f")]
    assert abs(effect.power - 0.05) < ERRORS * 0.011
    assert effect.power == pytest.approx(1 - effect.coverage)
    assert np.isnan(effect.relative_bias)
    tests = weak.tests().set_index("test")["rejected"]
    assert abs(tests["chi-square"] - 0.05) < ERRORS * 0.011
    assert tests["close fit"] < 0.05


def test_a_model_that_does_not_hold() -> None:
    wrong = sem.monte_carlo(
        POPULATION, 300, seed=1, draws=200, std=True, model="f =~ x1 + x2 + x3 + y1 + y2 + y3"
    )
    assert wrong.rmsea is not None
    assert wrong.rmsea > 0.1
    rejected = wrong.tests().set_index("test")["rejected"]
    assert rejected["chi-square"] == 1
    assert rejected["close fit"] > 0.95
    # bias is from what the model is in the population, and vanishes
    assert np.abs(wrong.summary()["bias"]).max() < 0.05


def test_draws_do_not_depend_on_workers_or_on_other_sizes() -> None:
    again = sem.monte_carlo(
        POPULATION, 400, seed=3, model=MODEL, draws=60, std=True, workers=2
    ).samples[0]
    for name in ("est", "se", "pvalue", "close"):
        whole = getattr(found().samples[1], name)[:60]
        assert np.array_equal(whole, getattr(again, name), equal_nan=True)


def test_chosen_parameters_are_what_they_are_among_all() -> None:
    keys = [("g", "~", "f"), ("double", ":=", "")]
    few = sem.monte_carlo(
        POPULATION, 400, seed=3, model=MODEL, draws=60, std=True, workers=1, only=keys
    )
    names = ["quantity", "lhs", "op", "rhs"]
    assert few.labels[names].to_numpy().tolist() == [
        [quantity, lhs, op, rhs]
        for quantity in ("parameter", "standardized")
        for lhs, op, rhs in (("g", "~", "f"), ("double", ":=", "2*a"))
    ]
    every = found().labels.reset_index().merge(few.labels[names])["index"].to_numpy()
    for name in ("est", "se"):
        whole = getattr(found().samples[1], name)[:60, every]
        assert np.abs(whole - getattr(few.samples[0], name)).max() < SAME


def test_paths_have_the_derivatives_of_the_complex_step() -> None:
    text = """
    f =~ x1 + x2 + x3
    g =~ y1 + y2 + y3
    h =~ z1 + z2 + z3
    top =~ g + h
    w ~ a*f
    top ~ c*w + b*f
    ab := a*c
    twice := 2*ab + b
    """
    population = """
    f =~ 0.8*x1 + 0.7*x2 + 0.6*x3
    g =~ 0.8*y1 + 0.7*y2 + 0.6*y3
    h =~ 0.8*z1 + 0.7*z2 + 0.6*z3
    f ~~ 0.4*g + 0.3*h
    g ~~ 0.5*h
    w ~ 0.3*f + 0.3*g
    """
    data = sem.simulate(population, 300, 1)
    s = sem.fit(text, data).solution
    keys = [("w", "~", "f"), ("ab", ":=", ""), ("twice", ":=", "")]
    closed = reported(s, keys)
    assert closed.paths is not None
    stepped = replace(closed, paths=None)
    theta = s.theta * 1.05
    assert np.abs(closed.derivatives(theta) - stepped.derivatives(theta)).max() < ANALYTIC
    assert reported(s, [("f", "=~", "x2")]).paths is None


def test_a_path_that_is_nil_in_the_population_is_reported() -> None:
    text = POPULATION.replace("0.5*f", "0*f")
    few = sem.monte_carlo(
        text, 100, seed=3, model=MODEL, draws=4, std=True, only=[("g", "~", "f")], workers=1
    )
    assert few.labels["quantity"].tolist() == ["parameter", "standardized"]


def test_without_a_model_the_numbers_of_the_population_are_freed() -> None:
    text = "f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0*x4\nx4 ~~ 1*x4\nf ~~ 1*f"
    free = sem.monte_carlo(text, 200, seed=1, draws=10)
    rows = free.labels[free.labels["quantity"] == "parameter"]
    names = set((rows.lhs + rows.op + rows.rhs).tolist())
    assert names == {"f=~x2", "f=~x3", "x1~~x1", "x2~~x2", "x3~~x3", "x4~~x4", "f~~f"}


def test_every_draw_is_counted() -> None:
    poor = sem.monte_carlo(
        "f =~ 0.4*x1 + 0.4*x2 + 0.4*x3", 25, seed=1, draws=100, std=True, workers=1
    )
    kept, dropped = poor.counts().iloc[0], poor.counts("drop").iloc[0]
    assert kept.draws == 100
    assert kept.draws >= kept.converged >= kept.determined == kept.used
    assert dropped.used < kept.used
    assert dropped.used <= dropped.admissible
    assert poor.summary(inadmissible="drop").shape == poor.summary().shape
    frame = poor.summary()
    assert np.isfinite(frame.drop(columns="relative_bias").select_dtypes("number")).all(axis=None)
    # a standardised loading does not exist where the factor's variance is negative
    used = frame.groupby("quantity")["used"].min()
    assert used["standardized"] < used["parameter"] == kept.used


def test_observed_predictors_and_means_are_drawn_too() -> None:
    text = "y ~ 0.5*x + 0.3*z + 2*1\ny ~~ 1*y"
    paths = sem.monte_carlo(text, 200, seed=1, draws=200, model="y ~ x + z\ny ~ 1")
    frame = paths.summary().set_index(["quantity", "lhs", "op", "rhs"])
    assert frame.loc[("parameter", "y", "~1", ""), "population"] == pytest.approx(2.0)
    assert abs(frame.loc[("parameter", "y", "~", "x"), "coverage"] - 0.95) < ERRORS * 0.016
    assert abs(frame.loc[("standardized", "y", "~", "x"), "bias"]) < 0.02


def test_robust_errors_cover_where_normal_ones_do_not() -> None:
    """Heavy tails: normal-theory errors of variances are far too small."""
    options = {"seed": 1, "draws": 150, "std": True, "model": MODEL, "kurtosis": 10.0}
    normal = sem.monte_carlo(POPULATION, 500, **options)
    robust = sem.monte_carlo(POPULATION, 500, estimator="MLR", **options)
    at = ("parameter", "x1", "~~", "x1")
    one, other = (
        m.summary().set_index(["quantity", "lhs", "op", "rhs"]).loc[at, ["coverage", "sd"]]
        for m in (normal, robust)
    )
    assert one.coverage < 0.87 < 0.9 < other.coverage
    # the cases of both are the same
    assert one.sd == pytest.approx(other.sd, rel=1e-5)
    rejected = [m.tests()["rejected"][0] for m in (normal, robust)]
    assert rejected[1] < rejected[0]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n": 6}, DataError, "6 cases for 6 observed variables: S is singular"),
        ({"n": ()}, SpecificationError, "expected one size, or several different ones"),
        ({"n": (50, 50)}, SpecificationError, "expected one size, or several different ones"),
        ({"n": 1}, SpecificationError, "n = 1; a sample has at least two rows"),
        ({"draws": 1}, SpecificationError, "draws = 1, seed = 1; expected draws >= 2"),
        ({"model": "f =~ x1 + x2 + q"}, SpecificationError, "the population has no variable q"),
        ({"model": "f =~ x1 + x2"}, SpecificationError, "not identified"),
        ({"estimator": "BAYES"}, SpecificationError, "estimator 'BAYES'; expected one of"),
        ({"kurtosis": {"q": 1}}, SpecificationError, "kurtosis: the population has no variable q"),
        ({"only": [("f", "~", "g")]}, SpecificationError, "estimates no parameter f ~ g"),
        ({"workers": 0}, SpecificationError, "workers = 0; expected at least 1"),
    ],
)
def test_what_cannot_be_done_is_said(
    options: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        sem.monte_carlo(POPULATION, **{"n": 100, "seed": 1, "draws": 4, "std": True} | options)
    assert message in str(caught.value)


def test_unknown_choices_of_the_result() -> None:
    with pytest.raises(SpecificationError, match=r"inadmissible 'hide'; expected keep or drop"):
        found().summary(inadmissible="hide")
    with pytest.raises(SpecificationError, match=r"level 95; expected a number between 0 and 1"):
        found().summary(level=95)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sem.rmsea_power(0, 100), "df = 0; a test of fit has at least 1"),
        (lambda: sem.rmsea_power(5, 1), "n = 1; expected at least 2 cases"),
        (lambda: sem.rmsea_power(5, 100, 0.05, 0.05), "are both 0.05; expected two values"),
        (lambda: sem.rmsea_power(5, 100, -1.0), "rmsea0 = -1; expected at least 0"),
        (lambda: sem.rmsea_power(5, 100, alpha=2), "alpha = 2; expected a number between 0 and 1"),
        (lambda: sem.rmsea_n(5, 0.01), "power = 0.01; expected between alpha (0.05) and 1"),
        (lambda: sem.rmsea_n(1, 0.8, 0.05, 0.0500001), "expected values further apart"),
    ],
)
def test_power_of_no_test(call: object, message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        call()  # type: ignore[operator]
    assert message in str(caught.value)


def test_power_and_sample_size_belong_together() -> None:
    n = sem.rmsea_n(40, power=0.9)
    assert sem.rmsea_power(40, n) > 0.9 >= sem.rmsea_power(40, n - 1)
