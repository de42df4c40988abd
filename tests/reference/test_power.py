"""Power and width of intervals against lavaan's fits to samples of its own."""

import numpy as np
import pandas as pd
import pytest
from reference import cases

from surveysem import sem, survey
from surveysem.errors import SpecificationError

CASE = "power_mediation"
VALUES = cases.expected(CASE)
# Standard errors of the difference of two Monte-Carlo shares or means.
ERRORS = 4.0
ROWS = [
    ("a", "direct", "m", "~", "f", "+", "", "paths"),
    ("b", "direct", "g", "~", "m", "+", "", "paths"),
    ("ab", "indirect", "ab", ":=", "", "+", "", "indirect"),
    ("c", "direct", "g", "~", "f", "0", "0.3", "none"),
]


@pytest.fixture(scope="module")
def found() -> survey.Estimated:
    names = ["id", "kind", "lhs", "op", "rhs", "expect", "bound", "family"]
    hypotheses = pd.DataFrame(ROWS, columns=names).assign(model="model")
    loadings = [
        (factor, "=~", f"{item}{i}", size)
        for factor, item in zip("fmg", "xyz", strict=True)
        for i, size in enumerate((0.8, 0.7, 0.6), start=1)
    ]
    # m ~ f as in the population of b and of ab, which leaves the estimates of other paths alone
    paths = [("m", "~", "f", 0.3), ("g", "~", "m", 0.3), ("g", "~", "f", 0.7)]
    standardized = pd.DataFrame(loadings + paths, columns=["lhs", "op", "rhs", "est"])
    fit = {"model": "model", "converged": True, "admissible": True, "n_obs": VALUES["n"]}
    text = (cases.FOLDER / CASE / "model.lav").read_text(encoding="utf-8")
    rules = survey.PowerRules(0.3, (), 1000, {})
    return survey.estimate_power(
        text, standardized, fit, hypotheses, rules, alpha=0.05, seed=1, workers=1
    )


def share_apart(ours: float, theirs: float, draws: float) -> float:
    """Difference in standard errors."""
    error = np.sqrt(theirs * (1 - theirs) * (1 / draws + 1 / VALUES["used"]))
    return float(abs(ours - theirs) / error)


def test_power_of_paths_products_and_negligible_effects(found: survey.Estimated) -> None:
    power = found.power.set_index("id")
    for name, theirs in VALUES["power"].items():
        assert share_apart(power.power[name], theirs, power.used[name]) < ERRORS
    assert share_apart(power.joint["ab"], VALUES["joint"], 1000) < ERRORS
    assert share_apart(power.power_adjusted["a"], VALUES["holm"], 1000) < ERRORS
    assert power.power_error["a"] == pytest.approx(
        np.sqrt(power.power["a"] * (1 - power.power["a"]) / power.used["a"])
    )


def test_negligible_effect_with_the_other_path_at_its_estimate(found: survey.Estimated) -> None:
    """In its own population the path m -> g is 0, so that lavaan's has more collinearity."""
    power = found.power.set_index("id").power
    assert abs(power["c"] - VALUES["negligible"]) < 0.1


def test_width_of_intervals(found: survey.Estimated) -> None:
    """a is in the same population there and in that of the estimates, m being the same."""
    row = found.precision.set_index("id").loc["a"]
    error = VALUES["half_width_sd"]["a"] * np.sqrt(1 / row.used + 1 / VALUES["used"])
    assert abs(row.half_width - VALUES["half_width"]["a"]) < ERRORS * error
    assert row.coverage == pytest.approx(0.95, abs=ERRORS * row.coverage_error)


def test_the_n_for_power_is_semtools_rounded_up() -> None:
    fits = [{"model": "m", "df": 24, "n_obs": 300}]
    table = survey.fit_test_power(fits, 0.05, 0.80).set_index("test")
    theirs = cases.expected("simulation_path")["rmsea"][0]
    assert table.power["close fit"] == pytest.approx(theirs["power"], abs=1e-8)
    assert table.n_needed["close fit"] == theirs["n_80"]
    assert sem.rmsea_power(24, int(table.n_needed["close fit"])) > 0.8


MODERATED = cases.expected("power_interaction")


@pytest.fixture(scope="module")
def moderated() -> survey.Estimated:
    """Estimates as a fit has them, with the product and its indicators; H1 has their own values."""
    rows = [(f, "=~", f"{f}{i + 1}", x) for f, own in MODERATED["loadings"].items()
            for i, x in enumerate(own)]  # fmt: skip
    rows += [("a.b", "=~", f"a{i}.b{i}", 0.5) for i in (1, 2, 3)]
    rows += [("a", "~~", "b", MODERATED["rho"]), ("a", "~~", "a.b", 0.1), ("b", "~~", "a.b", 0.0)]
    rows += [("y", "~", "a", 0.3), ("y", "~", "b", 0.2), ("y", "~", "a.b", 0.1)]
    hypotheses = pd.DataFrame(
        [("H1", "moderation", "m", "y", "~", "a:b", "+", "", "one"),
         ("H2", "direct", "m", "y", "~", "a", "+", "", "two")],
        columns=["id", "kind", "model", "lhs", "op", "rhs", "expect", "bound", "family"],
    )  # fmt: skip
    text = "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\ny =~ y1 + y2 + y3\ny ~ a + b + a:b\n"
    fit = {"model": "m", "converged": True, "admissible": True, "n_obs": MODERATED["n"]}
    rules = survey.PowerRules(MODERATED["beta"][2], (), 300, {})
    return survey.estimate_power(
        text, pd.DataFrame(rows, columns=["lhs", "op", "rhs", "est"]), fit, hypotheses, rules,
        alpha=0.05, seed=1, workers=1,
    )  # fmt: skip


def test_power_of_an_interaction_is_that_of_refits_by_semtools_and_lavaan(
    moderated: survey.Estimated,
) -> None:
    row = moderated.power.set_index("id").loc["H1"]
    assert row.reason == ""
    assert row.effect == pytest.approx(MODERATED["beta"][2], abs=1e-6)
    theirs = MODERATED["power"]
    error = np.sqrt(theirs * (1 - theirs) * (1 / row.used + 1 / MODERATED["used"]))
    assert abs(row.power - theirs) < ERRORS * error
    assert moderated.power.set_index("id").loc["H2"].reason == ""


def test_estimates_of_an_interaction_scatter_as_those_of_lavaan() -> None:
    rho, beta, own = MODERATED["rho"], MODERATED["beta"][2], MODERATED["loadings"]
    lines = [f"{f} =~ {' + '.join(f'{x}*{f}{i + 1}' for i, x in enumerate(sizes))}"
             for f, sizes in own.items()]  # fmt: skip
    population = "\n".join([*lines, f"a ~~ {rho}*b", f"y ~ {beta * (1 + rho**2) ** 0.5!r}*a.b"])
    text = "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\ny =~ y1 + y2 + y3\ny ~ a + b + a:b\n"
    model, (one,) = sem.written_with(sem.parse(text), ["a1.b1", "a2.b2", "a3.b3"])
    found = sem.monte_carlo(
        population, MODERATED["n"], seed=5, model=model, draws=250, std=True, products=[one],
        only=[("y", "~", "a.b")], workers=1,
    )  # fmt: skip
    assert found.rmsea == 0.0
    row = found.summary().set_index("quantity").loc["standardized"]
    assert row.population == pytest.approx(beta, abs=1e-6)
    scatter = MODERATED["standardized_sd"]
    error = scatter * np.sqrt(1 / row.used + 1 / MODERATED["used"])
    assert abs(row["mean"] - MODERATED["standardized"]) < ERRORS * error
    relative = np.sqrt(0.5 / row.used + 0.5 / MODERATED["used"])
    assert abs(np.log(row.sd / scatter)) < 1.5 * ERRORS * relative


def test_what_a_monte_carlo_of_an_interaction_cannot_be() -> None:
    text = "a =~ a1 + a2\nb =~ b1 + b2\ny =~ y1 + y2\ny ~ a + b + a:b\n"
    model, (one,) = sem.written_with(sem.parse(text), [])
    lines = "a =~ 0.8*a1 + 0.8*a2\nb =~ 0.8*b1 + 0.8*b2\ny =~ 0.8*y1 + 0.8*y2\n"
    given = {"seed": 1, "model": model, "draws": 10, "std": True, "products": [one], "workers": 1}
    with pytest.raises(SpecificationError, match="with another estimator than ML, skewness"):
        sem.monte_carlo(lines + "y ~ 0.3*a.b", 100, estimator="MLR", **given)
    with pytest.raises(SpecificationError, match="a:b: a depends on what the product affects"):
        sem.monte_carlo(lines + "a ~ 0.3*a.b\ny ~ 0.1*a", 100, **given)


TWO = cases.expected("power_two_interactions")
TWO_TEXT = "".join(f"{f} =~ {f}1 + {f}2 + {f}3\n" for f in "abcy") + "y ~ a + b + c + a:b + a:c\n"
TWO_NAMES = {"ab": "a.b", "ac": "a.c"}


def two_population(between: float | None = None) -> str:
    """Standardised products: their variances are 1 + rho^2, their covariance is by Isserlis."""
    rho = TWO["rho"]
    sd = {name: (1 + rho[name] ** 2) ** 0.5 for name in TWO_NAMES}
    if between is None:
        between = (rho["bc"] + rho["ac"] * rho["ab"]) / (sd["ab"] * sd["ac"])
    lines = [f"{f} =~ {x}*{f}{i}" for f, own in TWO["loadings"].items()
             for i, x in enumerate(own, start=1)]  # fmt: skip
    lines += [f"{x} ~~ {rho[x + y]}*{y}" for x, y in ("ab", "ac", "bc")]
    lines += [f"y ~ {TWO['beta'][name] * sd[name]!r}*{TWO_NAMES[name]}" for name in TWO_NAMES]
    return "\n".join([*lines, f"a.b ~~ {between!r}*a.c"])


@pytest.fixture(scope="module")
def two() -> pd.DataFrame:
    model, products = sem.written_with(sem.parse(TWO_TEXT), [])
    found = sem.monte_carlo(
        two_population(), TWO["n"], seed=3, model=model, draws=400, std=True, products=products,
        only=[("y", "~", name) for name in TWO_NAMES.values()], workers=1,
    )  # fmt: skip
    assert found.rmsea == 0.0
    rows = found.summary()
    return rows[rows["quantity"] == "standardized"].set_index("rhs")


@pytest.mark.parametrize("name", TWO_NAMES)
def test_two_interactions_scatter_and_are_found_as_often_as_by_lavaan(
    two: pd.DataFrame, name: str
) -> None:
    row = two.loc[TWO_NAMES[name]]
    assert row.population == pytest.approx(TWO["beta"][name], abs=1e-6)
    each = 1 / row.used + 1 / TWO["used"]
    theirs = TWO["power"][name]
    assert abs(row.power - theirs) < ERRORS * np.sqrt(theirs * (1 - theirs) * each)
    scatter = TWO["standardized_sd"][name]
    assert abs(row["mean"] - TWO["standardized"][name]) < ERRORS * scatter * np.sqrt(each)
    assert abs(np.log(row.sd / scatter)) < ERRORS * np.sqrt(0.5 * each)


def test_of_two_interactions_the_null_is_rejected_by_alpha_and_intervals_cover(
    two: pd.DataFrame,
) -> None:
    assert two.power["a.c"] == pytest.approx(0.05, abs=ERRORS * two.power_error["a.c"])
    for row in two.itertuples():
        assert row.coverage == pytest.approx(0.95, abs=ERRORS * row.coverage_error)


def test_two_products_correlate_as_their_constructs_say() -> None:
    model, products = sem.written_with(sem.parse(TWO_TEXT), [])
    with pytest.raises(
        SpecificationError, match=r"population has 0\.000, products of normal .* 0\.2"
    ):
        sem.monte_carlo(
            two_population(0.0), 100, seed=1, model=model, draws=10, std=True, products=products
        )
