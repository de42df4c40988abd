"""Populations of hypotheses, which of them share one, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import sem, survey
from surveysem.errors import SpecificationError
from surveysem.sem.simulation.population import population_of
from surveysem.sem.simulation.products import (
    ProductMoments,
    ProductPopulation,
    product_population,
)
from surveysem.survey.hypotheses.table import Hypothesis
from surveysem.survey.power.population import Standard
from surveysem.survey.power.scenarios import paths_of, scenarios
from surveysem.survey.power.tallies import Drawn, is_supported

TEXT = """
f =~ x1 + x2 + x3
m =~ y1 + y2 + y3
g =~ z1 + z2 + z3
m ~ a*f
g ~ b*m + c*f
ab := a*b
whole := c + ab
lead := b - c
loud := f1*f1
"""
MODEL = TEXT.replace("x2 +", "f1*x2 +")
TABLE = sem.parameter_table(MODEL)
LOADINGS = {(f"{item}{i}", f): 0.8 for f, item in zip("fmg", "xyz", strict=True) for i in (1, 2, 3)}
AT = {"a": ("m", "f"), "b": ("g", "m"), "c": ("g", "f")}


def row(
    kind: str, lhs: str, op: str = ":=", rhs: str = "", expect: str = "+", family: str = "one"
) -> Hypothesis:
    bound = 0.2 if expect == "0" else None
    name = f"{lhs}{rhs}{expect}"
    return Hypothesis(name, kind, "m", lhs, op, rhs, expect, bound, 0.05, family, "", "")


@pytest.mark.parametrize(
    ("hypothesis", "expected", "product"),
    [
        (row("direct", "m", "~", "f"), {"a": 0.2}, False),
        (row("direct", "m", "~", "f", "-"), {"a": -0.2}, False),
        (row("direct", "m", "~", "f", "!=0"), {"a": 0.2}, False),
        (row("direct", "m", "~", "f", "0"), {"a": 0.0}, False),
        (row("indirect", "ab"), {"a": 0.2, "b": 0.2}, True),
        (row("indirect", "ab", expect="-"), {"a": -0.2, "b": 0.2}, True),
        (row("indirect", "ab", expect="0"), {"a": 0.0, "b": 0.2}, True),
        (row("total", "whole"), {"a": 0.2, "b": 0.2, "c": 0.2}, False),
        (row("total", "whole", expect="-"), {"a": -0.2, "b": 0.2, "c": -0.2}, False),
        (row("comparison", "lead"), {"b": 0.2, "c": 0.0}, False),
        (row("comparison", "lead", expect="-"), {"b": 0.0, "c": 0.2}, False),
        (row("comparison", "lead", expect="0"), {"b": 0.2, "c": 0.2}, False),
    ],
    ids=lambda value: value.id if isinstance(value, Hypothesis) else "",
)
def test_paths_of_a_hypothesis(
    hypothesis: Hypothesis, expected: dict[str, float], product: bool
) -> None:
    found = paths_of(hypothesis, TABLE, 0.2)
    assert found is not None
    assert found.paths == {AT[label]: value for label, value in expected.items()}
    assert found.product is product


def test_what_is_no_regression_has_no_paths() -> None:
    assert paths_of(row("direct", "f", "=~", "x2"), TABLE, 0.2) is None
    assert paths_of(row("comparison", "loud"), TABLE, 0.2) is None


def test_a_family_shares_a_population_as_far_as_it_agrees() -> None:
    rows = [
        row("direct", "m", "~", "f"),
        row("direct", "g", "~", "m"),
        row("direct", "g", "~", "f", "0"),
        row("comparison", "lead", family="two"),
        row("direct", "g", "~", "m", "-", family="two"),
    ]
    tested = [one for one in (paths_of(r, TABLE, 0.2) for r in rows) if one]
    found = scenarios(tested, {"one": 2, "two": 2})
    assert [len(s.tested) for s in found] == [3, 1, 1]
    assert [s.whole for s in found] == [True, False, False]
    # other paths into the same outcome are 0, those into others keep their estimates
    estimates = {("m", "f"): 0.5, ("g", "m"): 0.4, ("g", "f"): 0.3}
    assert found[1].regressions(estimates) == {
        ("m", "f"): 0.5,
        ("g", "m"): 0.2,
        ("g", "f"): 0.0,
    }


def test_a_population_keeps_correlations_of_residuals() -> None:
    standard = Standard(LOADINGS, {("m", "f"): 0.5, ("g", "f"): 0.5}, {("m", "g"): 0.4})
    for b in (0.5, 0.2):
        text = standard.text({("m", "f"): b})
        people = population_of(text, std=True)
        assert np.diag(people.Sigma) == pytest.approx(np.ones(9), abs=ANALYTIC)
        at = people.names.index
        residual = 0.4 * np.sqrt((1 - b**2) * (1 - 0.25))
        latent = people.Sigma[at("y1"), at("z1")] / 0.64
        assert latent == pytest.approx(0.5 * b + residual, abs=ANALYTIC)


PRODUCTS = "f =~ f1 + f2\nm =~ m1 + m2\nh =~ h1 + h2\ng =~ g1 + g2\nd =~ d1 + d2\n"
PRODUCT_LOADINGS = {(f"{f}{i}", f): 0.8 for f in "fmhgd" for i in (1, 2)}


def product_moments(paths: dict[tuple[str, str], float], text: str) -> ProductPopulation:
    """The population of a model with products, f and m being related by a regression."""
    _, products = sem.written_with(sem.parse(PRODUCTS + text), [])
    standard = Standard(PRODUCT_LOADINGS, {("m", "f"): 0.5, **paths}, {("f", "h"): 0.3}, products)
    return product_population(sem.parse(standard.text({})), products, std=True)


def test_products_have_the_variance_of_constructs_that_depend_on_each_other() -> None:
    one = product_moments({("g", "f.m"): 0.2}, "m ~ f\ng ~ f + m + f:m\n")
    assert one.rho == pytest.approx([0.5], abs=ANALYTIC)
    at = one.people.names.index("g1")
    assert one.slopes[at] == pytest.approx([0.2 * 0.8], abs=ANALYTIC)
    assert np.diag(one.people.Sigma)[:10] == pytest.approx(np.ones(10), abs=ANALYTIC)


def test_a_second_interaction_leaves_the_moments_of_the_first() -> None:
    text = "m ~ f\ng ~ f + m + f:m\n"
    paths = {("g", "f.m"): 0.2}
    one = product_moments(paths, text)
    two = product_moments({**paths, ("d", "f.h"): 0.3}, text + "d ~ f + h + f:h\n")
    own = [name for name in one.people.names if not name.startswith(("d", "h"))]
    S, T = (
        pd.DataFrame(found.people.Sigma, found.people.names, found.people.names)
        for found in (one, two)
    )
    assert T.loc[own, own].to_numpy() == pytest.approx(S.loc[own, own].to_numpy(), abs=ANALYTIC)
    X = ProductMoments(two, 200_000, 1).cases(0)
    assert np.cov(X.T) == pytest.approx(two.people.Sigma, abs=0.03)


def test_a_product_of_what_a_product_affects_is_refused() -> None:
    text = "m ~ f\ng ~ f + m + f:m\nd ~ g + h + g:h\n"
    with pytest.raises(SpecificationError, match="f:m: g depends on what the product affects"):
        product_moments({("g", "f.m"): 0.2, ("d", "g.h"): 0.2}, text)


def test_an_impossible_population_is_refused() -> None:
    standard = Standard(LOADINGS, {("m", "f"): 0.5, ("g", "f"): 0.9, ("g", "m"): 0.4}, {})
    with pytest.raises(SpecificationError, match="the population is impossible: g"):
        standard.text({})


@pytest.mark.parametrize(
    ("expect", "est", "supported"),
    [
        ("+", 0.3, True),
        ("+", 0.19, False),
        ("+", -0.3, False),
        ("-", -0.3, True),
        ("-", 0.3, False),
        ("!=0", -0.3, True),
        ("!=0", 0.1, False),
        ("0", 0.0, True),
        ("0", 0.05, False),
    ],
)
def test_a_draw_supports_what_its_interval_shows(expect: str, est: float, supported: bool) -> None:
    drawn = Drawn(np.array([est, np.nan]), np.array([0.1, np.nan]), 0.2)
    one = row("direct", "m", "~", "f", expect)
    assert is_supported(one, drawn).tolist() == [supported, False]


def answers(**changes: object) -> survey.Estimated:
    loadings = [(f, "=~", item, x) for (item, f), x in LOADINGS.items()]
    paths = [("m", "~", "f", 0.3), ("g", "~", "m", 0.3), ("g", "~", "f", 0.3)]
    given = {
        "text": MODEL,
        "standardized": pd.DataFrame(loadings + paths, columns=["lhs", "op", "rhs", "est"]),
        "fit": {"model": "m", "converged": True, "admissible": True, "n_obs": 100},
        "rules": survey.PowerRules(0.2, [60], 20, {"H2": 0.5}),
    } | changes
    names = ["id", "kind", "lhs", "op", "rhs", "expect", "bound", "family"]
    rows = [
        ("H1", "direct", "f", "=~", "x2", "+", "", "a"),
        ("H2", "direct", "m", "~", "f", "+", "", "b"),
    ]
    hypotheses = pd.DataFrame(rows, columns=names).assign(model="m", alpha=0.05)
    return survey.estimate_power(
        given["text"],
        given["standardized"],
        given["fit"],
        hypotheses,
        given["rules"],
        alpha=0.05,
        seed=1,
        workers=1,
    )


def test_every_row_has_a_power_or_a_reason() -> None:
    found = answers()
    assert found.power.reason.tolist() == ["no regression", "", "", "", ""]
    assert found.power.basis.tolist()[-2:] == ["prior", "prior"]
    assert found.power.n.tolist()[1:] == [60, 100, 60, 100]
    assert found.power.effect.tolist()[1:] == pytest.approx([0.2, 0.2, 0.5, 0.5], abs=1e-6)
    assert found.precision.population.tolist() == pytest.approx([0.3], abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"fit": {"model": "m", "converged": True, "admissible": False}}, "model not estimated"),
        ({"text": MODEL + "a == b*b\n"}, "equations or bounds between parameters"),
        ({"rules": survey.PowerRules(1.0, [], 20, {})}, "impossible population"),
        ({"text": MODEL.replace("b*m", "a*m")}, "equal parameters"),
        (
            {"text": MODEL.replace("b*m", "b*m + h + f:m + f:h") + "h =~ u1 + u2\nh ~ g\n"},
            "interaction not simulated",
        ),
        (
            {"text": MODEL.replace("b*m", "b*m + f:m") + "f ~ g\n"},
            "interaction not simulated",
        ),
    ],
)
def test_why_there_is_no_power(changes: dict[str, object], reason: str) -> None:
    if reason == "equal parameters":
        changes["text"] = changes["text"].split("ab :=")[0]  # type: ignore[union-attr]
    assert answers(**changes).power.reason.tolist()[-1] == reason


def test_corrected_tests_say_why_there_are_none() -> None:
    data = sem.simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 80, 1)
    model = "f =~ x1 + x2 + x3 + x4"
    table = survey.corrected_tests(sem.fit(model, data)).set_index("correction")
    assert table.chisq["swain"] < table.chisq["none"]
    refused = survey.corrected_tests(sem.fit(model, data, estimator="MLR"))
    assert refused.reason.tolist()[0].startswith("corrected tests with estimator MLR")
    assert refused.chisq.isna().all()
