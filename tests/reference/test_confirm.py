"""Intervals of reliability and HTMT and common method models against R."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, CHISQ, LAVAAN, LOOSE

from surveysem import sem, survey
from surveysem.errors import SpecificationError
from surveysem.sem.categorical.bootstrap import answers_of
from surveysem.study.measured import VALIDITY
from surveysem.survey import assess_constructs
from surveysem.survey.confirm.cross_loadings import cross_loadings
from surveysem.survey.confirm.polychorics import (
    Polychorics,
    polychorics,
    resampled_polychorics,
)
from surveysem.survey.confirm.precision import (
    bootstrap_limits,
    delta_limits,
    feldt,
    weighted_covariances,
)
from surveysem.survey.confirm.reliability import alpha_of_covariances, measures
from surveysem.survey.confirm.validity import htmt, htmt2

CASE = cases.expected("confirm_holzinger")
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
AT = {"visual": [0, 1, 2], "textual": [3, 4, 5], "speed": [6, 7, 8]}
ITEMS = [f"x{i}" for i in range(1, 10)]
HOW = {"estimator": "ML", "convention": "lavaan", "missing": "listwise", "ordered": False}


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return cases.data("confirm_holzinger")[ITEMS]


@pytest.fixture(scope="module")
def fit(data: pd.DataFrame) -> sem.Fit:
    return sem.fit(MODEL, data)


@pytest.fixture(scope="module")
def covariances(data: pd.DataFrame) -> np.ndarray:
    counts = np.array([[int(digit) for digit in text] for text in CASE["counts"]], dtype=float)
    return weighted_covariances(data.to_numpy(), counts)


@pytest.mark.parametrize("name", list(AT))
def test_feldt_interval_of_alpha_agrees_with_psych(data: pd.DataFrame, name: str) -> None:
    found = feldt(data.to_numpy()[:, AT[name]], 0.95)
    assert found == pytest.approx(CASE["feldt"][name], abs=ANALYTIC)


def test_alpha_of_resamples_agrees_with_psych(covariances: np.ndarray) -> None:
    theirs = np.array(CASE["reliability_draws"])[:, :3]
    found = [alpha_of_covariances(covariances[:, at[0] : at[2] + 1, at[0] : at[2] + 1])
             for at in AT.values()]  # fmt: skip
    np.testing.assert_allclose(np.stack(found, axis=1), theirs, atol=ANALYTIC)


def test_htmt_of_resamples_agrees_with_semtools(covariances: np.ndarray) -> None:
    sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    R = covariances / sd[:, :, None] / sd[:, None, :]
    pairs = [("visual", "textual"), ("visual", "speed"), ("textual", "speed")]
    found = [ratio(R, AT[a], AT[b]) for ratio in (htmt, htmt2) for a, b in pairs]
    np.testing.assert_allclose(np.stack(found, axis=1), CASE["ratio_draws"], atol=ANALYTIC)


ORDERED = cases.expected("htmt_ordered")
PAIRS = [("f1", "f2"), ("f1", "f3"), ("f2", "f3")]
BLOCKS = {"f1": [0, 1, 2], "f2": [3, 4, 5, 6], "f3": [7, 8]}


def ordered_fit(name: str = "data.csv", missing: str = "listwise") -> sem.Fit:
    answers = cases.read(name, "htmt_ordered")
    return sem.fit(cases.model("htmt_ordered"), answers, estimator="WLSMV", missing=missing,
                   ordered=list(answers))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "missing", "theirs"),
    [("data.csv", "listwise", "complete"), ("holes.csv", "pairwise", "pairwise")],
)
def test_htmt_of_ordered_items_is_that_of_polychorics(name: str, missing: str, theirs: str) -> None:
    answers = cases.read(name, "htmt_ordered")
    fit = ordered_fit(name, missing)
    cutoffs = dict.fromkeys(VALIDITY, 0.5)
    found = assess_constructs(fit, answers, cutoffs=cutoffs, bootstrap=None, seed=1).validity
    found = found.set_index(["construct", "with"]).loc[PAIRS]
    assert set(found["item_correlations"]) == {"polychoric"}
    for column in ("htmt", "htmt2"):
        np.testing.assert_allclose(found[column], ORDERED[theirs][column], atol=LAVAAN)


@dataclass(frozen=True)
class Stored:
    """The resamples that R drew."""

    X: np.ndarray

    def counts(self, first: int, last: int) -> np.ndarray:
        return np.array([[int(digit) for digit in text] for text in ORDERED["counts"][first:last]])


def test_htmt_of_resampled_ordered_items_agrees_with_semtools() -> None:
    fit = ordered_fit()
    weights = Stored(answers_of(fit.solution))
    R = Polychorics(fit.solution.moments[0], np.arange(9), weights, 12).run(0).R.reshape(-1, 9, 9)
    for ratio, theirs in ((htmt, "htmt_draws"), (htmt2, "htmt2_draws")):
        ours = np.stack([ratio(R, BLOCKS[a], BLOCKS[b]) for a, b in PAIRS], axis=1)
        np.testing.assert_allclose(ours, ORDERED[theirs], atol=LAVAAN)


def test_intervals_of_htmt_of_ordered_items_are_percentiles_of_resampled_polychorics() -> None:
    """A resample in which everybody answers alike has none."""
    fit, options = ordered_fit(), {"draws": 40, "seed": 3, "workers": 1}
    answers = cases.read("data.csv", "htmt_ordered")
    found = bootstrap_limits(fit, answers, level=0.9, **options).of_pairs
    R = resampled_polychorics(fit, list(answers), **options)
    assert R is not None
    draws = htmt(R, BLOCKS["f1"], BLOCKS["f3"])
    ends = found.loc[("f1", "f3"), ["htmt_ci_lower", "htmt_ci_upper"]]
    assert np.quantile(draws, 0.01) < ends.iloc[0] < np.quantile(draws, 0.15)
    assert np.quantile(draws, 0.85) < ends.iloc[1] < np.quantile(draws, 0.99)
    one = np.zeros((1, len(answers)))
    one[0, 0] = len(answers)
    alone = SimpleNamespace(X=answers_of(fit.solution), counts=lambda first, last: one)
    assert np.isnan(Polychorics(fit.solution.moments[0], np.arange(9), alone, 1).run(0).R).all()


def test_numeric_items_have_no_polychorics(fit: sem.Fit) -> None:
    assert polychorics(fit) is None
    assert resampled_polychorics(fit, ITEMS, draws=2, seed=1, workers=1) is None


def test_omega_and_ave_of_refitted_resamples_agree_with_semtools(data: pd.DataFrame) -> None:
    theirs = np.array(CASE["reliability_draws"])[:, 3:]
    for text, wanted in zip(CASE["counts"][:8], theirs, strict=False):
        rows = np.repeat(np.arange(len(data)), [int(digit) for digit in text])
        table = sem.fit(MODEL, data.iloc[rows].reset_index(drop=True)).estimates()
        scales = [table[name].to_numpy() for name in ("est", "std_lv", "std_all")]
        found = np.array([one.values(*scales) for one in measures(table)]).T.ravel()
        np.testing.assert_allclose(found, wanted, atol=LOOSE)


def test_percentile_limits_are_those_of_the_draws(data: pd.DataFrame, fit: sem.Fit) -> None:
    limits = bootstrap_limits(fit, data, draws=300, level=0.9, seed=5, workers=1)
    assert (limits.n, limits.draws) == (len(data), 300)
    assert 0 < limits.used <= 300
    boot = fit.bootstrap(300, seed=5, workers=1)
    one = measures(fit.estimates())[0]
    draws = one.values(boot.values("raw"), boot.values("std_lv"), boot.values("std_all"))[2]
    row = limits.of_constructs.loc["visual"]
    assert row["ave_ci_lower"] == pytest.approx(np.quantile(draws, 0.05), abs=0.01)
    assert row["ave_ci_upper"] == pytest.approx(np.quantile(draws, 0.95), abs=0.01)
    with pytest.raises(SpecificationError, match="scale 'std'; expected one of raw std_lv std_all"):
        boot.values("std")


def test_delta_limits_are_close_to_resampled_ones(data: pd.DataFrame, fit: sem.Fit) -> None:
    delta = delta_limits(fit, data, level=0.95)
    assert delta.method == "delta"
    assert delta.of_pairs.empty
    drawn = bootstrap_limits(fit, data, draws=500, level=0.95, seed=1, workers=1)
    difference = (delta.of_constructs - drawn.of_constructs).abs()
    assert difference.max(axis=None) < 0.12
    # the percentile interval of visual is wider: x1's loading moves much from draw to draw
    assert difference.loc[["textual"]].max(axis=None) < 0.02


def test_delta_limits_of_standardised_loadings_agree_with_lavaan(
    data: pd.DataFrame, fit: sem.Fit
) -> None:
    theirs = pd.DataFrame(cases.expected("sem_holzinger")["standardized"]).query("op == '=~'")
    ours = delta_limits(fit, data, level=0.95).of_loadings
    found = ours.loc[list(zip(theirs["lhs"], theirs["rhs"], strict=True))]
    np.testing.assert_allclose(found, theirs[["ci_lower", "ci_upper"]], atol=LAVAAN)
    drawn = bootstrap_limits(fit, data, draws=500, level=0.95, seed=1, workers=1).of_loadings
    assert (drawn - ours).loc["textual"].abs().max(axis=None) < 0.02


def test_item_construct_correlations_agree_with_lavaan(fit: sem.Fit) -> None:
    theirs = pd.DataFrame(CASE["structure"]).set_index(["item", "construct"])["value"]
    ours = cross_loadings(fit).set_index(["item", "construct"])["structure"]
    assert len(ours) == 27
    np.testing.assert_allclose(ours[theirs.index], theirs, atol=LOOSE)


@pytest.fixture(scope="module")
def techniques(data: pd.DataFrame) -> pd.DataFrame:
    found = survey.assess_common_method(MODEL, data, estimation=HOW, latent_method=True, marker={})
    return found.techniques.set_index("contender")


@pytest.mark.parametrize("name", ["pca", "paf"])
def test_harman_share_agrees_with_psych(techniques: pd.DataFrame, name: str) -> None:
    assert techniques["share"][name] == pytest.approx(CASE["shares"][name], abs=LOOSE)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("one factor", "one_factor"), ("measurement", "measurement"), ("method factor", "method")],
)
def test_method_models_agree_with_lavaan(techniques: pd.DataFrame, ours: str, theirs: str) -> None:
    wanted = CASE[theirs]
    row = techniques.loc[ours]
    assert row["df"] == wanted["df"]
    assert row["chisq"] == pytest.approx(wanted["chisq"], rel=CHISQ)
    assert row["cfi"] == pytest.approx(wanted["cfi"], abs=LAVAAN)
    assert row["srmr"] == pytest.approx(wanted["srmr"], abs=LOOSE)


def test_share_of_the_method_factor(techniques: pd.DataFrame, data: pd.DataFrame) -> None:
    scale = (1 / data.var(ddof=0)).mean()
    wanted = CASE["method"]
    row = techniques.loc["method factor"]
    assert row["share"] == pytest.approx(scale * wanted["est"], abs=LOOSE)
    loss = CASE["measurement"]["chisq"] - wanted["chisq"]
    assert row["chisq_diff"] == pytest.approx(loss, abs=LOOSE)


def test_marker_models_agree_with_lavaan(data: pd.DataFrame) -> None:
    model = "\n".join(MODEL.splitlines()[:2])
    found = survey.assess_common_method(
        model, data, estimation=HOW, latent_method=False, marker={"speed": ITEMS[6:]}, alpha=0.05
    ).techniques
    marker = found[found["technique"] == "marker"].set_index("contender")
    assert list(marker.index) == list(CASE["marker"])
    for name, wanted in CASE["marker"].items():
        assert marker["df"][name] == wanted["df"]
        assert marker["chisq"][name] == pytest.approx(wanted["chisq"], rel=LAVAAN)
    assert (marker["diff_pvalue"]["method-U"] < 0.05) == CASE["rejected"]


def test_a_marker_with_ordered_items_is_refused(data: pd.DataFrame) -> None:
    from surveysem.survey.confirm.marker import marker_models

    with pytest.raises(SpecificationError, match="marker variable with ordered items is not yet"):
        marker_models(MODEL, data, "speed", ITEMS[6:], {**HOW, "ordered": True}, 0.05)
    with pytest.raises(SpecificationError, match="marker variable: alpha missing; expected"):
        marker_models(MODEL, data, "speed", ITEMS[6:], HOW, None)
