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


@pytest.mark.parametrize(
    ("ours", "theirs"), [("mi", "mi"), ("epc", "epc"), ("std_epc", "sepc_all")]
)
@pytest.mark.parametrize("case", CASES)
def test_modification_indices(case, ours, theirs):
    values = cases.expected(case)
    wanted = cases.table(values["modification_indices"])
    found = cases.keyed(fitted(case).modification_indices())
    assert set(found.index) == set(wanted.index)
    # lavaan's gradient is on the scale of N - 1, its information and the factor of the test on N's
    factor = values["n_obs"] / (values["n_obs"] - 1)
    theirs = factor * wanted[theirs]
    assert not cases.far(found.loc[wanted.index, ours], theirs, wanted.index, LAVAAN)


# lavaan has no errors of residuals of ordered items beside numeric variables
RESIDUALS = [(c, kind) for c in CASES for kind in cases.expected(c)["residuals"]]


@pytest.mark.parametrize(("case", "kind"), RESIDUALS)
def test_residuals(case, kind):
    theirs = cases.expected(case)["residuals"][kind]
    wanted = cases.matrix(theirs["correlations"])
    ours = fitted(case).residuals(kind).loc[wanted.index, wanted.columns]
    labels = range(wanted.size)
    assert not cases.far(ours.to_numpy().ravel(), wanted.to_numpy().ravel(), labels, LAVAAN)
    thresholds = fitted(case).threshold_residuals(kind)
    values = [theirs["thresholds"][name] for name in thresholds.index]
    assert not cases.far(thresholds, values, thresholds.index, LAVAAN)
