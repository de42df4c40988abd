"""Ordered items in several groups, scaling factors, the theta parameterisation."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import DataError, SpecificationError

MODEL = "f =~ q1 + q2 + q3 + q4\n"
ITEMS = ["q1", "q2", "q3", "q4"]
BOTH = ("loadings", "thresholds")
# Two fits of the same moments, whose two-step correlations agree to 1e-10.
SAME_FIT = 1e-7


@cache
def answers(n=600, seed=3):
    """Group b has another factor mean, variance, and a wider q4."""
    rng = np.random.default_rng(seed)
    b = np.arange(n) % 3 == 1
    f = rng.standard_normal(n) * np.where(b, 1.3, 1.0) + 0.4 * b
    noise = 0.66 * rng.standard_normal((n, 4))
    noise[b, 3] *= 1.5
    y = 0.75 * f[:, None] + noise
    cut = [np.digitize(column, [-1, 0.2, 1][: 2 + i % 2]) for i, column in enumerate(y.T)]
    data = pd.DataFrame(dict(zip(ITEMS, cut, strict=True)))
    return data.assign(where=np.where(b, "b", "a"))


def fit(model=MODEL, data=None, estimator="WLSMV", **options):
    data = answers() if data is None else data
    options = {"group": "where"} | options
    return sem.fit(model, data, estimator=estimator, ordered=ITEMS, **options)


def value(fitted, lhs, op, rhs, group=1):
    rows = fitted.estimates().set_index(["lhs", "op", "rhs", "group"])["est"]
    return rows[lhs, op, rhs, group]


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
@pytest.mark.parametrize("estimator", ["WLSMV", "WLS"])
def test_derivatives(estimator, parameterization):
    found = fit(MODEL + "q1 ~~ q2", None, estimator, equal=BOTH, parameterization=parameterization)
    objective, theta = found.solution.objective, found.solution.theta
    theta = theta + 0.03 * np.cos(np.arange(theta.size))
    step = 1e-6 * np.eye(theta.size)
    J = np.stack([objective.implied(theta + s) - objective.implied(theta - s) for s in step], 1)
    assert np.abs(J / 2e-6 - objective.jacobian(theta)).max() < NUMERIC_GRADIENT
    g = np.array([objective.at(theta + s).value - objective.at(theta - s).value for s in step])
    scale = np.abs(objective.at(theta).gradient).max()
    assert np.abs(g / 2e-6 - objective.at(theta).gradient).max() < NUMERIC_GRADIENT * scale


@pytest.mark.parametrize("equal", [(), ("loadings",), BOTH])
def test_both_parameterizations_fit_alike_where_scales_are_free(equal):
    if equal == ("loadings",):
        # equal loadings mean different things where the scale of an item is held
        assert abs(fit(equal=equal).chisq - theta(equal=equal).chisq) > 0.01
    else:
        assert fit(equal=equal).chisq == pytest.approx(theta(equal=equal).chisq, abs=SAME_FIT)


def theta(**options):
    return fit(parameterization="theta", **options)


def test_groups_apart_add_up():
    both = fit()
    alone = [fit(data=rows, group=None) for _, rows in answers().groupby("where", sort=False)]
    assert both.chisq == pytest.approx(sum(f.chisq for f in alone), abs=SAME_FIT)
    assert both.df == sum(f.df for f in alone)
    ours = both.estimates().query("op == '=~'")["est"].to_numpy()
    theirs = pd.concat([f.estimates().query("op == '=~'") for f in alone])["est"].to_numpy()
    assert ours == pytest.approx(theirs, abs=SAME_FIT)


def test_equal_thresholds_free_scales_and_factor_means():
    found = fit(equal=BOTH)
    assert value(found, "q4", "~*~", "q4") == 1
    assert value(found, "q4", "~*~", "q4", 2) < 1
    assert value(found, "f", "~1", "", 1) == 0
    assert value(found, "f", "~1", "", 2) > 0
    assert np.diag(found.implied(group="b")) == pytest.approx(np.ones(4), abs=ANALYTIC)


def test_thresholds_and_intercepts_go_together():
    by_name = [fit(equal=("loadings", name)).chisq for name in ("thresholds", "intercepts")]
    assert by_name[0] == pytest.approx(by_name[1], abs=SAME_FIT)


def test_population_is_recovered():
    found = theta(data=answers(30_000), equal=BOTH)
    # residual sd of .66, in units of which the factor's loadings, mean and variance come
    assert value(found, "q4", "~~", "q4", 2) == pytest.approx(1.5**2, abs=0.3)
    assert value(found, "q3", "~~", "q3", 2) == pytest.approx(1.0, abs=0.15)
    sd = np.sqrt(value(found, "f", "~~", "f", 1))
    assert value(found, "f", "~1", "", 2) / sd == pytest.approx(0.4, abs=0.06)
    assert np.sqrt(value(found, "f", "~~", "f", 2)) / sd == pytest.approx(1.3, abs=0.08)


def test_free_takes_a_threshold_out():
    partial = fit(equal=BOTH, free=("q2 | t1",))
    assert partial.df == fit(equal=BOTH).df - 1
    assert value(partial, "q2", "|", "t1") != value(partial, "q2", "|", "t1", 2)


def test_order_of_rows_within_groups_changes_nothing():
    shuffled = answers().sort_values(["where", "q1"], kind="stable")
    assert fit(data=shuffled, equal=BOTH).chisq_scaled == pytest.approx(
        fit(equal=BOTH).chisq_scaled, abs=SAME_FIT
    )


def test_notes_name_the_group():
    found = fit(data=answers(90))
    assert any(
        warning.startswith("group a: items q1 and q2: 2 empty cells") for warning in found.warnings
    )


def test_groups_with_other_categories_are_refused():
    data = answers().copy()
    data.loc[(data["where"] == "b") & (data["q2"] == 3), "q2"] = 2
    with pytest.raises(DataError) as error:
        fit(data=data)
    assert str(error.value).startswith(
        "item q2: group a has the answers 0 1 2 3, group b 0 1 2; thresholds of groups need the "
        "same categories"
    )


def test_faults_of_the_answers_name_their_group():
    data = answers().copy()
    data.loc[data["where"] == "b", "q3"] = 1
    with pytest.raises(DataError, match="group b: item q3: constant"):
        fit(data=data)


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (MODEL, {"equal": ("residuals",)}, "equal residuals: with parameterization 'delta'"),
        (MODEL, {"parameterization": "alpha"}, "parameterization 'alpha'; expected delta or theta"),
        (MODEL + "f ~*~ f", {}, "line 2: the scaling factor of f, which is not among the ordered"),
        (MODEL + "q1 ~*~ q2", {}, "line 2: 'q1 ~*~ q2'; expected 'q1 ~*~ q1'"),
        (MODEL + "q1 ~*~ q1", {}, "the model is not identified"),
        (MODEL + "q1 ~~ 0.5*q1", {}, "cannot be given; expected parameterization 'theta'"),
        (
            MODEL + "q1 ~*~ 0.5*q1",
            {"parameterization": "theta"},
            "cannot be given; expected parameterization 'delta'",
        ),
        (MODEL + "q1 ~~ q1", {"parameterization": "theta"}, "the model is not identified"),
        (MODEL + "q1 ~*~ 0*q1", {}, "'q1 ~*~ q1' is held at 0, and sets the scale"),
        (MODEL + "q1 ~~ -1*q1", {"parameterization": "theta"}, "'q1 ~~ q1' is held at -1, and"),
        (
            MODEL + "q2 | 1*t1 + -1*t3",
            {},
            "the thresholds t1 and t3 of q2 are held at 1 and -1; expected rising values",
        ),
        (MODEL, {"group": None, "equal": BOTH}, "equal and free need a model of several groups"),
        (MODEL, {"equal": BOTH, "free": ("q1|t9",)}, "free: the model has no parameter q1|t9"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(model, options, message):
    with pytest.raises(SpecificationError) as error:
        fit(model, **options)
    assert message in str(error.value)


def test_scaling_factors_need_ordered_items():
    with pytest.raises(SpecificationError, match="the scaling factor of q1, which is not among"):
        sem.fit(MODEL + "q1 ~*~ q1", answers())


def ladder(model=MODEL, data=None, **options):
    data = answers() if data is None else data
    ordered = [item for item in ITEMS if item in model]
    return sem.invariance(model, data, "where", ordered=ordered, estimator="WLSMV", **options)


def test_ladder_of_thresholds():
    table = ladder().table().set_index("level")
    assert list(table.index) == ["configural", "thresholds", "metric", "scalar", "strict"]
    # q2 and q4 have three thresholds, of which scale and intercept leave one to test; q1, q3 two
    assert list(table["df_diff"])[1:] == [2, 3, 3, 4]
    assert table.loc["scalar", "pvalue_diff"] > 0.01 > table.loc["strict", "pvalue_diff"]


def test_thresholds_of_three_categories_cost_nothing():
    data = answers().assign(**{item: answers()[item].clip(upper=2) for item in ITEMS})
    found = ladder(data=data)
    table = found.table().set_index("level")
    assert table.loc["thresholds", "df_diff"] == 0
    assert np.isnan(table.loc["thresholds", "chisq_diff"])
    chisq = [found.fits[level].chisq for level in ("configural", "thresholds")]
    assert chisq[0] == pytest.approx(chisq[1], abs=SAME_FIT)


@pytest.mark.parametrize(("name", "op", "held"), [("q4 ~~ q4", "~~", 1.0), ("q4 ~ 1", "~1", 0.0)])
def test_partial_invariance_of_residuals_and_intercepts(name, op, held):
    whole, part = ladder(), ladder(free=(name,))
    strict = part.fits["strict"]
    assert strict.df == whole.fits["strict"].df - 1
    rhs = "" if op == "~1" else "q4"
    assert value(strict, "q4", op, rhs) == held
    assert value(strict, "q4", op, rhs, 2) != held
    assert value(whole.fits["strict"], "q4", op, rhs, 2) == held


def test_binary_items_have_a_shorter_ladder():
    data = answers().assign(q1=answers()["q1"].clip(upper=1))
    assert list(ladder(data=data).fits) == ["configural", "scalar", "strict"]
    with pytest.raises(SpecificationError) as error:
        ladder(data=data, levels=("configural", "metric", "scalar"))
    assert "levels metric: q1 with two categories cannot tell" in str(error.value)


def test_levels_of_the_ladder_are_known():
    with pytest.raises(SpecificationError, match="expected some of configural thresholds metric"):
        ladder(levels=("weak",))


def test_theta_says_that_it_cannot_reach_a_heywood_case():
    rng = np.random.default_rng(4)
    a, b, noise = rng.standard_normal((3, 400))
    y = np.column_stack([a + b + 0.3 * noise, a, b + 0.3 * a])
    data = pd.DataFrame(np.digitize(y, [-0.5, 0.5]), columns=ITEMS[:3])
    options = {"ordered": ITEMS[:3], "estimator": "WLSMV"}
    found = sem.fit("f =~ q1 + q2 + q3", data, parameterization="theta", **options)
    assert not found.converged
    assert any("parameterization 'theta' has no solution" in said for said in found.warnings)
    delta = sem.fit("f =~ q1 + q2 + q3", data, **options)
    assert delta.converged
    assert delta.problems[0].startswith("negative variance: q1 ~~ q1")


def test_scores_need_rising_thresholds():
    found = fit(MODEL + "q2 | 2*t2")
    assert found.converged
    with pytest.raises(SpecificationError, match="need rising thresholds, not so: q2"):
        found.factor_scores()
