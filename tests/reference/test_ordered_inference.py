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
    frame = fitted(case).modification_indices()
    if "group" in frame:
        frame["group"] = frame["group"].map(values["groups"]["labels"].index) + 1
    found = cases.keyed(frame)
    assert set(found.index) == set(wanted.index)
    # lavaan's gradient is on the scale of N - 1 for each group, its information and the factor of
    # the test on that of N
    n_groups = len(fitted(case).solution.samples)
    factor = values["n_obs"] / (values["n_obs"] - n_groups)
    theirs = factor * wanted[theirs]
    assert not cases.far(found.loc[wanted.index, ours], theirs, wanted.index, LAVAAN)


# lavaan has no errors of residuals of ordered items beside numeric variables
RESIDUALS = [(c, kind) for c in CASES for kind in cases.expected(c)["residuals"]]


@pytest.mark.parametrize(("case", "kind"), RESIDUALS)
def test_residuals(case, kind):
    values = cases.expected(case)
    for label, theirs in by_group(values, values["residuals"][kind]):
        wanted = cases.matrix(theirs["correlations"])
        ours = fitted(case).residuals(kind, label).loc[wanted.index, wanted.columns]
        labels = range(wanted.size)
        assert not cases.far(ours.to_numpy().ravel(), wanted.to_numpy().ravel(), labels, LAVAAN)
        thresholds = fitted(case).threshold_residuals(kind, label)
        values_of = [theirs["thresholds"][name] for name in thresholds.index]
        assert not cases.far(thresholds, values_of, thresholds.index, LAVAAN)


# lavaan's maximum likelihood gives higher-order factors, which have no items, 0; we refuse it
SCORES = [
    (case, method)
    for case in cases.names("ordered_inference", "scores")
    for method in ("regression", "bartlett")
    if (case, method) != ("ordered_inference_structural", "bartlett")
]


@pytest.mark.parametrize(("case", "method"), SCORES)
def test_factor_scores(case, method):
    values = cases.expected(case)
    start, scores = 0, fitted(case).factor_scores(method)
    # the likelihood is flat where all answers are the highest: lavaan's optimiser stops before its
    # top there, or gives up
    tolerance = LOOSE if method == "bartlett" else LAVAAN
    for _, theirs in by_group(values, values["scores"][method]):
        for factor, column in theirs.items():
            known = [value is not None for value in column]
            assert sum(known) > 0.95 * len(known)
            ours = scores[factor].iloc[start : start + len(column)][known]
            found = [value for value in column if value is not None]
            assert not cases.far(ours, found, ours.index, tolerance)
        start += len(column)
    assert start == len(scores)


def by_group(values, part):
    """(label, values) of each group; the label is None where there is one group."""
    return list(part.items()) if values.get("groups") else [(None, part)]


# Effects that the model also defines by :=.
EFFECTS = [
    ("indirect", ("specific indirect", "d", "a", "a -> h -> d")),
    ("total", ("total", "d", "a", "")),
]


@pytest.mark.parametrize(("name", "effect"), EFFECTS)
def test_effects_through_a_second_order_factor(name, effect):
    case = "ordered_inference_structural"
    at = ["kind", "outcome", "predictor", "path"]
    ours = fitted(case).effects().fillna({"path": ""}).set_index(at).loc[effect]
    values, defined = cases.expected(case), (name, ":=", "")
    raw = cases.table(values["estimates"]).loc[defined, ["est", "se", "ci_lower", "ci_upper"]]
    std = cases.table(values["standardized"]).loc[defined]
    assert not cases.far(ours[raw.index], raw, raw.index, LAVAAN)
    names = ["std", "std_se", "std_ci_lower", "std_ci_upper"]
    theirs = std[["est_std", "se", "ci_lower", "ci_upper"]]
    assert not cases.far(ours[names], theirs, names, LAVAAN)
