"""surveysem.moments of ordered items against lavaan and psych."""

import numpy as np
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN, LOOSE

from surveysem.moments import asymptotic_covariance, moment_names, ordered_sample, stacked

CASES = cases.names("ordered", "gamma")


def sample(case):
    values = cases.expected(case)
    return ordered_sample(cases.data(case), values["ordered"]), values


def signs(names):
    """lavaan gives a mean the sign of a threshold."""
    return np.array([-1.0 if name.endswith("~1") else 1.0 for name in names])


@pytest.mark.parametrize("case", CASES)
def test_thresholds_are_exact(case):
    ours, values = sample(case)
    names = ours.thresholds["item"] + "|t" + ours.thresholds["threshold"].astype(str)
    theirs = [values["moments"][name] for name in names]
    assert not cases.far(ours.thresholds["value"], theirs, names, ANALYTIC)


@pytest.mark.parametrize("case", CASES)
def test_correlations(case):
    ours, values = sample(case)
    theirs = cases.matrix(values["correlations"]).to_numpy()
    assert list(ours.names) == values["correlations"]["names"]
    assert not cases.far(ours.R.ravel(), theirs.ravel(), range(theirs.size), LAVAAN)


@pytest.mark.parametrize("case", CASES)
def test_moments_stand_in_the_order_of_lavaan(case):
    ours, values = sample(case)
    names = moment_names(ours)
    assert list(names) == values["gamma"]["names"]
    theirs = [values["moments"][name] for name in names]
    assert not cases.far(signs(names) * stacked(ours), theirs, names, LAVAAN)


@pytest.mark.parametrize("case", CASES)
def test_asymptotic_covariance(case):
    ours, values = sample(case)
    theirs = cases.matrix(values["gamma"])
    sign = signs(theirs.columns)
    Gamma = asymptotic_covariance(ours) * sign * sign[:, None]
    labels = [(row, column) for row in theirs.index for column in theirs.columns]
    assert not cases.far(Gamma.ravel(), theirs.to_numpy().ravel(), labels, LAVAAN)


def test_psych_agrees():
    ours, values = sample("ordered_items")
    assert np.abs(ours.R - cases.matrix(values["psych"]).to_numpy()).max() <= LOOSE


def test_what_was_done_with_empty_cells_is_said():
    ours, _ = sample("ordered_binary")
    assert "items yes_1 and yes_2: 1 empty cell, 1/2 put there, margins kept" in ours.notes
    assert len(ours.notes) == 4
    larger, _ = sample("ordered_mixed")
    assert "items item_1 and item_3: 4 empty cells, left empty" in larger.notes
