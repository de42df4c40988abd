"""Estimates: printed anchors, recovery, invariance, conventions."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import (
    ALIENATION,
    DEMOCRACY,
    KINDS,
    SECOND_ORDER,
    THREE_FACTORS,
    democracy,
    fitted,
    holzinger,
    wheaton,
)
from tolerances import ANALYTIC, CHISQ, LAVAAN, printed

from surveysem import sem
from surveysem.errors import DataError, SpecificationError


def by_name(fit: sem.Fit, column: str = "est") -> dict[tuple[str, ...], float]:
    frame = fit.estimates()
    keys = [
        tuple(sorted(k)) if k[1] == "~~" else k
        for k in zip(frame.lhs, frame.op, frame.rhs, strict=False)
    ]
    return dict(zip(keys, frame[column], strict=True))


def test_three_factors() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger())
    assert abs(fit.chisq - 85.30552) < printed(5)
    assert abs(fit.cfi - 0.9305597) < printed(7)
    assert abs(fit.rmsea - 0.09212148) < printed(8)
    assert abs(fit.srmr - 0.06520506) < printed(8)
    assert abs(fit.logl + 3737.745) < printed(3)
    assert (fit.df, fit.n_obs, fit.n_free) == (24, 301, 21)


def test_democracy() -> None:
    fit = sem.fit(DEMOCRACY, democracy())
    assert abs(fit.chisq - 38.12522) < printed(5)
    assert abs(fit.gfi - 0.9226710) < printed(7)
    assert abs(by_name(fit)["dem60", "~", "ind60"] - 1.48300) < printed(5)


def test_wheaton_as_amos_prints_it() -> None:
    fit = sem.fit(ALIENATION, wheaton(), convention="amos")
    assert abs(fit.chisq - 71.544) < printed(3)
    assert abs(fit.baseline_chisq - 2131.790) < printed(3)
    indices = fit.modification_indices(kind="amos").set_index(["lhs", "rhs"])["mi"]
    assert abs(indices.max() - 40.911) < printed(3)
    assert indices.idxmax() == ("anomia67", "anomia71")
    assert abs(indices["power67", "education"] - 5.905) < printed(3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_population_is_recovered_from_its_implied_moments(kind: str) -> None:
    s = fitted(kind).solution
    M, names = s.matrices, s.table.observed
    mean = M.mean() if s.table.meanstructure else None
    moments = sem.Moments(M.covariance(), 500, mean, names, divisor="n")
    fit = sem.fit(KINDS[kind], moments)
    assert fit.chisq < CHISQ
    assert np.allclose(fit.solution.theta, s.theta, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["factors", "second order", "mimic"])
def test_the_order_of_items_and_cases_changes_nothing(kind: str) -> None:
    lines = KINDS[kind].strip().splitlines()
    shuffled = "\n".join(lines[::-1])
    data = holzinger().sample(frac=1, random_state=1).iloc[:, ::-1]
    ours, theirs = fitted(kind), sem.fit(shuffled, data)
    assert abs(ours.chisq - theirs.chisq) < CHISQ * ours.chisq
    expected = by_name(ours, "se")
    for key, value in by_name(theirs, "se").items():
        assert abs(value - expected[key]) < LAVAAN


@pytest.mark.parametrize("kind", ["factors", "second order", "paths", "mimic"])
def test_rescaled_items_leave_the_standardised_solution(kind: str) -> None:
    factors = dict(zip((f"x{i}" for i in range(1, 10)), 10.0 ** np.arange(-4, 5), strict=True))
    data = holzinger().assign(**{name: holzinger()[name] * k for name, k in factors.items()})
    ours, theirs = fitted(kind), sem.fit(KINDS[kind], data)
    assert abs(ours.chisq - theirs.chisq) < CHISQ * ours.chisq
    assert np.allclose(ours.standardized().est, theirs.standardized().est, atol=LAVAAN)
    assert np.allclose(ours.standardized().se, theirs.standardized().se, atol=LAVAAN)


def test_scaling_by_variances_is_the_same_model() -> None:
    ours, theirs = fitted("factors"), sem.fit(THREE_FACTORS, holzinger(), std_lv=True)
    assert abs(ours.chisq - theirs.chisq) < CHISQ
    assert np.allclose(ours.standardized().est, theirs.standardized().est, atol=LAVAAN)


def test_conventions_differ_by_their_factors() -> None:
    lavaan, wishart, amos = (
        sem.fit(THREE_FACTORS, holzinger(), convention=c) for c in ("lavaan", "wishart", "amos")
    )
    assert np.isclose(amos.chisq, lavaan.chisq * 300 / 301, rtol=ANALYTIC)
    assert np.isclose(wishart.chisq, amos.chisq, rtol=CHISQ)
    se, se_amos = lavaan.estimates().se, amos.estimates().se
    assert np.allclose(se_amos, se * np.sqrt(301 / 300), rtol=ANALYTIC)
    variances = lavaan.estimates().op == "~~"
    ratio = wishart.estimates().est[variances] / lavaan.estimates().est[variances]
    assert np.allclose(ratio, 301 / 300, rtol=LAVAAN)


def test_moments_and_rows_give_the_same_fit() -> None:
    names = [f"x{i}" for i in range(1, 10)]
    data = holzinger()[names]
    fit = sem.fit(THREE_FACTORS, sem.Moments(data.cov(), len(data)))
    assert np.isclose(fit.chisq, fitted("factors").chisq, rtol=CHISQ)


def test_rows_with_missing_values_are_left_out() -> None:
    data = holzinger().copy()
    data.loc[data.index[:7], "x1"] = np.nan
    data.loc[data.index[3:9], "school"] = None
    fit = sem.fit(THREE_FACTORS, data)
    assert fit.n_obs == 294
    assert fit.warnings == ["7 rows with missing values were left out (listwise)"]


def test_a_saturated_model_has_no_test() -> None:
    fit = sem.fit("x1 ~ x2", holzinger())
    assert fit.df == 0
    assert fit.pvalue is None
    assert fit.not_computed["pvalue"] == "the model has no degrees of freedom"


def test_a_model_may_have_no_free_parameters() -> None:
    fit = sem.fit("x1 ~~ 1*x1", holzinger())
    assert (fit.n_free, fit.df, fit.converged) == (0, 1, True)
    assert fit.estimates().se.tolist() == [0.0]


def test_starting_values_of_the_text_lead_to_the_same_place() -> None:
    text = THREE_FACTORS.replace("x2", "start(3)*x2").replace("x9", "start(-1)*x9")
    assert np.isclose(sem.fit(text, holzinger()).chisq, fitted("factors").chisq, rtol=CHISQ)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"estimator": "WLSMV"}, "estimator WLSMV is for ordered items; expected ordered"),
        ({"estimator": "REML"}, "estimator 'REML' (nearest: "),
        ({"estimator": "ADF"}, "estimator 'ADF' (here WLS); expected one of ML MLM"),
        ({"estimator": "mlr"}, "estimator 'mlr' (nearest: MLR"),
        ({"missing": "ml"}, "missing 'ml' (here fiml); expected one of listwise"),
        ({"ordered": None}, "ordered = None; expected a list of names, [] for none"),
        ({"ordered": "x1"}, "ordered = 'x1'; expected a list, ['x1']"),
        ({"missing": "drop"}, "missing 'drop'; expected one of listwise"),
        ({"ordered": ["x1"]}, "estimator ML does not take ordered items; expected one of WLSMV"),
        ({"convention": "spss"}, "convention 'spss'; expected lavaan, wishart or amos"),
    ],
)
def test_what_is_not_there_says_so(option: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.fit(THREE_FACTORS, holzinger(), **option)
    assert message in str(error.value)


def test_a_covariance_matrix_is_not_taken_for_cases() -> None:
    with pytest.raises(SpecificationError, match="expected the cases, or Moments"):
        sem.fit("f =~ x1 + x2 + x3", holzinger()[["x1", "x2", "x3"]].cov())


def test_an_unknown_variable_has_neighbours() -> None:
    with pytest.raises(SpecificationError) as error:
        sem.fit("f =~ x1 + x2 + xx3", holzinger())
    assert str(error.value) == "the data have no variable xx3 (nearest: x3)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x2": 3.0}, "item x2: all rows have one and the same value (3)"),
        ({"x2": "a"}, "variable x2: the values are not numbers"),
        ({"x2": holzinger().x1 * 2}, "S is singular: linear dependence between x1, x2"),
    ],
)
def test_data_that_no_model_fits(change: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as error:
        sem.fit("f =~ x1 + x2 + x3 + x4", holzinger().assign(**change))
    assert str(error.value) == message


def test_too_few_cases() -> None:
    with pytest.raises(DataError) as error:
        sem.fit(THREE_FACTORS, holzinger().head(9))
    assert str(error.value).startswith("9 complete cases for 9 observed variables")
    moments = sem.Moments(np.eye(3), 3, names=["x1", "x2", "x3"])
    with pytest.raises(DataError, match="3 cases for 3 observed variables: S is singular"):
        sem.fit("f =~ x1 + x2 + x3", moments)


def test_a_published_matrix_may_be_impossible() -> None:
    S = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    with pytest.raises(DataError, match="S is not positive definite: linear dependence between"):
        sem.fit("f =~ a + b + c", sem.Moments(S, 100, names=["a", "b", "c"]))


def test_a_name_may_stand_once() -> None:
    data = pd.concat([holzinger(), holzinger()[["x1"]]], axis=1)
    with pytest.raises(DataError, match="variable x1: 2 columns have this name"):
        sem.fit(THREE_FACTORS, data)


def test_data_must_be_data() -> None:
    with pytest.raises(SpecificationError, match="data: list; expected a DataFrame or Moments"):
        sem.fit(SECOND_ORDER, [1, 2])
