"""Bootstrap of models of ordered items."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lib.sem.test_ordered import ITEMS, MODEL, answers, fit, fitted

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.categorical.fit import OrderedFit


@cache
def drawn(workers=1):
    return fitted().bootstrap(40, seed=4, workers=workers)


def rare():
    """One of 120 respondents gives the highest answer to q3."""
    data = answers(120, 6)
    return data.assign(q3=np.where(np.arange(120) == 7, 3, data["q3"].clip(upper=2)))


def test_draws_do_not_depend_on_workers():
    assert (drawn().draws == drawn(2).draws).all()
    assert (drawn().converged == drawn(2).converged).all()


def test_draw_r_does_not_depend_on_how_many_follow():
    assert (fitted().bootstrap(5, seed=4).draws == drawn().draws[:5]).all()


def test_a_draw_is_the_fit_of_its_rows():
    stream = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(2,)))
    other = fit(data=answers().iloc[stream.integers(0, 400, 400)].reset_index(drop=True))
    assert drawn().draws[2] == pytest.approx(other.solution.theta, abs=1e-5)
    assert drawn().chisq[2] == pytest.approx(other.chisq, abs=1e-5)


def test_intervals_have_every_quantity_and_hold_the_estimates():
    found = drawn().ci(0.9)
    assert set(found["quantity"]) == {
        "parameter", "standardized", "effect", "standardized effect",
    }  # fmt: skip
    free = found["se"] > 0
    inside = (found["ci_lower"] < found["est"]) & (found["est"] < found["ci_upper"])
    assert inside[free].mean() > 0.95
    rows = found[found["quantity"] == "parameter"].set_index(["lhs", "op", "rhs"])
    own = fitted().estimates().set_index(["lhs", "op", "rhs"])
    loadings = [("f", "=~", "q2"), ("g", "=~", "q5"), ("g", "~", "f")]
    # 40 draws know a standard error to a ninth: four of them
    assert rows.loc[loadings, "se"].to_numpy() == pytest.approx(
        own.loc[loadings, "se"].to_numpy(), rel=0.45
    )


@pytest.mark.parametrize("kind", ["bc", "bca"])
def test_corrected_intervals(kind):
    plain = fit("f =~ q1 + q2 + q3", answers(120, 6), ordered=ITEMS[:3])
    found = plain.bootstrap(60, seed=2).ci(0.9, kind)
    assert np.isfinite(found.loc[found["se"] > 0, ["ci_lower", "ci_upper"]]).all(axis=None)
    assert (found["ci_lower"] <= found["ci_upper"]).all()


def test_draws_that_lose_a_category_are_named_and_counted():
    found = fit("f =~ q1 + q2 + q3", rare(), ordered=ITEMS[:3]).bootstrap(60, seed=3)
    record = found.summary()
    lost = found.dropped.set_index("reason")["draws"]
    # nobody draws the one case in a share of exp(-1) of the draws: 22, four deviations of 3.7
    assert abs(lost["item q3: nobody drawn answers 3"] - 22) < 15
    assert record["category_lost"] == lost["item q3: nobody drawn answers 3"]
    assert record["used"] == 60 - record["category_lost"]
    assert np.isnan(found.chisq[~found.converged]).all()
    assert json.loads(json.dumps(record)) == record
    # the jackknife without that one case has no estimates, and is left out
    assert np.isfinite(found.ci(0.9, "bca")["ci_lower"]).any()


def test_groups_are_resampled_within():
    data = pd.concat([answers(150, 1).assign(place=1), answers(90, 2).assign(place=2)])
    plain = MODEL.replace("b*", "")
    both = fit(plain, data, group="place").bootstrap(6, seed=9)
    assert both.converged.all()
    # with its own stream the first group draws as it does alone
    alone = fit(plain, answers(150, 1)).bootstrap(6, seed=9)
    own = alone.solution.table.n_free
    assert both.draws[:, :own] == pytest.approx(alone.draws, abs=1e-5)
    assert list(both.ci(0.5)["group"].unique()) == ["1", "2"]


def test_numeric_variables_are_resampled_with_the_answers():
    rng = np.random.default_rng(3)
    data = answers().assign(q2=lambda d: d["q2"] + rng.normal(size=len(d)))
    items = [name for name in ITEMS if name != "q2"]
    found = fit(data=data, ordered=items).bootstrap(3, seed=4)
    stream = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(1,)))
    other = fit(data=data.iloc[stream.integers(0, 400, 400)], ordered=items)
    assert found.draws[1] == pytest.approx(other.solution.theta, abs=1e-5)


def test_missing_answers_and_constraints_go_with_the_draws():
    data = answers().astype(float)
    data.iloc[::7, 1] = np.nan
    model = "f =~ q1 + a*q2 + c*q3\ng =~ q4 + q5 + q6\ng ~ f\na < 0.9\nc == a^2"
    found = fit(model, data, missing="pairwise").bootstrap(4, seed=4)
    stream = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(1,)))
    rows = data.iloc[stream.integers(0, 400, 400)].reset_index(drop=True)
    other = fit(model, rows, missing="pairwise")
    assert found.draws[1] == pytest.approx(other.solution.theta, abs=1e-5)
    loadings = found.ci(0.5).query("op == '=~' and quantity == 'parameter'")
    assert loadings["ci_upper"].iloc[1] < 0.9 + 1e-6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "bollen-stine"}, "kind 'bollen-stine': answers to ordered items cannot be"),
        ({"kind": "jackknife"}, "kind 'jackknife'; expected one of nonparametric"),
        ({"draws": 0}, "draws = 0, seed = 1"),
        ({"workers": 0}, "workers = 0; expected at least 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, message):
    with pytest.raises(SpecificationError, match=message):
        fitted().bootstrap(**({"draws": 4, "seed": 1} | options))


def test_without_a_solution_there_is_nothing_to_draw():
    s = fitted().ordered_solution
    failed = replace(s, minimum=replace(s.minimum, converged=False))
    with pytest.raises(ConvergenceError, match="nothing to bootstrap"):
        OrderedFit(failed).bootstrap(4, seed=1)
