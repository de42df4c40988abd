"""Agreement of two halves of a sample, against psych and lavaan."""

import numpy as np
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem.survey.explore.alignment import align, congruences
from surveysem.survey.explore.cross_validation import index_of

CASE = "explore_halves"
GROUPS = {
    "cvi": {"v": ["x1", "x2", "x3"], "t": ["x4", "x5", "x6"], "s": ["x7", "x8", "x9"]},
    "cvi_one_factor": {"g": [f"x{k}" for k in range(1, 10)]},
}


def test_congruence_is_that_of_psych():
    expected = cases.expected(CASE)
    a, b = (np.array(expected["patterns"][half]) for half in "ab")
    np.testing.assert_allclose(congruences(a, b), expected["congruence"], atol=ANALYTIC)
    matched = np.abs(expected["congruence"]).max(axis=0)
    np.testing.assert_allclose(align(a, b).congruence, matched, atol=ANALYTIC)


@pytest.mark.parametrize("model", GROUPS)
@pytest.mark.parametrize(("half", "here", "there"), [("a", 0, 1), ("b", 1, 0)])
def test_the_index_is_that_of_a_model_fitted_by_lavaan(model, half, here, there):
    answers = cases.data(CASE)[[f"x{k}" for k in range(1, 10)]]
    halves = answers.iloc[:150], answers.iloc[150:]
    found = index_of(GROUPS[model], halves[here], halves[there])
    assert found == pytest.approx(cases.expected(CASE)[half][model], abs=LAVAAN)
