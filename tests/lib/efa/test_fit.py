"""Whole analyses: recovery, invariance, conventions, problems, refusals."""

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem import efa
from surveysem.errors import ConvergenceError, SpecificationError

ITEMS = [f"{name}_{i}" for name in ("a", "b", "c") for i in (1, 2, 3, 4)]
LAMBDA = np.kron(np.eye(3), np.array([[0.85], [0.75], [0.65], [0.55]]))
PHI = np.array([[1, 0.5, 0.3], [0.5, 1, 0.2], [0.3, 0.2, 1]])


def population(n=500):
    R = LAMBDA @ PHI @ LAMBDA.T
    np.fill_diagonal(R, 1)
    return efa.Correlations(R, n, ITEMS)


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(12)
    X = rng.multivariate_normal(np.zeros(12), population().R, 300)
    return pd.DataFrame(X, columns=ITEMS)


@pytest.mark.parametrize("extraction", ["ml", "minres"])
def test_the_population_is_recovered(extraction):
    found = efa.fit(population(), 3, extraction, "oblimin")
    order = [int(found.loadings.to_numpy()[:, k].argmax()) // 4 for k in range(3)]
    assert found.converged
    assert found.problems == []
    assert np.abs(found.loadings.to_numpy() - LAMBDA[:, order]).max() < LAVAAN
    assert np.abs(found.phi.to_numpy() - PHI[np.ix_(order, order)]).max() < LAVAAN
    assert found.communalities.to_numpy() == pytest.approx((LAMBDA**2).sum(axis=1), abs=LAVAAN)


def test_the_test_of_a_true_model_finds_nothing():
    found = efa.fit(population(), 3, "ml")
    assert found.df == 33
    assert found.chisq == pytest.approx(0, abs=ANALYTIC)
    assert found.pvalue == pytest.approx(1, abs=ANALYTIC)


@pytest.mark.parametrize("extraction", ["pca", "paf", "ml", "minres"])
@pytest.mark.parametrize("rotation", ["varimax", "promax", "oblimin"])
def test_order_and_scale_of_items_change_nothing(answers, extraction, rotation):
    changed = answers[ITEMS[::-1]] * np.arange(1, 13) - 3
    plain, other = (efa.fit(data, 3, extraction, rotation) for data in (answers, changed))
    difference = other.loadings.loc[ITEMS] - plain.loadings
    assert np.abs(difference.to_numpy()).max() < LAVAAN


@pytest.mark.parametrize("rotation", ["none", "varimax", "oblimin"])
def test_factors_come_in_one_order_and_sign(answers, rotation):
    found = efa.fit(-answers, 3, "minres", rotation)
    assert list(found.loadings.columns) == ["F1", "F2", "F3"]
    assert (found.loadings.sum() > 0).all()
    assert found.variance["ss_loadings"].is_monotonic_decreasing


def test_the_tables_agree_with_one_another(answers):
    found = efa.fit(answers, 3, "ml", "promax")
    Lambda, Phi = found.loadings.to_numpy(), found.phi.to_numpy()
    assert found.structure.to_numpy() == pytest.approx(Lambda @ Phi, abs=ANALYTIC)
    explained = (found.structure * found.loadings).sum(axis=1)
    assert explained.to_numpy() == pytest.approx(found.communalities.to_numpy(), abs=ANALYTIC)
    assert (found.communalities + found.uniquenesses).to_numpy() == pytest.approx(1, abs=ANALYTIC)
    total = found.communalities.sum()
    assert found.variance["ss_loadings"].sum() == pytest.approx(total, abs=ANALYTIC)
    assert found.variance["cumulative"].iloc[-1] == pytest.approx(total / 12, abs=ANALYTIC)
    assert found.eigenvalues.sum() == pytest.approx(12, abs=ANALYTIC)


def test_all_components_reproduce_the_correlations(answers):
    found = efa.fit(answers, 12, "pca")
    Lambda = found.loadings.to_numpy()
    assert Lambda @ Lambda.T == pytest.approx(answers.corr().to_numpy(), abs=ANALYTIC)


@pytest.mark.parametrize(("convention", "iterations"), [("spss", 32), ("psych", 13)])
def test_principal_axes_stop_by_the_rule_of_the_convention(convention, iterations):
    R = pd.read_csv(cases.FOLDER / "spss_ids" / "correlations.csv", index_col=0)
    published = efa.Correlations(R.to_numpy(), None, list(R.columns))
    found = efa.fit(published, 5, "paf", convention=convention, max_iterations=50)
    assert found.iterations == iterations
    assert found.converged


def test_an_iteration_that_is_cut_short_says_so(answers):
    found = efa.fit(answers, 3, "paf", max_iterations=2)
    assert not found.converged
    assert found.problems == ["paf did not converge in 2 iterations"]


def heywood():
    R = np.array([[1, 0.8, 0.8, 0.1], [0.8, 1, 0.5, 0.1], [0.8, 0.5, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    return efa.Correlations(R, 200, ["x", "y", "z", "w"])


@pytest.mark.parametrize(
    ("extraction", "sentence"),
    [
        ("ml", "item x: uniqueness at its lower bound 0.005 (Heywood case)"),
        ("minres", "item x: communality 1.048 (Heywood case)"),
        ("paf", "item x: communality 1.252 (Heywood case)"),
    ],
)
def test_a_heywood_case_is_named(extraction, sentence):
    found = efa.fit(heywood(), 1, extraction, max_iterations=500)
    assert found.problems == [sentence]


def test_a_communality_above_one_is_never_clamped():
    found = efa.fit(heywood(), 1, "paf", max_iterations=500)
    assert found.uniquenesses["x"] < 0


def test_psych_has_no_axes_for_a_negative_eigenvalue(answers):
    message = "extraction of 11 factors: eigenvalue 11 of the reduced correlations is -"
    with pytest.raises(ConvergenceError, match=message):
        efa.fit(answers, 11, "paf", convention="psych")


def test_one_factor_needs_no_rotation(answers):
    plain, rotated = (efa.fit(answers, 1, "ml", rotation) for rotation in ("none", "oblimin"))
    pd.testing.assert_frame_equal(plain.loadings, rotated.loadings)


def test_a_published_matrix_without_n_has_no_test():
    found = efa.fit(population(n=None), 3, "ml")
    assert (found.n, found.chisq, found.df, found.pvalue) == (None, None, None, None)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"n_factors": 0}, "paf: 0 factors, expected at least 1"),
        ({"n_factors": 12}, "paf: 12 factors of 12 items, expected fewer factors"),
        ({"n_factors": 8, "extraction": "ml"}, "ml: 8 factors of 12 items, expected fewer factors"),
        ({"extraction": "principal"}, "extraction principal: unknown, expected one of pca, paf, "),
        ({"convention": "stata"}, "convention stata: unknown, expected one of spss, psych"),
        ({"max_iterations": 0}, "max_iterations 0, expected at least 1"),
    ],
)
def test_choices_that_cannot_be_carried_out_are_refused(answers, choices, message):
    with pytest.raises(SpecificationError) as raised:
        efa.fit(answers, **({"n_factors": 3} | choices))
    assert str(raised.value).startswith(message)
