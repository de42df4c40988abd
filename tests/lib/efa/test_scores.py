"""Factor scores, and how well factors reproduce correlations."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import efa
from surveysem.errors import DataError, SpecificationError

METHODS = ["regression", "bartlett", "anderson-rubin"]


def answers(n=400):
    rng = np.random.default_rng(5)
    f = rng.standard_normal((n, 2)) @ np.linalg.cholesky([[1, 0.4], [0.4, 1]]).T
    Lambda = np.kron(np.eye(2), np.array([[0.8, 0.7, 0.6]]))
    data = pd.DataFrame(f @ Lambda + 0.6 * rng.standard_normal((n, 6)), columns=list("abcdef"))
    data.index += 1000
    return data


def solved(**options):
    return efa.fit(answers(), 2, **{"extraction": "ml", "rotation": "oblimin"} | options)


@pytest.mark.parametrize("method", METHODS)
def test_scores_have_the_correlations_and_validity_that_are_stated(method):
    found = efa.scores(solved(), answers(), method)
    assert found.scores is not None
    assert list(found.scores.columns) == ["F1", "F2"]
    assert found.scores.index.equals(answers().index)
    assert np.abs(found.scores.mean()).max() < ANALYTIC
    assert np.abs(found.scores.corr() - found.correlations).max(axis=None) < ANALYTIC
    assert ((found.validity > 0.8) & (found.validity < 1)).all()


def test_each_method_keeps_its_promise():
    """Regression is most valid, Bartlett's unbiased, Anderson and Rubin's orthonormal."""
    solution = solved()
    found = {method: efa.scores(solution, answers(), method) for method in METHODS}
    for method in METHODS:
        assert (found["regression"].validity >= found[method].validity - ANALYTIC).all()
    bartlett = found["bartlett"].weights.T @ solution.loadings
    assert np.abs(bartlett - np.eye(2)).max(axis=None) < ANALYTIC
    covariance = found["anderson-rubin"].scores.cov()
    assert np.abs(covariance - np.eye(2)).max(axis=None) < ANALYTIC


def test_components_are_scored_exactly():
    found = efa.scores(solved(extraction="pca", rotation="varimax"), answers(), "bartlett")
    assert np.abs(found.scores.cov() - np.eye(2)).max(axis=None) < ANALYTIC
    assert np.abs(found.validity - 1).max() < ANALYTIC


def test_cases_with_a_missing_answer_have_no_score():
    data = answers()
    data.iloc[3, 2] = np.nan
    found = efa.scores(efa.fit(data, 2, "ml", "varimax"), data)
    assert len(found.scores) == 399
    assert 1003 not in found.scores.index


def test_a_matrix_has_weights_and_no_scores():
    R = efa.Correlations(answers().corr().to_numpy(), None, list("abcdef"))
    found = efa.scores(efa.fit(R, 2, "ml", "oblimin"), R)
    assert found.scores is None
    assert np.abs(found.weights - efa.scores(solved(), answers()).weights).max(axis=None) < 1e-6


def test_what_cannot_be_scored():
    with pytest.raises(SpecificationError, match="method tenBerge: unknown, expected one of"):
        efa.scores(solved(), answers(), "tenBerge")
    with pytest.raises(SpecificationError, match="the data have the items b, a, c, d, e, f"):
        efa.scores(solved(), answers()[list("bacdef")])
    with pytest.raises(SpecificationError, match=r"solution: DataFrame; expected what efa.fit"):
        efa.scores(answers(), solved())
    with pytest.raises(SpecificationError, match="data: int; expected a DataFrame, Correlations"):
        efa.fit(2, answers())
    cut = (answers() > 0).astype(int)
    ordered = efa.fit(cut, 2, "paf", "oblimin", ordered=cut.columns)
    with pytest.raises(SpecificationError, match="scores of a solution of polychoric"):
        efa.scores(ordered, cut)


def test_a_heywood_case_has_regression_scores_alone():
    R = np.array([[1, 0.9, 0.8, 0.1], [0.9, 1, 0.6, 0.1], [0.8, 0.6, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    matrix = efa.Correlations(R, None, list("abcd"))
    solution = efa.fit(matrix, 1, "paf", convention="psych", max_iterations=500)
    assert solution.communalities["a"] > 1
    assert np.isfinite(efa.scores(solution, matrix).weights).all(axis=None)
    with pytest.raises(DataError, match=r"item a: uniqueness -0\.\d+ \(Heywood case\), and bartl"):
        efa.scores(solution, matrix, "bartlett")


def test_statistics_without_a_test():
    for solution in (
        solved(extraction="pca"),
        efa.fit(efa.Correlations(answers().corr().to_numpy(), None, list("abcdef")), 2, "ml"),
    ):
        found = solution.statistics
        assert (found.chisq, found.pvalue, found.tli, found.rmsea, found.bic) == (None,) * 5
        assert found.rmsr > 0
        assert 0 <= found.over_05 <= 1


def test_the_test_of_ml_is_the_statistic():
    solution = solved()
    assert solution.statistics.chisq == pytest.approx(solution.chisq, rel=1e-7)
    assert solution.statistics.df == solution.df == 4
    assert solved(extraction="minres").statistics.chisq > solution.statistics.chisq
