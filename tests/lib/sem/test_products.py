"""Interactions of two latent variables: product indicators, estimates, bootstrap."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, CHISQ, LAVAAN, LOOSE

from surveysem import sem
from surveysem.errors import DataError, ModelSyntaxError, SpecificationError
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.bootstrap.run import Bootstrap
from surveysem.sem.bootstrap.tasks import task_of
from surveysem.sem.inference.simple_slopes import moderated, regions

CASE = "product_indicators"
CONSTRUCTS = "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf3 =~ x7 + x8 + x9\n"
MODEL = CONSTRUCTS + "f3 ~ f1 + f2 + f1:f2\n"
MEDIATED = CONSTRUCTS + "f2 ~ f1\nf3 ~ f1 + f2 + f1:f2\n"
FITS: dict[str, tuple[str, dict[str, Any]]] = {
    "matched": (MODEL, {}),
    "mlr": (MODEL, {"estimator": "MLR"}),
    "all": (MODEL, {"product_pairs": "all"}),
    "mediated": (MEDIATED, {}),
    "fiml": (MODEL, {"missing": "fiml"}),
}


@cache
def data() -> pd.DataFrame:
    return cases.read("data.csv", CASE)


@cache
def holes() -> pd.DataFrame:
    return pd.DataFrame(cases.expected(CASE)["holes"]).astype(float)


@cache
def fitted(name: str) -> sem.Fit:
    text, options = FITS[name]
    return sem.fit(text, holes() if name == "fiml" else data(), **options)


def interaction(table: pd.DataFrame) -> pd.Series:
    rows = table[(table["op"] == "~") & (table["rhs"] == "f1.f2")]
    assert len(rows) == 1
    return rows.iloc[0]


def test_products_are_those_of_indprod() -> None:
    expected = cases.expected(CASE)
    for pairs in ("matched", "all"):
        found = sem.product_indicators(MODEL, data(), pairs=pairs)
        for name in found.table()["product"]:
            wanted = expected["products"][name.replace(".", "_")]
            assert np.allclose(found.data[name][:6], wanted, atol=ANALYTIC)
    theirs = cases.matrix(expected["covariances"])
    matched = sem.product_indicators(MODEL, data()).data
    assert list(matched.columns) == list(theirs.columns)
    assert np.allclose(matched.cov(), theirs, atol=ANALYTIC)


@pytest.mark.parametrize("name", FITS)
def test_estimates_errors_and_tests_are_those_of_lavaan(name: str) -> None:
    fit, expected = fitted(name), cases.expected(CASE)[name]
    ours, theirs = cases.keyed(fit.estimates()), cases.table(expected["estimates"])
    assert set(ours.index) == set(theirs.index)
    for column in ("est", "se", "std_all"):
        wanted = theirs.loc[ours.index, column]
        assert not cases.far(ours[column], wanted, ours.index, LAVAAN), column
    assert fit.df == expected["fit"]["df"]
    assert abs(fit.chisq - expected["fit"]["chisq"]) < CHISQ * fit.chisq + LAVAAN


@pytest.mark.parametrize("name", FITS)
def test_the_standardised_interaction_is_the_appropriate_one(name: str) -> None:
    fit, expected = fitted(name), cases.expected(CASE)[name]["appropriate"]
    naive = float(interaction(fit.estimates())["std_all"])
    assert abs(naive - expected) > 0.005
    assert abs(interaction(fit.standardized())["est"] - expected) < LAVAAN
    effect = fit.effects().query("kind == 'direct' and predictor == 'f1.f2'").iloc[0]
    assert abs(effect["std"] - expected) < LAVAAN
    assert np.isclose(effect["std_se"], interaction(fit.standardized())["se"])


def test_the_scale_of_the_answers_changes_no_standardised_interaction() -> None:
    """Scale-free, as Wen, Marsh and Hau (2010) prove of it, and not of std.all."""
    other = data().assign(x4=data().x4 * 3, x5=data().x5 * 3, x6=data().x6 * 3 + 5)
    moved = interaction(sem.fit(MODEL, other).standardized())
    own = interaction(fitted("matched").standardized())
    assert abs(moved["est"] - own["est"]) < LOOSE
    assert abs(moved["se"] - own["se"]) < LOOSE


def counts() -> np.ndarray:
    return np.array([[int(c) for c in row] for row in cases.expected(CASE)["resamples"]["counts"]])


class Given:
    """The resamples of the reference."""

    def __init__(self, X: np.ndarray) -> None:
        self.X = X

    def counts(self, first: int, last: int) -> np.ndarray:
        return counts()[first:last].astype(float)


@pytest.mark.parametrize("compiled", [True, False])
def test_each_draw_centres_its_products_as_built_anew_in_it(compiled: bool) -> None:
    expected = cases.expected(CASE)["resamples"]
    s = fitted("matched").solution
    task = task_of(s, Given(s.sample.X), len(counts()))
    found = task.run(0) if compiled else task.dense(counts().astype(float))
    assert found.converged.all()
    names = [f"{p.lhs} {p.op} {p.rhs}" for p in s.table.parameters if p.free]
    at = [names.index(turned(name, names)) for name in expected["parameters"]]
    assert np.allclose(found.theta[:, at], expected["estimates"], atol=LOOSE)
    kept = np.abs(found.theta - s.theta).max()
    assert kept > 0.01


def turned(name: str, known: list[str]) -> str:
    lhs, op, rhs = name.split(" ")
    return name if name in known else f"{rhs} {op} {lhs}"


@pytest.mark.parametrize(
    "options",
    [{}, {"missing": "fiml"}, {"missing": "two-stage"}, {"estimator": "ULS"}, {"estimator": "GLS"}],
    ids=str,
)
def test_a_draw_is_the_fit_of_its_resample(options: dict[str, str]) -> None:
    rows = data() if "estimator" in options else holes().dropna(how="all")
    fit = sem.fit(MODEL, rows, **options)
    used = rows if fit.n_obs == len(rows) else rows.dropna()
    found = fit.bootstrap(2, seed=5, workers=1)
    drawn = Resampling(fit.solution.sample.X, 5).counts(0, 2)
    for r in np.flatnonzero(found.converged):
        again = sem.fit(MODEL, used.loc[used.index.repeat(drawn[r].astype(int))], **options)
        assert np.allclose(found.draws[r], again.solution.theta, rtol=LOOSE, atol=LOOSE)
    assert found.converged.any()


@pytest.mark.parametrize("convention", ["lavaan", "wishart", "amos"])
def test_observed_controls_and_several_outcomes_go_with_products(convention: str) -> None:
    """The moments of a control are drawn too, so that standardised values move with them."""
    rng = np.random.default_rng(2)
    rows = data().assign(age=rng.normal(size=300), y=data().x7 + rng.normal(size=300))
    text = CONSTRUCTS + "f3 ~ f1 + f2 + f1:f2 + age\ny ~ f1 + f2 + f1:f2 + age\nf3 ~~ y"
    fit = sem.fit(text, rows, convention=convention)
    assert [one.outcome for one in moderated(fit.solution)] == ["f3", "y"]
    boot = fit.bootstrap(3, seed=5, workers=1)
    drawn = Resampling(fit.solution.sample.X, 5).counts(0, 3)
    (f3, _) = moderated(fit.solution)
    found = f3.standardized(boot.draws, boot.refits.given)
    for r in np.flatnonzero(boot.converged):
        again = sem.fit(
            text, rows.loc[rows.index.repeat(drawn[r].astype(int))], convention=convention
        )
        table = again.standardized().query("lhs == 'f3' and op == '~'").set_index("rhs")["est"]
        wanted = table[["f1", "f2", "f1.f2"]].to_numpy()
        assert np.allclose(found[r, :3], wanted, rtol=LOOSE, atol=LOOSE)
    assert boot.converged.any()


def test_bca_and_bollen_stine_have_products_too() -> None:
    boot: Bootstrap = fitted("matched").bootstrap(60, seed=3, workers=1)
    row = interaction(boot.ci(0.9, "bca").query("quantity == 'standardized'"))
    assert row["ci_lower"] < row["est"] < row["ci_upper"]
    assert 0 <= fitted("matched").bootstrap(40, seed=3, kind="bollen-stine").pvalue <= 1


@pytest.mark.parametrize("name", ["slopes", "sd_slopes"])
def test_simple_slopes_are_those_of_probe2waymc(name: str) -> None:
    expected = cases.expected(CASE)[name]
    ours = sem.simple_slopes(fitted("matched"), "f3", "f1:f2", expected["f2"], scale="raw")
    for column in ("est", "se", "z", "pvalue"):
        assert not cases.far(ours[column], expected[column], expected["f2"], LAVAAN), column


def test_standardised_slopes_are_raw_ones_on_the_scale_of_sds() -> None:
    fit, expected = fitted("matched"), cases.expected(CASE)
    V = fit.implied("latent covariance")
    scale = np.sqrt(V.loc["f1", "f1"] / V.loc["f3", "f3"])
    ours = sem.simple_slopes(fit, "f3", "f1:f2")
    assert np.allclose(ours["est"], scale * np.array(expected["sd_slopes"]["est"]), atol=LAVAAN)
    main = fit.standardized().query("op == '~' and rhs == 'f1'").iloc[0]
    assert np.allclose(ours.loc[1, ["est", "se"]].astype(float), main[["est", "se"]].astype(float))


def test_johnson_neyman_is_where_the_interval_of_the_slope_ends_at_zero() -> None:
    found = sem.johnson_neyman(fitted("matched"), "f3", "f1:f2")
    assert len(found) == 2
    at = sem.simple_slopes(fitted("matched"), "f3", "f1:f2", found)
    ends = at[["ci_lower", "ci_upper"]].abs().min(axis=1)
    assert ends.max() < ANALYTIC


def test_unknown_interactions_and_scales_are_refused() -> None:
    with pytest.raises(SpecificationError, match=r"no interaction of the model; .* f3 ~ f1:f2"):
        sem.simple_slopes(fitted("matched"), "f3", "f2:f1")
    with pytest.raises(SpecificationError, match="scale 'z'; expected one of sd raw"):
        sem.simple_slopes(fitted("matched"), "f3", "f1:f2", scale="z")


@pytest.mark.parametrize(
    ("lower", "upper", "found"),
    [
        ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [(-1.0, 1.0, "+")]),
        ([-2.0, -2.0, -2.0], [1.0, 1.0, 1.0], [(-1.0, 1.0, "0")]),
        ([-1.0, 1.0, 3.0], [2.0, 3.0, 4.0], [(-1.0, -0.5, "0"), (-0.5, 1.0, "+")]),
        ([-5.0, -4.0, -3.0], [-1.0, -0.5, 0.5], [(-1.0, 0.5, "-"), (0.5, 1.0, "0")]),
        (
            [-5.0, -1.0, 1.0],
            [-1.0, 1.0, 3.0],
            [(-1.0, -0.5, "-"), (-0.5, 0.5, "0"), (0.5, 1.0, "+")],
        ),
    ],
)
def test_regions_are_told_by_the_interval_of_the_slope(
    lower: list[float], upper: list[float], found: list[tuple[float, float, str]]
) -> None:
    told = regions([-1.0, 0.0, 1.0], lower, upper)
    assert [(one.start, one.end, one.effect) for one in told] == found


def test_the_share_that_the_product_explains() -> None:
    """Against the fall of R-squared when lavaan's covariances are regressed without it."""
    fit = fitted("matched")
    V = fit.implied("latent covariance")

    def explained(names: list[str]) -> float:
        c = V.loc["f3", names].to_numpy()
        return float(c @ np.linalg.solve(V.loc[names, names], c) / V.loc["f3", "f3"])

    fall = explained(["f1", "f2", "f1.f2"]) - explained(["f1", "f2"])
    assert abs(moderated(fit.solution)[0].explained(fit.solution.theta) - fall) < ANALYTIC
    r_squared = fit.r_squared().set_index("variable").loc["f3", "r_squared"]
    assert abs(explained(["f1", "f2", "f1.f2"]) - r_squared) < ANALYTIC


def test_more_items_on_one_side_leave_the_weakest_out() -> None:
    rng = np.random.default_rng(1)
    text = MODEL.replace("x4 + x5 + x6", "x4 + noise + x5 + x6")
    rows = data().assign(noise=rng.normal(size=300))
    found = sem.product_indicators(text, rows)
    assert found.interactions[0].pairs == (("x1", "x4"), ("x2", "x5"), ("x3", "x6"))
    assert len(sem.product_indicators(text, rows, pairs="all").interactions[0].pairs) == 12


def test_listwise_centres_at_the_rows_that_are_analysed() -> None:
    found = sem.product_indicators(MODEL, holes()).data
    complete = found[list(data().columns)].notna().all(axis=1)
    assert abs(found.loc[complete, "x1.x4"].mean()) < ANALYTIC
    assert abs(found["x1.x4"].mean()) > ANALYTIC
    ours = sem.fit(MODEL, holes())
    theirs = sem.fit(MODEL, holes().dropna())
    assert abs(ours.chisq - theirs.chisq) < CHISQ


def test_interactions_that_share_an_item_have_correlated_residuals() -> None:
    text = CONSTRUCTS + "f4 =~ y1 + y2 + y3\nf4 ~ f1 + f2 + f3 + f1:f2 + a*f1:f3"
    rows = data().assign(y1=data().x7, y2=data().x8, y3=data().x9)
    found = sem.product_indicators(text, rows)
    assert "a*f1.f3" in found.text
    lines = found.text.splitlines()
    for pair in ("x1.x4 ~~ x1.x7", "x2.x5 ~~ x2.x8", "x3.x6 ~~ x3.x9"):
        assert pair in lines
    assert sum("~~" in line for line in lines) == 3


def test_a_construct_that_is_an_outcome_covaries_with_its_product() -> None:
    assert "f1.f2 ~~ f2" in sem.product_indicators(MEDIATED, data()).text.splitlines()
    assert "~~" not in sem.product_indicators(MODEL, data()).text


def test_a_model_without_interactions_stays_as_it_is() -> None:
    found = sem.product_indicators(CONSTRUCTS, data())
    assert (found.text, found.interactions) == (CONSTRUCTS, ())
    assert found.data is data()
    assert found.table().empty
    assert sem.observed(MODEL) == sem.observed(CONSTRUCTS)


def test_dropping_an_item_keeps_the_interaction() -> None:
    text = sem.without_items(MODEL, ["x2"])
    assert "f1:f2" in text
    assert sem.product_indicators(text, data()).interactions[0].items[0] == ("x1", "x3")


SECOND_ORDER = CONSTRUCTS + "g =~ f1 + f2\nh =~ y1 + y2\nf3 ~ g + h + g:h"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CONSTRUCTS + "f3 ~ f1 + f1:f2", "line 4: f3 ~ f1:f2 lacks f2, whose effect the product"),
        (CONSTRUCTS + "f3 ~ f1:f2", "lacks f1, f2, .* expected f3 ~ f1 \\+ f2 \\+ f1:f2"),
        (MODEL.replace("f1:f2", "f1:ff2"), "f1:ff2: ff2 is no construct of the model .nearest: f2"),
        (MODEL.replace("f1:f2", "f1:x4"), "f1:x4: x4 is no construct of the model; expected one"),
        (MODEL.replace("f1:f2", "f1:f1"), "f1:f1 is a quadratic effect, which is not yet avail"),
        (MODEL.replace("f1:f2", "f1:f3"), "f1:f3: f3 is the outcome itself"),
        (SECOND_ORDER, "g:h: g is measured by constructs .f1, f2., not by items"),
        (MODEL.replace("f1 =~ x1 + x2 + x3", "f1 =~ x1"), "f1 has 1 item; expected at least 2"),
        (MODEL.replace("=~ x1", "=~ NA*x1"), "the loading of x1, the first item of f1, is not 1"),
        (MODEL.replace("=~ x1", "=~ 2*x1"), "the loading of x1, the first item of f1, is not 1"),
        (MODEL.replace("x4 + x5", "x4 + x1 + x5"), "f1:f2: x1 measures f1, f2; expected items of"),
        (MODEL.replace("f1:f2", "f1:f2 + f2:f1"), "one product; write it in one order"),
        (MODEL + "f1.f2 ~~ f3", "f1.f2 is the name of f1:f2 itself"),
    ],
)
def test_what_products_cannot_measure_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        sem.product_indicators(text, data().assign(y1=1.0, y2=2.0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("y ~ a + b + c + a:b:c", "three constructs is not yet available"),
        ("y ~~ a:b", "stands among the predictors alone"),
        ("f =~ a:b", "stands among the predictors alone"),
        ("a:b ~ y", "stands among the predictors alone"),
    ],
)
def test_products_elsewhere_are_faults_of_the_text(text: str, said: str) -> None:
    with pytest.raises(ModelSyntaxError, match=said):
        sem.parse(text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ordered": True, "estimator": "WLSMV"}, "ordered items have no products"),
        ({"missing": "pairwise"}, "pairwise takes products and their items from other rows"),
        ({"std_lv": True}, "std_lv takes the scale of a product from its constructs"),
        ({"group": "x9"}, "an interaction with several groups is not yet available"),
        ({"product_pairs": "best"}, "pairs 'best'; expected one of matched all"),
    ],
)
def test_options_that_do_not_go_with_products(options: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        sem.fit(MODEL, data(), **options)


def test_faults_of_the_data() -> None:
    with pytest.raises(DataError, match="item x4 is not in the data"):
        sem.fit(MODEL, data().drop(columns="x4"))
    with pytest.raises(DataError, match=r"already have the products x1\.x4"):
        sem.fit(MODEL, data().assign(**{"x1.x4": 1.0}))
    with pytest.raises(SpecificationError, match="an interaction needs the cases"):
        sem.fit(MODEL, sem.Moments(data().cov(), 300))
    with pytest.raises(SpecificationError, match="without product indicators"):
        sem.parameter_table(MODEL)
