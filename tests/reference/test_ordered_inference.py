"""What follows from fits of ordered items, against lavaan, case by case."""

from functools import cache

import pytest
from reference import cases
from tolerances import LAVAAN, LOOSE

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


# lavaan's maximum likelihood gives higher-order factors, which have no items, 0; we refuse it
SCORES = [
    (case, method)
    for case in cases.names("ordered_inference", "scores")
    for method in ("regression", "bartlett")
    if (case, method) != ("ordered_inference_structural", "bartlett")
]


@pytest.mark.parametrize(("case", "method"), SCORES)
def test_factor_scores(case, method):
    theirs = cases.expected(case)["scores"][method]
    ours = fitted(case).factor_scores(method)
    assert set(ours) == set(theirs)
    # the likelihood is flat where all answers are the highest: lavaan's optimiser stops before its
    # top there, or gives up
    tolerance = LOOSE if method == "bartlett" else LAVAAN
    for factor, values in theirs.items():
        known = [value is not None for value in values]
        assert sum(known) > 0.99 * len(known)
        found = [value for value in values if value is not None]
        assert not cases.far(ours[factor][known], found, ours.index[known], tolerance)
