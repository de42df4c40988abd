"""Solutions that are none, and what is said of them."""

import json

import numpy as np
import pytest
from lib.sem.models import KINDS, THREE_FACTORS, democracy, fitted, holzinger

from surveysem import sem

INDEX_NAMES = [
    "chisq",
    "df",
    "pvalue",
    "baseline_chisq",
    "baseline_df",
    "cfi",
    "tli",
    "nfi",
    "rfi",
    "ifi",
    "rmsea",
    "rmsea_ci_lower",
    "rmsea_ci_upper",
    "rmsea_pvalue",
    "srmr",
    "rmr",
    "gfi",
    "agfi",
    "pgfi",
    "aic",
    "bic",
    "sabic",
    "logl",
    "ecvi",
]


def heywood() -> sem.Fit:
    return sem.fit(THREE_FACTORS, holzinger().head(60))


def test_a_heywood_case_is_named_and_kept() -> None:
    fit = heywood()
    assert fit.converged
    assert not fit.admissible
    assert fit.problems[0].startswith("negative variance: x1 ~~ x1 is -0.695")
    assert fit.problems[1].startswith("standardised loading beyond 1: visual =~ x1 is 1.249")
    estimates = fit.estimates().set_index(["lhs", "op", "rhs"])
    assert estimates.loc[("x1", "~~", "x1"), "est"] < -0.6


def test_impossible_latent_covariances_are_named() -> None:
    text = THREE_FACTORS + "visual ~~ 1*visual\ntextual ~~ 1*textual\nspeed ~~ 1*speed\n"
    text = text.replace("x1 ", "NA*x1 ").replace("x4 ", "NA*x4 ").replace("x7 ", "NA*x7 ")
    held = text + "visual ~~ 0.9*textual\ntextual ~~ 0.9*speed\nvisual ~~ -0.9*speed\n"
    problems = sem.fit(held, holzinger()).problems
    assert any(
        p.startswith("the covariances of the latent variables are not positive definite: visual")
        for p in problems
    )


def test_a_fit_that_does_not_converge_says_so_and_gives_no_tests() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger().head(11))
    assert not fit.converged
    assert not fit.admissible
    assert "did not converge" in fit.problems[0]
    assert fit.chisq is None
    assert fit.df == 24
    assert fit.not_computed["cfi"] == "the solution did not converge"
    free = fit.estimates().free > 0
    assert fit.estimates().se[free].isna().all()
    assert fit.effects().empty
    assert str(fit).startswith("the estimation did not converge in ")


def test_nothing_is_derived_from_the_last_step_of_a_fit_that_does_not_converge() -> None:
    paths = "textual ~ visual\nspeed ~ visual + textual"
    fit = sem.fit(f"{THREE_FACTORS}\n{paths}", holzinger().head(11))
    assert not fit.converged
    assert fit.estimates().est.notna().all()
    assert fit.estimates()[["std_lv", "std_all"]].isna().all(axis=None)
    assert fit.standardized().est.isna().all()
    assert fit.r_squared().r_squared.isna().all()
    assert fit.effects()[["est", "std", "std_ci_lower"]].isna().all(axis=None)


def test_a_fit_is_printed_with_its_test() -> None:
    assert str(sem.fit(THREE_FACTORS, holzinger())) == "chisq(24) = 85.31, cfi 0.931"


def test_fewer_cases_than_parameters_is_a_warning() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger().head(20))
    assert fit.warnings[0].startswith("20 cases for 21 free parameters")


def test_definitions_without_a_value_are_named() -> None:
    fit = sem.fit("f =~ x1 + b*x2 + x3\nbad := log(-b)", holzinger())
    assert fit.warnings == ["the defined parameter bad := log(-b) has no value"]


@pytest.mark.parametrize("kind", KINDS)
def test_summaries_are_flat_and_json_safe(kind: str) -> None:
    record = fitted(kind).summary()
    text = json.dumps(record, allow_nan=False)
    assert json.loads(text) == record
    assert not any(isinstance(value, dict) for value in record.values())


def test_every_index_is_an_attribute() -> None:
    fit = fitted("factors")
    indices = fit.fit_indices()
    assert set(INDEX_NAMES) <= set(indices)
    assert all(getattr(fit, name) == value for name, value in indices.items())
    with pytest.raises(
        AttributeError, match=r"fit by ML has no index or method 'cfii' \(nearest: cfi"
    ):
        fit.cfii  # noqa: B018


def test_amos_has_its_own_information_criteria() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger(), convention="amos")
    C, q, n, p = fit.chisq, 21, 301, 9
    expected = {
        "aic": C + 2 * q,
        "bcc": C + 2 * q * (n - 1) / (n - p - 2),
        "bic": C + q * np.log(n),
        "caic": C + q * (np.log(n) + 1),
        "ecvi": (C + 2 * q) / (n - 1),
        "fmin": C / (n - 1),
        "rmsea": np.sqrt((C / 24 - 1) / (n - 1)),
    }
    for name, value in expected.items():
        assert np.isclose(getattr(fit, name), value, rtol=1e-12), name
    assert fit.logl is None


def test_amos_estimates_moments_of_observed_predictors() -> None:
    text = THREE_FACTORS + "visual ~ ageyr + sex"
    lavaan, amos = (sem.fit(text, holzinger(), convention=c) for c in ("lavaan", "amos"))
    assert amos.n_free == lavaan.n_free + 3
    assert amos.df == lavaan.df
    assert amos.baseline_df == 55


def test_few_countries_are_no_problem() -> None:
    assert sem.fit("f =~ y1 + y2 + y3 + y4", democracy()).problems == []


@pytest.mark.parametrize("options", [{"estimator": "GLS"}, {"missing": "two-stage"}])
def test_weights_that_few_cases_inflate_are_told(options):
    model = "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem65 =~ y5 + y6 + y7 + y8"
    few = sem.fit(model, democracy(), **options)
    assert any("75 cases for 11 variables" in said and "21%" in said for said in few.warnings)
    enough = sem.fit(THREE_FACTORS, holzinger(), **options)
    assert not [said for said in enough.warnings if "too small" in said]
    assert not [said for said in sem.fit(model, democracy()).warnings if "too small" in said]
