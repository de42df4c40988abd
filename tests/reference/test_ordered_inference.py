"""What follows from fits of ordered items, against lavaan, case by case."""

from functools import cache

import pytest
from reference import cases
from tolerances import LAVAAN

from surveysem import sem

CASES = cases.names("ordered_inference")


@cache
def fitted(case, model="model.lav"):
    values = cases.expected(case)
    text = (cases.FOLDER / case / model).read_text(encoding="utf-8")
    return sem.fit(text, cases.data(case), ordered=values["ordered"], **values["call"])


@pytest.mark.parametrize("case", CASES)
def test_difference_of_nested_models(case):
    theirs = cases.expected(case)["comparison"]
    ours = sem.compare(fitted(case, "restricted.lav"), fitted(case))
    found = (ours.chisq_diff, ours.df_diff, ours.pvalue)
    assert not cases.far(found, theirs.values(), theirs, LAVAAN)
