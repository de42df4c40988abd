"""Pairwise and two-stage moments, and what all ways of treating missing values have in common."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import MIMIC, THREE_FACTORS, holzinger
from tolerances import ANALYTIC, LAVAAN

from surveysem import sem
from surveysem.errors import DataError, SpecificationError
from surveysem.moments import pairwise_moments

TESTS = [f"x{i}" for i in range(1, 10)]
WAYS = [("ML", "pairwise"), ("ML", "two-stage"), ("MLR", "two-stage"), ("ML", "fiml")]


@cache
def pupils(share: float = 0.1) -> pd.DataFrame:
    """The nine tests with holes, and the school."""
    data = holzinger()[[*TESTS, "school"]].copy()
    holes = np.random.default_rng(6).uniform(size=(len(data), 9)) < share
    data[TESTS] = data[TESTS].mask(holes)
    return data


@cache
def fitted(estimator: str, missing: str) -> sem.Fit:
    return sem.fit(THREE_FACTORS, pupils(), estimator=estimator, missing=missing)


def close(one: sem.Fit, other: sem.Fit, tolerance: float) -> None:
    assert one.n_obs == other.n_obs
    assert abs(one.chisq - other.chisq) <= tolerance * max(1, other.chisq)
    ours, theirs = one.estimates(), other.estimates()
    for column in ("est", "se"):
        assert np.allclose(ours[column], theirs[column], atol=tolerance)


@pytest.mark.parametrize(("estimator", "missing"), WAYS)
def test_complete_rows_give_the_estimates_and_chi_square_of_listwise(
    estimator: str, missing: str
) -> None:
    ours = sem.fit(THREE_FACTORS, holzinger(), estimator=estimator, missing=missing)
    ml = sem.fit(THREE_FACTORS, holzinger())
    assert abs(ours.chisq - ml.chisq) <= LAVAAN
    assert (ours.n_obs, ours.df) == (ml.n_obs, ml.df)
    rows = ours.estimates()
    kept = rows[rows["op"] != "~1"].reset_index(drop=True)
    assert np.allclose(kept["est"], ml.estimates()["est"], atol=LAVAAN)


def test_with_complete_rows_the_two_stage_test_is_that_of_ml() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger(), missing="two-stage")
    assert abs(fit.chisq_scaling_factor - 1) < ANALYTIC
    assert abs(fit.baseline_scaling_factor - 1) < ANALYTIC


@pytest.mark.parametrize(("estimator", "missing"), WAYS)
def test_neither_order_of_rows_nor_an_empty_row_matters(estimator: str, missing: str) -> None:
    mixed = pupils().sample(frac=1, random_state=3)
    empty = pd.DataFrame(np.nan, index=[999], columns=mixed.columns)
    again = sem.fit(THREE_FACTORS, pd.concat([mixed, empty]), estimator=estimator, missing=missing)
    close(again, fitted(estimator, missing), LAVAAN)
    assert "1 rows were left out: no variable of the model observed" in again.warnings[0]


@pytest.mark.parametrize("missing", ["pairwise", "two-stage", "fiml"])
def test_an_empty_row_among_complete_ones_changes_nothing(missing: str) -> None:
    data = holzinger()
    empty = pd.DataFrame(np.nan, index=[999], columns=data.columns)
    once = sem.fit(THREE_FACTORS, pd.concat([data, empty]), missing=missing)
    close(once, sem.fit(THREE_FACTORS, data, missing=missing), ANALYTIC)


def test_pairwise_moments_are_those_of_pandas() -> None:
    X = pupils()[TESTS]
    ours = pairwise_moments(X.to_numpy(float), tuple(TESTS))
    n = len(X)
    assert np.allclose(ours.S, X.cov() * (n - 1) / n, atol=ANALYTIC)
    assert np.allclose(ours.mean, X.mean(), atol=ANALYTIC)


def test_pairwise_says_that_its_tests_rest_on_no_likelihood() -> None:
    fit = fitted("ML", "pairwise")
    assert any("rest on no likelihood" in warning for warning in fit.warnings)
    assert fit.summary()["missing"] == "pairwise"


def test_pairwise_covariances_that_are_not_positive_definite_are_named() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 300))
    data = pd.DataFrame(
        {"a": a, "b": a + 0.1 * b, "c": -a + 0.1 * b, "d": b, "e": rng.normal(size=300)}
    )
    data.loc[:99, "a"] = np.nan
    data.loc[100:199, "b"] = np.nan
    data.loc[200:, "c"] = np.nan
    data.loc[200:, "b"] = -data.loc[200:, "b"]
    with pytest.raises(DataError, match="pairwise covariances are not positive definite: a, b, c"):
        sem.fit("f =~ a + b + c + d + e", data, missing="pairwise")


def test_a_pair_that_too_few_rows_show_is_named() -> None:
    data = pupils().copy()
    data.loc[data.index[:150], "x1"] = np.nan
    data.loc[data.index[150:], "x2"] = np.nan
    with pytest.raises(DataError, match="variables x1 and x2: 0 rows with values"):
        sem.fit(THREE_FACTORS, data, missing="pairwise")


@pytest.mark.parametrize("missing", ["listwise", "pairwise", "two-stage", "fiml"])
def test_an_item_without_values_is_named(missing: str) -> None:
    with pytest.raises(DataError, match="item x3: no case has a value"):
        sem.fit(THREE_FACTORS, pupils().assign(x3=np.nan), missing=missing)


@pytest.mark.parametrize("missing", ["listwise", "fiml", "two-stage"])
def test_rows_without_a_group_leave_and_are_counted(missing: str) -> None:
    data = pupils(0.02).copy()
    data.iloc[:7, data.columns.get_loc("school")] = None
    fit = sem.fit(THREE_FACTORS, data, missing=missing, group="school")
    without = sem.fit(THREE_FACTORS, data.iloc[7:], missing=missing, group="school")
    close(fit, without, ANALYTIC)
    assert "7 rows without a group were left out" in fit.warnings
    assert not any("without a group" in warning for warning in without.warnings)


def test_units_of_the_items_do_not_matter() -> None:
    scale = pd.Series({name: 10.0**k for k, name in enumerate(TESTS, start=-4)})
    again = sem.fit(THREE_FACTORS, pupils()[TESTS] * scale, missing="two-stage")
    fit = fitted("ML", "two-stage")
    assert abs(again.chisq_scaled - fit.chisq_scaled) < LAVAAN
    assert np.allclose(again.estimates()["std_all"], fit.estimates()["std_all"], atol=LAVAAN)


@pytest.mark.parametrize("missing", ["pairwise", "two-stage", "fiml"])
@pytest.mark.parametrize("factor", [1e150, 1e-160])
def test_an_extreme_unit_is_refused_in_words(missing: str, factor: float) -> None:
    data = pupils().assign(x1=pupils()["x1"] * factor)
    with pytest.raises(DataError, match=r"item x1: .*unit|item x1: all observed"):
        sem.fit(THREE_FACTORS, data, missing=missing)


def test_two_stage_needs_saturated_moments() -> None:
    data = pupils(0.25).iloc[:80]
    with pytest.raises(DataError, match="missing two-stage: the saturated model has no maximum"):
        sem.fit(THREE_FACTORS, data, missing="two-stage")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"estimator": "MLR", "missing": "pairwise"}, "estimator MLR needs rows"),
        ({"estimator": "MLM", "missing": "pairwise"}, "estimator MLM needs rows"),
        (
            {"estimator": "MLM", "missing": "two-stage"},
            "MLM needs complete rows; expected ML or MLR",
        ),
        (
            {"estimator": "MLMV", "missing": "two-stage"},
            "MLMV needs complete rows; expected ML or MLR",
        ),
        ({"missing": "two-stage", "convention": "wishart"}, "two-stage with convention wishart"),
        ({"missing": "two-stage", "convention": "amos"}, "two-stage with convention amos"),
        ({"missing": "fiml", "convention": "wishart"}, "Wishart likelihood is one of the cov"),
        ({"missing": "fiml", "convention": "amos"}, "fiml with convention amos is not yet avail"),
        ({"missing": "em"}, "missing 'em'; expected one of listwise pairwise fiml two-stage"),
    ],
)
def test_what_does_not_go_together_is_refused_by_name(options, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        sem.fit(THREE_FACTORS, pupils(), **options)


def test_two_stage_with_observed_predictors_is_refused() -> None:
    with pytest.raises(SpecificationError, match="missing two-stage with observed predictors"):
        sem.fit(MIMIC, holzinger(), missing="two-stage")


def test_published_moments_have_no_missing_values() -> None:
    X = holzinger()[TESTS]
    moments = sem.Moments(X.cov(), len(X), X.mean())
    with pytest.raises(SpecificationError, match="pairwise needs the cases"):
        sem.fit(THREE_FACTORS, moments, missing="pairwise")
