"""Modification indices and residuals of models of ordered items."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from lib.sem.test_ordered import ITEMS, MODEL, SAME_FIT, answers, fit, fitted
from tolerances import ANALYTIC

from surveysem.errors import SpecificationError

PLACES = ("here", "there")
KEY = ("lhs", "op", "rhs")
PLAIN = MODEL.replace("b*", "")


@cache
def correlated():
    """Answers in which q1 and q2 share more than their factor."""
    data = answers(1000, 5)
    same = np.random.default_rng(1).random(1000) < 0.1
    return data.assign(q2=np.where(same, data["q1"], data["q2"]))


@cache
def two_places():
    parts = [answers(500, 1).assign(place="here"), answers(300, 2).assign(place="there")]
    return pd.concat(parts, ignore_index=True)


def rows(fit):
    return fit.modification_indices().set_index(["lhs", "op", "rhs"])


@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV", "WLS"])
def test_freeing_a_parameter_gives_what_its_index_says(estimator):
    """The index is a quadratic approximation: good to a tenth at this distance."""
    found = fit(data=correlated(), estimator=estimator)
    expected = rows(found).loc[("q1", "~~", "q2")]
    freed = fit(MODEL + "q1 ~~ q2", correlated(), estimator)
    estimate = freed.estimates().set_index(["lhs", "op", "rhs"]).loc[("q1", "~~", "q2")]
    assert found.chisq - freed.chisq == pytest.approx(expected["mi"], rel=0.1)
    assert estimate["est"] == pytest.approx(expected["epc"], rel=0.1)


def test_parameterizations_have_the_same_indices():
    theta = rows(fit(data=correlated(), parameterization="theta"))
    delta = rows(fit(data=correlated()))
    assert theta["mi"].to_numpy() == pytest.approx(delta["mi"].to_numpy(), rel=1e-5)
    assert theta["std_epc"].to_numpy() == pytest.approx(delta["std_epc"].to_numpy(), rel=1e-5)


def test_groups_without_equalities_are_as_if_alone():
    both = fit(PLAIN, two_places(), group="place")
    for place in PLACES:
        alone = fit(PLAIN, two_places().query("place == @place"))
        ours, theirs = both.residuals("standardized", place), alone.residuals("standardized")
        assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-5)
        # the slope weighs groups by n - 1, the curvature by n: 1/300 at most
        of_place = both.modification_indices().query("group == @place").set_index(list(KEY))
        assert of_place["mi"].to_numpy() == pytest.approx(rows(alone)["mi"].to_numpy(), rel=4e-3)
        assert of_place["epc"].to_numpy() == pytest.approx(rows(alone)["epc"].to_numpy(), rel=4e-3)


def test_standardized_residuals_are_standard_normal_where_the_model_holds():
    """Of 100 samples of the population: errors of the residuals."""
    model = "f =~ q1 + q2 + q3\ng =~ q4 + q5 + q6"
    found = []
    for seed in range(100):
        residuals = fit(model, answers(300, seed)).residuals("standardized").to_numpy()
        found.append(residuals[np.tril_indices(6, -1)])
    spread = np.sqrt(np.mean(np.square(found), axis=0))
    # the standard error of a standard deviation from 100 values is .07: four of them
    assert np.abs(spread - 1).max() < 0.28


def test_free_thresholds_leave_nothing_over():
    assert fitted().threshold_residuals().abs().max() < SAME_FIT
    held = fit(MODEL + "q2 | 0*t1")
    raw = held.threshold_residuals()
    tau = held.solution.moments[0].thresholds.set_index(["item", "threshold"])["value"]
    assert raw["q2|t1"] == pytest.approx(tau["q2", 1], abs=ANALYTIC)
    assert list(raw.index[:2]) == ["q1|t1", "q2|t1"]
    assert np.sign(held.threshold_residuals("standardized")["q2|t1"]) == np.sign(raw["q2|t1"])


def test_residuals_are_what_the_model_does_not_imply():
    raw = fitted().residuals()
    sample = fitted().solution.sample.moments.S
    assert raw.to_numpy() == pytest.approx(sample - fitted().implied().to_numpy(), abs=ANALYTIC)
    assert (np.diag(fitted().residuals("standardized")) == 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f.residuals("normal"), "kind 'normal'; expected raw or standardized"),
        (lambda f: f.threshold_residuals(group="x"), "group 'x'; expected one of"),
        (lambda f: f.modification_indices("amos"), "kind 'amos' of models with ordered items"),
    ],
)
def test_what_there_is_not(call, message):
    with pytest.raises(SpecificationError, match=message):
        call(fitted())


def test_order_of_the_rows_changes_nothing():
    other = fit(data=answers().sample(frac=1, random_state=3))
    assert rows(other)["mi"].to_numpy() == pytest.approx(rows(fitted())["mi"].to_numpy(), abs=1e-5)
    assert list(other.residuals().index) == ITEMS
