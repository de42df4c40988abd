"""GLS, ULS, SLS, WLS and DWLS of numeric items, beyond what lavaan is the reference for."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import MEANS, MIMIC, THREE_FACTORS, holzinger
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import DataError, SpecificationError

TWO_FACTORS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n"
ITEMS = [f"x{i}" for i in range(1, 10)]


@cache
def fitted(estimator: str, text: str = THREE_FACTORS, **options: str) -> sem.Fit:
    return sem.fit(text, holzinger(), estimator=estimator, **options)


def moments() -> sem.Moments:
    X = holzinger()[ITEMS]
    return sem.Moments(X.cov(), len(X), X.mean())


def amos_value(fit: sem.Fit, theta: np.ndarray, *, scaled: bool) -> float:
    """tr[(S - Sigma)^2] / 2, with ``scaled`` of both in units of the sample's variances."""
    S = fit.solution.sample.moments.S
    Sigma = fit.solution.quantities.pattern.matrices(theta).covariance()
    D = np.diag(1.0 / S.diagonal()) if scaled else np.eye(len(S))
    residual = D @ (S - Sigma)
    return 0.5 * float(np.trace(residual @ residual))


@pytest.mark.parametrize("text", [THREE_FACTORS, MIMIC, MEANS])
@pytest.mark.parametrize("estimator", ["GLS", "ULS", "WLS", "DWLS"])
def test_gradient_is_that_of_the_discrepancy(estimator: str, text: str) -> None:
    s = fitted(estimator, text).solution
    theta = s.theta + 0.05 * np.cos(np.arange(s.theta.size))
    step = 1e-6 * np.eye(s.theta.size)
    central = [
        (s.objective.at(theta + h).value - s.objective.at(theta - h).value) / 2e-6 for h in step
    ]
    gradient = s.objective.at(theta).gradient
    assert np.allclose(gradient, central, rtol=0, atol=NUMERIC_GRADIENT * max(1, *np.abs(central)))


@pytest.mark.parametrize("estimator", ["GLS", "ULS"])
def test_published_moments_give_what_the_cases_give(estimator: str) -> None:
    published = sem.fit(THREE_FACTORS, moments(), estimator=estimator)
    own = fitted(estimator)
    assert abs(published.chisq - own.chisq) <= ANALYTIC * own.chisq
    assert np.allclose(published.estimates()["se"], own.estimates()["se"], atol=ANALYTIC)


@pytest.mark.parametrize("estimator", ["WLS", "DWLS"])
def test_weights_need_the_cases(estimator: str) -> None:
    with pytest.raises(SpecificationError, match=f"estimator {estimator} needs the cases, not pub"):
        sem.fit(THREE_FACTORS, moments(), estimator=estimator)


def test_wls_needs_more_cases_than_moments() -> None:
    with pytest.raises(DataError, match="40 cases do not determine the weights of 45 variances"):
        sem.fit(THREE_FACTORS, holzinger()[:40], estimator="WLS")
    few = holzinger()[:60].assign(school=["a"] * 40 + ["b"] * 20)
    with pytest.raises(DataError, match="WLS: the fourth moments of 20 cases"):
        sem.fit(TWO_FACTORS, few, estimator="WLS", group="school")


def test_amos_gls_is_lavaans_with_another_divisor() -> None:
    """f of GLS does not depend on the divisor of S; CMIN = (N - 1) f in both."""
    ours, lavaan = fitted("GLS", convention="amos"), fitted("GLS")
    assert abs(ours.chisq - lavaan.chisq) <= ANALYTIC * lavaan.chisq
    frames = [f.estimates() for f in (ours, lavaan)]
    variance = (frames[0]["op"] == "~~").to_numpy()
    factor = np.where(variance, 300 / 301, 1.0)
    for column in ("est", "se"):
        assert np.allclose(frames[0][column], factor * frames[1][column], atol=ANALYTIC)


def test_amos_adf_is_lavaans_wls_with_another_divisor() -> None:
    """S shrinks by (N - 1) / N while Gamma stays, so F shrinks by its square."""
    ours, lavaan = fitted("WLS", convention="amos"), fitted("WLS")
    assert abs(ours.chisq - (300 / 301) ** 2 * lavaan.chisq) <= ANALYTIC * lavaan.chisq
    std = [f.standardized()["est"] for f in (ours, lavaan)]
    assert np.allclose(*std, atol=ANALYTIC)


@pytest.mark.parametrize("estimator", ["ULS", "SLS"])
def test_amos_discrepancies_are_as_in_its_manual(estimator: str) -> None:
    fit = fitted(estimator, convention="amos")
    theta, scaled = fit.solution.theta, estimator == "SLS"
    least = amos_value(fit, theta, scaled=scaled)
    assert abs(fit.fmin - least) <= ANALYTIC
    rng = np.random.default_rng(3)
    others = [theta + 0.02 * rng.standard_normal(theta.size) for _ in range(20)]
    assert min(amos_value(fit, other, scaled=scaled) for other in others) > least


def test_no_unit_changes_sls() -> None:
    changed = holzinger().assign(x1=holzinger()["x1"] * 10)
    other = sem.fit(THREE_FACTORS, changed, estimator="SLS", convention="amos")
    assert np.allclose(
        other.estimates()["std_all"],
        fitted("SLS", convention="amos").estimates()["std_all"],
        atol=ANALYTIC,
    )


@pytest.mark.parametrize("estimator", ["ULS", "SLS"])
def test_amos_gives_no_test_of_unweighted_least_squares(estimator: str) -> None:
    fit = fitted(estimator, convention="amos")
    assert fit.admissible, fit.problems
    assert fit.chisq is None
    assert fit.not_computed["cfi"] == f"AMOS gives no chi-square with {estimator}"
    assert all(fit.fit_indices()[name] is not None for name in ("gfi", "agfi", "rmr", "nfi", "rfi"))
    frame = fit.estimates()
    assert frame.loc[frame["free"] > 0, "se"].isna().all()
    assert any("AMOS gives no standard errors" in text for text in fit.warnings)
    assert np.isfinite(fit.bootstrap(draws=40, seed=1, workers=1).ci(level=0.9)["se"]).all()
    with pytest.raises(SpecificationError, match=f"no chi-square with {estimator}, so no p of fit"):
        fit.bootstrap(draws=10, seed=1, kind="bollen-stine")


@pytest.mark.parametrize("estimator", ["GLS", "ULS", "WLS", "DWLS"])
def test_bootstrap_refits_by_the_estimator_of_the_fit(estimator: str) -> None:
    fit = fitted(estimator, TWO_FACTORS)
    boot = fit.bootstrap(draws=3, seed=5, workers=1)
    counts = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(1,))).integers(0, 301, 301)
    again = sem.fit(TWO_FACTORS, holzinger().iloc[counts], estimator=estimator)
    assert np.allclose(boot.draws[1], again.solution.theta, atol=1e-5)
    assert abs(boot.chisq[1] - again.chisq) <= 1e-6 * again.chisq
    p = fit.bootstrap(draws=20, seed=5, kind="bollen-stine", workers=1).pvalue
    assert 0 <= p < 0.5


def test_bootstrap_of_two_groups_by_wls() -> None:
    fit = sem.fit(TWO_FACTORS, holzinger(), estimator="WLS", group="school", equal=("loadings",))
    boot = fit.bootstrap(draws=40, seed=2, workers=1)
    assert boot.converged.all()
    errors = fit.estimates()["se"].to_numpy()
    drawn = boot.ci(level=0.9).query("quantity == 'parameter'")["se"].to_numpy()
    free = errors > 0
    assert np.median(drawn[free] / errors[free]) == pytest.approx(1.1, abs=0.3)


@pytest.mark.parametrize("estimator", ["ULS", "DWLS"])
def test_naive_errors_are_called_so(estimator: str) -> None:
    fit = fitted(estimator)
    assert any("lavaan's naive ones" in text for text in fit.warnings)
    assert not any("naive" in text for text in fitted("GLS").warnings)
    if estimator == "ULS":
        assert fit.pvalue is None
        with pytest.raises(SpecificationError, match="chi-square of ULS has no known distribution"):
            sem.compare(fit, fitted("ULS", THREE_FACTORS + "visual ~~ 0*speed"))


@pytest.mark.parametrize("estimator", ["GLS", "ULS", "WLS", "DWLS"])
def test_everything_else_of_a_fit(estimator: str) -> None:
    fit = fitted(estimator, MIMIC)
    for frame in (
        fit.effects()[["est", "se"]],
        fit.standardized()[["est", "se"]],
        fit.modification_indices()[["mi", "epc"]],
        fit.modification_indices("amos")[["mi", "epc"]],
        fit.factor_scores(),
        fit.residuals("standardized"),
        fit.r_squared()[["r_squared"]],
    ):
        assert np.isfinite(frame.to_numpy(dtype=float)).all()
    summary = fit.summary()
    assert (summary["estimator"], summary["aic"], summary["logl"]) == (estimator, None, None)
    assert fit.not_computed["bic"] == f"{estimator} has no likelihood"


def test_weighted_least_squares_agree_with_ml_where_the_model_holds() -> None:
    Sigma = fitted("ML").implied()
    published = sem.Moments(Sigma, 301, names=list(Sigma.columns))
    ml = sem.fit(THREE_FACTORS, published, convention="amos")
    for estimator in ("GLS", "ULS", "SLS"):
        other = sem.fit(THREE_FACTORS, published, estimator=estimator, convention="amos")
        assert np.allclose(other.estimates()["est"], ml.estimates()["est"], atol=1e-6)
        if estimator == "GLS":
            assert np.allclose(other.estimates()["se"], ml.estimates()["se"], atol=1e-6)


@pytest.mark.parametrize(
    ("estimator", "options", "message"),
    [
        ("GLS", {"convention": "wishart"}, "convention wishart is a likelihood, which GLS does"),
        ("DWLS", {"convention": "amos"}, r"AMOS has no estimator DWLS; expected .*ADF"),
        ("SLS", {}, "estimator SLS is AMOS's; found convention lavaan"),
        ("GLS", {"missing": "fiml"}, "estimator GLS needs complete rows"),
        ("WLS", {"missing": "pairwise"}, "estimator WLS needs rows"),
    ],
)
def test_bad_options_are_named(estimator: str, options: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        sem.fit(THREE_FACTORS, holzinger(), estimator=estimator, **options)


def test_amos_has_means_with_ml_alone() -> None:
    with pytest.raises(SpecificationError, match="has means with ML alone, not with GLS"):
        sem.fit(MEANS, holzinger(), estimator="GLS", convention="amos")


def test_constant_and_dependent_items_are_named() -> None:
    doubled = holzinger().assign(x2=2 * holzinger()["x1"])
    with pytest.raises(DataError, match="linear dependence between x1, x2"):
        sem.fit(THREE_FACTORS, pd.DataFrame(doubled), estimator="GLS")
