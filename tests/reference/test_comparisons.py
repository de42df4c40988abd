"""Invariance over groups, collinearity and rival models against lavaan."""

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, CHISQ, LAVAAN

from surveysem import sem, survey
from surveysem.errors import SpecificationError
from surveysem.survey.hypotheses.collinearity import inflation

LADDERS, CHECKS = cases.expected("invariance_ladders"), cases.expected("structural_checks")
SECOND_ORDER = LADDERS["model"] + "\nability =~ visual + textual + speed\n"
BOUNDS = survey.Bounds(alpha=0.05, delta_cfi=0.01, delta_rmsea=0.015)
LEVELS = ["configural", "metric", "scalar", "strict"]


def holzinger() -> pd.DataFrame:
    data = cases.read("holzinger")
    return data.assign(row=range(len(data)))


def climbed(model: str, estimator: str = "ML") -> survey.InvarianceTests:
    data = holzinger()
    estimation = {"estimator": estimator, "convention": "lavaan", "missing": "listwise"}
    groupings = [survey.Grouping("school")]
    return survey.assess_invariance({"model": model}, data, data, groupings, BOUNDS, estimation)


@pytest.mark.parametrize(
    ("ladder", "model", "estimator"),
    [
        ("ML", LADDERS["model"], "ML"),
        ("MLR", LADDERS["model"], "MLR"),
        ("speed", "speed =~ x7 + x8 + x9", "ML"),
        ("second_order", SECOND_ORDER, "ML"),
    ],
)
def test_ladder(ladder: str, model: str, estimator: str) -> None:
    steps = climbed(model, estimator).steps.set_index("level")
    assert list(steps.index) == LEVELS
    for level, theirs in LADDERS[ladder].items():
        # A saturated model has no p, here or in lavaan, and a chi-square of rounding errors.
        ours = steps.loc[level, list(theirs)]
        assert not cases.far(ours, theirs.values(), theirs, LAVAAN), level


def test_changes_of_indices_are_differences_of_levels() -> None:
    steps = climbed(LADDERS["model"], "MLR").steps
    for index in ("cfi", "rmsea"):
        theirs = np.diff([LADDERS["MLR"][level][index] for level in LEVELS])
        assert steps[f"delta_{index}"][1:].to_numpy() == pytest.approx(theirs, abs=LAVAAN)


def test_cost_of_each_equality() -> None:
    found = climbed(LADDERS["model"]).releases.query("level == 'scalar'")
    ours = found.set_index("parameter")["chisq"]
    theirs = LADDERS["intercepts"]
    names = [f"{item} ~1" for item in theirs["parameter"]]
    assert set(ours.index) == set(names)
    assert ours.is_monotonic_decreasing
    assert not cases.far(ours[names], theirs["chisq"], names, LAVAAN)


@pytest.mark.parametrize(
    ("case", "model", "estimator"),
    [("ML", "model", "ML"), ("MLR", "model", "MLR"), ("ability", "second_order", "ML")],
)
def test_differences_of_latent_means(case: str, model: str, estimator: str) -> None:
    values = cases.expected("latent_means")
    equal = ("loadings", "intercepts")
    fit = sem.fit(values[model], holzinger(), group="school", equal=equal, estimator=estimator)
    ours = sem.latent_means(fit)
    theirs = pd.DataFrame(values[case])
    assert set(ours.group) == {"Grant-White"}
    assert set(ours.reference) == {"Pasteur"}
    assert list(ours.lhs) == list(theirs.lhs)
    for name in theirs.columns.drop("lhs"):
        assert not cases.far(ours[name], theirs[name], theirs.lhs, LAVAAN), name


def test_latent_means_need_groups() -> None:
    fit = sem.fit(LADDERS["model"], holzinger())
    with pytest.raises(SpecificationError, match=r"need two groups or more, found one$"):
        sem.latent_means(fit)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_differences_of_paths(estimator: str) -> None:
    values = cases.expected("paths_by_group")
    theirs = values[estimator]
    data = holzinger().assign(wave=lambda frame: frame.school)
    estimation = {"estimator": estimator, "convention": "lavaan", "missing": "listwise"}
    lenient = survey.Bounds(alpha=0.05, delta_cfi=1.0, delta_rmsea=1.0)
    found = survey.compare_paths("model", values["model"], data, lenient, estimation)
    changes = found.changes
    assert list(changes.outcome + " ~ " + changes.predictor) == theirs["path"]
    for name in ("est", "est_reference", "difference", "se", "ci_lower", "ci_upper"):
        assert not cases.far(changes[name], theirs[name], theirs["path"], LAVAAN), name
    for test, path in zip(changes.to_dict("records"), theirs["path"], strict=True):
        one = theirs["one"][path]
        assert not cases.far([test[name] for name in one], one.values(), one, LAVAAN), path
    tests = found.tests.set_index("level")
    for level, key in (("metric", "metric"), ("paths", "all")):
        one = theirs[key]
        assert not cases.far(tests.loc[level, list(one)], one.values(), one, LAVAAN), level
    z = sem.path_differences(
        sem.fit(values["model"], data, group="wave", equal=("loadings",), estimator=estimator)
    )
    assert not cases.far(z.pvalue, theirs["pvalue"], theirs["path"], LAVAAN)


def test_paths_of_all_waves_together() -> None:
    theirs = cases.expected("paths_within")
    data = holzinger()
    items = [f"x{i}" for i in range(1, 10)]
    pooled = data[items].assign(row=range(len(data)), wave=data["school"])
    fit = sem.fit(theirs["model"], survey.within_waves(pooled))
    assert fit.chisq == pytest.approx(theirs["chisq"], rel=CHISQ)
    raw, std = (table[table["op"] == "~"] for table in (fit.estimates(), fit.standardized()))
    for name in ("est", "se"):
        assert not cases.far(raw[name], theirs[name], theirs["path"], LAVAAN), name
    assert not cases.far(std["est"], theirs["std"], theirs["path"], LAVAAN)
    assert not cases.far(std["se"], theirs["std_se"], theirs["path"], LAVAAN)


def test_collinearity_of_latent_and_observed_predictors() -> None:
    theirs = CHECKS["collinearity"]
    ours = survey.collinearity(sem.fit(theirs["model"], holzinger())).set_index("predictor")
    assert not cases.far(ours.vif[list(theirs["vif"])], theirs["vif"].values(), ours.index, LAVAAN)
    assert ours.condition_index.unique() == pytest.approx([theirs["condition_index"]], abs=LAVAAN)
    assert (ours.tolerance * ours.vif).to_numpy() == pytest.approx(np.ones(3), abs=ANALYTIC)


def test_inflation_is_that_of_regressing_each_predictor_on_the_others() -> None:
    theirs = CHECKS["regressions"]
    vif, _ = inflation(holzinger()[list(theirs)].cov().to_numpy())
    assert not cases.far(vif, theirs.values(), theirs, ANALYTIC)


def rivals() -> survey.Rivals:
    estimation = {"estimator": "ML", "convention": "lavaan", "missing": "listwise"}
    return survey.compare_rivals(
        CHECKS["rivals"]["models"], holzinger(), estimation, as_good=2, none=10
    )


@pytest.mark.parametrize("column", ["n_free", "aic", "bic", "weight_aic", "weight_bic"])
def test_rival_models(column: str) -> None:
    ours = rivals().table.set_index("model")[column]
    theirs = CHECKS["rivals"][column]
    assert not cases.far(ours[list(theirs)], theirs.values(), theirs, LAVAAN)


def test_difference_test_of_a_nested_rival() -> None:
    tests = rivals().tests.set_index("restricted")
    theirs = CHECKS["rivals"]["mediated"]
    assert tests.relation["mediated"] == "nested"
    assert not cases.far(tests.loc["mediated", list(theirs)], theirs.values(), theirs, LAVAAN)
