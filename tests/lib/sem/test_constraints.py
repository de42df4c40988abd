"""Equations and bounds: against hand-made parameterisations, and their faults."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem import sem
from surveysem.errors import ModelSyntaxError, SpecificationError

HOLZINGER = cases.read("holzinger")
TWO = "visual =~ x1 + b*x2 + c*x3\ntextual =~ x4 + d*x5 + e*x6\nvisual ~~ v*visual\n"
DEMOCRACY = cases.read("democracy")


def fitted(constraints: str, **options: object) -> sem.Fit:
    return sem.fit(TWO + constraints, HOLZINGER, **options)


def by_label(fit: sem.Fit) -> pd.DataFrame:
    rows = fit.estimates()
    return rows[rows["label"] != ""].drop_duplicates("label").set_index("label")


def same(one: sem.Fit, other: sem.Fit, tolerance: float = ANALYTIC) -> None:
    assert one.converged
    assert other.converged
    assert (one.df, one.n_free) == (other.df, other.n_free)
    assert abs(one.chisq - other.chisq) < tolerance
    columns = ["est", "se", "std_all"]
    ours, theirs = one.estimates(), other.estimates()
    ours, theirs = (rows[rows["op"] != ":="] for rows in (ours, theirs))
    for name in columns:
        assert not cases.far(ours[name], theirs[name], ours.index, LAVAAN)


@pytest.mark.parametrize(
    ("general", "plain"),
    [
        ("b - c == 0", "b == c"),
        ("2*b == c + b", "b == c"),
        ("b == c\n0*d + e - 1 == 0", "b == c\ne == 1"),
        ("b/c == 1; d^2 == e^2; d*e > 0", "b == c; d == e"),
        ("q := b - c; q == 0", "b == c"),
        ("exp(b) == exp(c)", "b == c"),
        ("log(b) == log(c)", "b == c"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"estimator": "MLR"}, {"missing": "fiml"}])
def test_an_equation_is_the_same_as_shared_labels(
    general: str, plain: str, options: dict[str, str]
) -> None:
    same(fitted(general, **options), fitted(plain, **options))


EVERY = [
    {},
    {"convention": "wishart"},
    {"convention": "amos"},
    {"estimator": "MLM"},
    {"estimator": "MLMV"},
    {"estimator": "MLR", "group": "school"},
    {"missing": "fiml", "estimator": "MLR"},
    {"missing": "two-stage"},
    {"missing": "pairwise"},
    {"estimator": "ULS"},
    {"estimator": "WLS"},
]


@pytest.mark.parametrize("options", EVERY, ids=str)
def test_everything_reported_is_that_of_shared_labels(options: dict[str, str]) -> None:
    data = HOLZINGER.copy()
    if "missing" in options:
        data.loc[data.index[::9], "x2"] = np.nan
    text = TWO.replace("visual ~~ v*visual\n", "textual ~ visual\n")
    text = (
        text.replace("b*", "c(b, b2)*").replace("c*", "c(c, c2)*") if "group" in options else text
    )
    one, other = (sem.fit(text + s, data, **options) for s in ("b/c == 1", "b == c"))
    indices, theirs = one.fit_indices(), other.fit_indices()
    same_names = [name for name, value in theirs.items() if value is not None]
    assert one.not_computed == other.not_computed
    assert not cases.far(
        [indices[n] for n in same_names], [theirs[n] for n in same_names], same_names, LAVAAN
    )
    mi, mi_theirs = one.modification_indices(), other.modification_indices()
    assert not cases.far(mi["mi"], mi_theirs["mi"], mi["lhs"], LAVAAN)
    effects, effects_theirs = one.effects(), other.effects()
    assert not cases.far(effects["std_se"], effects_theirs["std_se"], effects["path"], LAVAAN)
    standardized = options.get("missing") != "pairwise"
    for kind in ("raw", "standardized") if standardized else ("raw",):
        group = {"group": "Pasteur"} if "group" in options else {}
        ours, theirs = (f.residuals(kind, **group).to_numpy() for f in (one, other))
        assert np.abs(ours - theirs).max() < LAVAAN


def test_effect_coding_is_a_marker_in_other_units() -> None:
    coded = (
        "visual =~ NA*x1 + a*x1 + b*x2 + c*x3\ntextual =~ NA*x4 + d*x4 + e*x5 + f*x6\n"
        "a + b + c == 3; d + e + f == 3"
    )
    plain = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
    one, other = sem.fit(coded, HOLZINGER), sem.fit(plain, HOLZINGER)
    assert one.df == other.df
    assert abs(one.chisq - other.chisq) < ANALYTIC
    assert np.allclose(one.implied(), other.implied(), atol=1e-7)
    loadings = one.estimates().query("lhs == 'visual' and op == '=~'")["est"]
    assert abs(loadings.sum() - 3) < 1e-12
    without = coded.rsplit("\n", 1)[0]
    with pytest.raises(SpecificationError, match="not identified"):
        sem.fit(without, HOLZINGER)


def test_a_product_is_a_reparameterisation() -> None:
    """Through = 0.5 is the same as fixing b at 0.5 / a, found by a search over a."""
    text = (
        "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3\ndem65 =~ y5 + y6 + y7\n"
        "dem60 ~ a*ind60\ndem65 ~ b*dem60\n"
    )
    fit = sem.fit(text + "a*b == 0.5", DEMOCRACY)

    def chisq(a: float) -> float:
        return sem.fit(text + f"a == {float(a)!r}\nb == {0.5 / float(a)!r}", DEMOCRACY).chisq

    a = float(by_label(fit).loc["a", "est"])
    assert abs(chisq(a) - fit.chisq) < ANALYTIC * fit.chisq
    assert chisq(a * 1.001) > fit.chisq
    assert chisq(a * 0.999) > fit.chisq


@settings(max_examples=15, deadline=None)
@given(st.floats(0.2, 1.5), st.floats(-1.0, 1.0))
def test_bounds_hold_and_fit_no_better_than_the_free_model(limit: float, weight: float) -> None:
    free = fitted("")
    fit = fitted(f"b + {weight!r}*c < {limit!r}\nd > 0.9*e")
    rows = by_label(fit)
    value = rows.loc["b", "est"] + weight * rows.loc["c", "est"]
    assert fit.converged
    assert value <= limit + 1e-8
    assert rows.loc["d", "est"] >= 0.9 * rows.loc["e", "est"] - 1e-8
    assert fit.chisq >= free.chisq - ANALYTIC
    active = value > limit - 1e-7
    assert active == any("b + " in warning for warning in fit.warnings)


def test_an_inactive_bound_changes_nothing() -> None:
    same(fitted("b > 0; c < 2; d > 0.5*e"), fitted(""))


def test_an_active_bound_has_the_errors_of_the_equation_and_no_degree_of_freedom() -> None:
    bound, equation = fitted("c < 0.65"), fitted("c == 0.65")
    assert (bound.df, bound.n_free) == (equation.df - 1, equation.n_free + 1)
    assert bound.warnings == [
        "the bound c < 0.65 is active: standard errors are those of the equation, the degrees of "
        "freedom do not count it"
    ]
    assert by_label(bound).loc["c", "se"] == 0
    for name in ("est", "se"):
        both = (f.estimates()[name].to_numpy() for f in (bound, equation))
        assert np.allclose(*both, atol=1e-8)


def test_redundant_equations_count_once() -> None:
    same(fitted("b + c == 1.2; 2*b + 2*c == 2.4; c == 1.2 - b"), fitted("b + c == 1.2"))


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_bootstrap_draws_obey_the_constraints(missing: str) -> None:
    data = HOLZINGER[[f"x{i}" for i in range(1, 7)]].copy()
    if missing == "fiml":
        data.iloc[::7, 2] = np.nan
    fit = sem.fit(TWO + "b*c == 0.5\nd > 1.15", data, missing=missing)
    boot = fit.bootstrap(8, seed=3, workers=1)
    labels = [p.label for p in fit.solution.table.parameters if p.free]
    b, c, d = (boot.refits.theta[:, labels.index(name)] for name in "bcd")
    assert boot.converged.all()
    assert np.allclose(b * c, 0.5, atol=1e-8)
    assert (d >= 1.15 - 1e-8).all()
    assert np.ptp(b) > 0.01


def test_bootstrap_draws_of_ordered_items_obey_the_constraints() -> None:
    case = "ordered_bounds"
    data = cases.data(case)
    fit = sem.fit(cases.model(case), data, ordered=list(data), estimator="WLSMV")
    theta = fit.bootstrap(3, seed=1, workers=1).refits.theta
    values = fit.solution.table.constraints.values(theta)
    assert np.allclose(values[:, :2], 0, atol=1e-8)
    assert (values[:, 2:] >= -1e-8).all()


@pytest.mark.parametrize("estimator", ["ULS", "GLS", "WLS"])
def test_constraints_of_least_squares(estimator: str) -> None:
    same(fitted("b - c == 0", estimator=estimator), fitted("b == c", estimator=estimator))


def test_constraints_of_groups() -> None:
    text = "visual =~ x1 + c(b1, b2)*x2 + x3\ntextual =~ x4 + x5 + x6\n"
    data = HOLZINGER
    same(
        sem.fit(text + "b1 - b2 == 0", data, group="school"),
        sem.fit(text.replace("c(b1, b2)", "c(b, b)"), data, group="school"),
    )


def test_two_constraints_can_be_compared_by_their_difference_in_chi_square() -> None:
    test = sem.compare(fitted("b*c == 0.5", estimator="MLM"), fitted("", estimator="MLM"))
    wald = fitted("", estimator="MLM").wald_test("b*c == 0.5")
    assert (test.df_diff, wald.df) == (1, 1)
    assert 0.5 < test.chisq_diff / wald.chisq < 2


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ("b + c == 1\nb + c == 2", "together: line 4: 'b + c == 1', line 5: 'b + c == 2'"),
        ("b > 1; b < 0.5", "together: line 4: 'b > 1', line 4: 'b < 0.5'"),
        ("b^2 == -1", "no values of the parameters satisfy the constraint of line 4: 'b^2 == -1'"),
        ("b == 1; b > 2", "no values of the parameters satisfy the constraint of line 4: 'b > 2'"),
        ("1 == 2", "line 4: '1 == 2' names no parameter; expected a label"),
        ("b + laod == 2", "uses the label 'laod', which no parameter has"),
        ("log(-b^2) == 1", "has no value at the starting values"),
    ],
)
def test_impossible_constraints_name_their_lines(constraints: str, message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        fitted(constraints)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("constraints", "message", "underlined"),
    [
        ("0 < b < 1", "a second comparison; expected one in a line", "<"),
        ("b >= 1", "write '>': a bound may hold with equality", ">="),
        ("b ==", "expected a label, a number or '(', found the end of the text", ""),
        ("b + == 1", "expected a label, a number or '(', found '=='", "=="),
        ("visual =~ b == 1", "expected an operator or the end of the line, found '=~'", "=~"),
        ("q := b == 1", "expected an operator or the end of the line, found '=='", "=="),
    ],
)
def test_faults_of_constraints_are_underlined(
    constraints: str, message: str, underlined: str
) -> None:
    with pytest.raises(ModelSyntaxError) as error:
        fitted(constraints)
    assert message in str(error.value)
    _, line, carets = str(error.value).rsplit("\n", 2)
    at = carets.index("^")
    assert line[at : at + len(underlined)] == underlined


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ("b == zz", "uses the label 'zz'"),
        ("b > 1", "line 1: 'b > 1' cannot be tested; expected equations such as 'a == b'"),
        ("b == c; 2*b == 2*c", "follows from the other equations"),
        ("v == 1", "line 1: 'v == 1': follows from"),
        ("x1 ~~ x2", "cannot be tested"),
    ],
)
def test_what_cannot_be_tested_says_so(equations: str, message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        fitted("v == 0.8").wald_test(equations)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"release": [3]}, "release = [3]; expected different numbers from 1 to 2"),
        ({"release": []}, "release = []; expected different numbers"),
        ({"add": "x1 ~~ x1"}, "add, line 1: 'x1 ~~ x1' is a parameter of the model already"),
        ({"add": "x1 ~~ x9"}, "the model has no variable 'x9'"),
        ({"add": "a*x1 ~~ x2"}, "expected"),
        ({"add": "x1 ~~ 0*x2"}, "has a modifier; expected the bare relation"),
        ({"add": "x1 =~ x2"}, "x1 is no factor of the model"),
        ({"add": "x1 ~ 1"}, "the model has no means"),
        ({"add": "visual =~ x1"}, "would not be determined"),
        ({"release": [1], "add": "x1 ~~ x2"}, "cannot be asked for together"),
    ],
)
def test_faults_of_score_tests(options: dict[str, object], message: str) -> None:
    fit = fitted("b == c; d*e == 1")
    with pytest.raises((SpecificationError, ModelSyntaxError)) as error:
        fit.score_test(**options)
    assert message in str(error.value)


def test_a_model_without_equalities_has_nothing_to_release() -> None:
    with pytest.raises(SpecificationError, match="no equalities that could be released"):
        fitted("b > 0").score_test()


def test_a_score_test_is_close_to_the_difference_of_chi_squares() -> None:
    restricted, general = fitted("b == c; d == 1.1*e"), fitted("")
    test = restricted.score_test()
    assert test.df == 2
    assert abs(test.chisq - (restricted.chisq - general.chisq)) < 0.3
    assert list(test.single["df"]) == [1, 1]


@pytest.mark.parametrize("unit", [1e-3, 1e4])
def test_units_of_the_items_do_not_matter(unit: float) -> None:
    """Variances of 1e8, or of 1e-6, under equations and bounds between them."""
    data = HOLZINGER[[f"x{i}" for i in range(1, 7)]]
    text = TWO + "textual ~~ w*textual\nb*w == v*c\nv > 0.9*w"
    one, other = sem.fit(text, data * unit), sem.fit(text, data)
    assert one.converged
    assert abs(one.chisq - other.chisq) < ANALYTIC * other.chisq
    ours, theirs = one.standardized(), other.standardized()
    for name in ("est", "se"):
        assert not cases.far(ours[name], theirs[name], ours.index, LAVAAN)
    assert len(one.warnings) == len(other.warnings)
