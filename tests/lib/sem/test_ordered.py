"""Models of ordered items: derivatives, invariances, what is refused."""

import json
from functools import cache

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import DataError, ModelSyntaxError, SpecificationError

MODEL = "f =~ q1 + q2 + q3\ng =~ q4 + q5 + q6\ng ~ b*f\n"
ITEMS = ["q1", "q2", "q3", "q4", "q5", "q6"]
# Two fits of the same moments, whose two-step correlations agree to 1e-10.
SAME_FIT = 1e-7


def answers(n=400, seed=3):
    rng = np.random.default_rng(seed)
    f = rng.standard_normal(n)
    g = 0.6 * f + 0.8 * rng.standard_normal(n)
    y = 0.75 * np.column_stack([f, f, f, g, g, g]) + 0.66 * rng.standard_normal((n, 6))
    cut = [np.digitize(column, [-1, 0.2, 1][: 1 + i % 3]) for i, column in enumerate(y.T)]
    return pd.DataFrame(dict(zip(ITEMS, cut, strict=True)))


def fit(model=MODEL, data=None, estimator="WLSMV", ordered=ITEMS, **options):
    data = answers() if data is None else data
    return sem.fit(model, data, estimator=estimator, ordered=ordered, **options)


@cache
def fitted(estimator="WLSMV"):
    return fit(estimator=estimator)


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV", "WLS"])
def test_derivatives(estimator, mixed):
    data = answers()
    if mixed:
        data["q2"] += np.random.default_rng(1).normal(size=len(data))
    found = fit(MODEL + "q1 ~~ q4", data, estimator, [i for i in ITEMS if i != "q2" or not mixed])
    objective, theta = found.solution.objective, found.solution.theta
    theta = theta + 0.05 * np.cos(np.arange(theta.size))
    step = 1e-6 * np.eye(theta.size)
    J = np.stack([objective.implied(theta + s) - objective.implied(theta - s) for s in step], 1)
    assert np.abs(J / 2e-6 - objective.jacobian(theta)).max() < NUMERIC_GRADIENT
    g = np.array([objective.at(theta + s).value - objective.at(theta - s).value for s in step])
    scale = np.abs(objective.at(theta).gradient).max()
    assert np.abs(g / 2e-6 - objective.at(theta).gradient).max() < NUMERIC_GRADIENT * scale


def test_ordered_items_have_variance_one():
    assert np.diag(fitted().implied()) == pytest.approx(np.ones(6), abs=ANALYTIC)
    rows = fitted().estimates().set_index(["lhs", "op", "rhs"])["est"]
    explained = fitted().r_squared().set_index("variable")["r_squared"]
    for item in ITEMS:
        assert rows[item, "~~", item] == pytest.approx(1 - explained[item], abs=ANALYTIC)
        assert rows[item, "~*~", item] == 1


def test_population_is_recovered():
    found = fit(data=answers(20_000, seed=5)).estimates()
    loadings = found[found["op"] == "=~"]["std_all"]
    # a loading of .75 has a standard error below .01 here: four errors
    assert loadings.to_numpy() == pytest.approx(0.75 / np.hypot(0.75, 0.66), abs=0.04)


def test_order_of_items_and_rows_changes_nothing():
    data = answers()[ITEMS[::-1]].sample(frac=1, random_state=2)
    other = fit(data=data, ordered=ITEMS[::-1])
    assert other.chisq_scaled == pytest.approx(fitted().chisq_scaled, abs=SAME_FIT)
    assert other.estimates()["se"].to_numpy() == pytest.approx(
        fitted().estimates()["se"].to_numpy(), abs=SAME_FIT
    )


def test_codes_of_the_answers_do_not_matter():
    other = fit(data=answers() * 10 - 3)
    assert other.chisq == pytest.approx(fitted().chisq, abs=SAME_FIT)


def test_turning_an_item_turns_its_loading():
    data = answers().assign(q3=lambda d: 3 - d["q3"])
    turned, plain = (f.estimates().set_index(["lhs", "op", "rhs"])["est"] for f in
                     (fit(data=data), fitted()))  # fmt: skip
    assert turned["f", "=~", "q3"] == pytest.approx(-plain["f", "=~", "q3"], abs=SAME_FIT)


def test_marker_and_standardised_factors_fit_alike():
    assert fit(std_lv=True).chisq_scaled == pytest.approx(fitted().chisq_scaled, abs=SAME_FIT)


def test_scaled_test_has_the_mean_of_its_df():
    """Of 150 samples from the model; the plain test is far off."""
    scaled = [fit(data=answers(150, seed)).chisq_scaled for seed in range(150)]
    df = fitted().df
    # standard error of the mean: sqrt(2 df / 150) = .33; four of them
    assert abs(np.mean(scaled) - df) < 1.4


def test_effects_and_definitions():
    found = fit(MODEL + "twice := 2 * b")
    effects = found.effects().set_index("kind")
    rows = found.estimates().set_index(["lhs", "op", "rhs"])["est"]
    assert effects.loc["total", "est"] == pytest.approx(rows["g", "~", "f"], abs=ANALYTIC)
    assert rows["twice", ":=", "2 * b"] == pytest.approx(2 * rows["g", "~", "f"], abs=ANALYTIC)


def test_missing_answers_are_left_out_and_said():
    data = answers().astype(float)
    data.iloc[5, 2] = np.nan
    found = fit(data=data)
    assert found.n_obs == 399
    assert "1 rows with missing values were left out (listwise)" in found.warnings


def test_empty_cells_are_said():
    data = pd.concat([answers(60, seed=9)], ignore_index=True)
    assert any("left empty" in warning for warning in fit(data=data).warnings)


def test_of_many_empty_cells_five_are_named():
    found = fit(data=answers(40, seed=3))
    said = [w for w in found.warnings if "empty cell" in w]
    assert said[-1].endswith("more notes on empty cells and rare categories")
    assert len(said) == 6


def test_summary_is_plain_json():
    record = fitted().summary()
    assert record["estimator"] == "WLSMV"
    assert json.loads(json.dumps(record)) == record
    assert record["aic"] is None
    assert "aic: WLSMV has no likelihood" in record["not_computed"]


def test_plain_least_squares_has_no_scaled_test():
    assert "chisq_scaled" not in fitted("DWLS").fit_indices()


def test_without_degrees_of_freedom_there_is_no_test():
    found = fit("f =~ q1 + q2 + q3", ordered=ITEMS[:3])
    assert found.df == 0
    assert found.chisq_scaled is None
    assert found.cfi_robust is None


def test_robust_indices_need_positive_definite_correlations():
    found = fit(data=answers(30, seed=5))
    assert np.linalg.eigvalsh(found.solution.sample.moments.S)[0] < 0
    assert found.cfi_robust is None
    assert found.not_computed["cfi_robust"] == (
        "the polychoric correlations are not positive definite"
    )


def test_a_heywood_case_is_named():
    rng = np.random.default_rng(4)
    a, b, noise = rng.standard_normal((3, 400))
    y = np.column_stack([a + b + 0.3 * noise, a, b + 0.3 * a])
    data = pd.DataFrame(np.digitize(y, [-0.5, 0.5]), columns=ITEMS[:3])
    problems = fit("f =~ q1 + q2 + q3", data, ordered=ITEMS[:3]).problems
    assert problems[0].startswith("negative variance: q1 ~~ q1 is -")


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (MODEL, {"estimator": "ML"}, "estimator ML does not take ordered items"),
        (MODEL, {"convention": "amos"}, "convention amos has no ordered items"),
        (MODEL, {"ordered": "q1"}, "ordered = 'q1'; expected a list, ['q1']"),
        (MODEL, {"ordered": ["q7"]}, "ordered: the model has no observed variable q7"),
        ("f =~ q1 + q2 + z", {"ordered": ["q1"]}, "the data have no variable z"),
        (MODEL + "q1 | t5", {}, "line 4: q1 has no threshold t5; its 2 categories have t1 to t1"),
        (MODEL + "q1 ~~ 0.5*q1", {}, "'q1 ~~ q1': the residual variance of an ordered item"),
        ("f =~ q1 + q2 + q3\nq4 ~ f", {"ordered": ITEMS[:4]}, "with factors (q4), are not"),
        (MODEL + "q1 ~~ g", {}, "ordered items in regressions, or covarying with factors (q1)"),
        ("f =~ q1 + q2 + q3\nf ~ q4", {"ordered": ITEMS[:3]}, "observed predictors q4"),
        ("f =~ NA*q1 + q2 + q3", {"ordered": ITEMS[:3]}, "the model is not identified"),
        ("f =~ q1 + q2\nq1 ~ 1", {"ordered": ITEMS[:2]}, "the model is not identified"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(model, options, message):
    with pytest.raises(SpecificationError) as error:
        fit(model, **options)
    assert message in str(error.value)


def test_thresholds_need_ordered_items():
    with pytest.raises(SpecificationError) as error:
        sem.fit("f =~ q1 + q2 + q3\nq1 | t1", answers())
    assert "thresholds of q1, which is not among the ordered items" in str(error.value)
    with pytest.raises(ModelSyntaxError, match="expected the name of a variable"):
        sem.parse("q1 | ")


def test_published_moments_are_no_answers():
    with pytest.raises(SpecificationError, match="ordered items need the answers, found Moments"):
        fit(data=sem.Moments(np.eye(6), 100, names=ITEMS))


def test_two_values_are_no_numeric_variable():
    with pytest.raises(DataError, match="variable q1: two different values beside ordered items"):
        fit(ordered=ITEMS[1:])


def test_wls_needs_more_cases_than_moments():
    with pytest.raises(DataError, match="WLS: the covariance of the"):
        fit(data=answers(26, seed=3), estimator="WLS")
