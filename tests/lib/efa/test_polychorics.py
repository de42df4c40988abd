"""Exploratory analysis of ordered items."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import efa
from surveysem.errors import DataError, SpecificationError
from surveysem.moments import ordered_sample


@pytest.fixture
def answers():
    rng = np.random.default_rng(2)
    factors = rng.standard_normal((250, 2))
    Lambda = np.kron(np.eye(2), np.full((1, 3), 0.8))
    y = factors @ Lambda + 0.6 * rng.standard_normal((250, 6))
    return pd.DataFrame(np.digitize(y, [-1.2, 0.3]), columns=[f"q{i}" for i in range(1, 7)])


def test_all_three_ways_in_give_the_same(answers):
    matrix = efa.polychoric(answers)
    assert pytest.approx(ordered_sample(answers).R, abs=0) == matrix.R
    assert matrix.n == 250
    by_name = efa.fit(answers, 2, "minres", ordered=list(answers))
    by_matrix = efa.fit(matrix, 2, "minres")
    assert by_name.loadings.to_numpy() == pytest.approx(by_matrix.loadings.to_numpy(), abs=ANALYTIC)
    assert by_name.notes == by_matrix.notes


def test_polychoric_loadings_are_nearer_to_the_truth(answers):
    ordered = efa.fit(answers, 2, "minres", "varimax", ordered=list(answers)).loadings.abs()
    plain = efa.fit(answers, 2, "minres", "varimax").loadings.abs()
    assert abs(ordered.max(axis=1).mean() - 0.8) < abs(plain.max(axis=1).mean() - 0.8)


def test_the_test_of_ml_is_left_out(answers):
    assert efa.fit(answers, 2, "ml").chisq is not None
    assert efa.fit(answers, 2, "ml", ordered=list(answers)).chisq is None


def test_missing_answers_are_left_out(answers):
    gappy = answers.astype(float)
    gappy.iloc[3, 0] = np.nan
    found = efa.adequacy(gappy, ordered=list(answers))
    assert found.n == 249


def test_retention_compares_with_shuffled_answers(answers):
    found = efa.retain(answers, seed=4, draws=60, ordered=list(answers))
    again = efa.retain(answers, seed=4, draws=60, ordered=list(answers))
    plain = efa.retain(answers, seed=4, draws=60)
    assert found.suggested == 2
    assert found.parallel.mean == pytest.approx(again.parallel.mean, abs=0)
    # polychoric correlations of shuffled answers vary more than product-moment ones
    assert found.parallel.mean[0] > plain.parallel.mean[0]


def test_mixed_items(answers):
    answers = answers.assign(size=np.random.default_rng(1).normal(size=250) + answers["q1"])
    found = efa.retain(answers, seed=1, draws=20, ordered=["q1", "q2", "q3"])
    assert found.n == 250
    assert efa.polychoric(answers, ["q1", "q2", "q3"]).ordered == ("q1", "q2", "q3")


def test_empty_cells_are_said():
    answers = pd.DataFrame({"a": [0, 0, 1, 1, 2, 1, 0] * 5, "b": [0, 1, 0, 1, 2, 2, 0] * 5})
    assert efa.polychoric(answers).notes == ("items a and b: 3 empty cells, left empty",)


def test_correlations_without_answers_cannot_be_shuffled(answers):
    with pytest.raises(SpecificationError, match="ordered items need the answers"):
        efa.retain(efa.polychoric(answers), seed=1)
    with pytest.raises(SpecificationError, match="ordered items need the answers"):
        efa.fit(efa.polychoric(answers), 2, ordered=["q1"])


def test_too_few_cases(answers):
    with pytest.raises(DataError, match="6 items: 6 cases"):
        efa.polychoric(answers.head(6))
