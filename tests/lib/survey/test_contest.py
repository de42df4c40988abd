"""The second-order contest: every verdict, and what it rests on."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, ncx2
from tolerances import ANALYTIC

from surveysem.contracts import columns
from surveysem.errors import SpecificationError
from surveysem.survey import Criteria, higher_order_loadings, hold_contest, improper_values
from surveysem.survey.second_order.comparison import ChisqDifference, compare_models, is_better
from surveysem.survey.second_order.contenders import PAIRS

N = 136
CRITERIA = {
    "alpha": 0.05,
    "target_coefficient": 0.9,
    "delta_cfi": 0.01,
    "rmsea_diff": 0.08,
    "delta_bic": 2.0,
}


def criteria(**changes):
    return Criteria(**CRITERIA | changes)


def record(chisq, df, cfi=0.95, **changes):
    return {
        "estimator": "ML",
        "chisq": chisq,
        "df": df,
        "pvalue": 0.1,
        "cfi": cfi,
        "tli": 0.94,
        "rmsea": 0.04,
        "srmr": 0.05,
        "aic": None if chisq is None else chisq - 2 * df,
        "bic": None if chisq is None else chisq - np.log(N) * df,
        "n_obs": N,
        "converged": True,
        "admissible": True,
        **changes,
    }


def alone(**changes):
    return {
        "one_factor": record(300.0, 54, 0.70),
        "correlated": record(60.0, 51),
        "second_order": record(60.00001, 51),
        **changes,
    }


def within(chisq=1016.0, df=863, cfi=0.949, **changes):
    return {
        "correlated": record(1000.0, 847, 0.95),
        "second_order": record(chisq, df, cfi),
        **changes,
    }


def loadings(std=(0.8, 0.7, 0.9), lower=(0.6, 0.5, 0.7), upper=(0.95, 0.9, 0.99)):
    return pd.DataFrame(
        {
            "scope": "within",
            "contender": "second_order",
            "factor": ["a", "b", "c"],
            "std_loading": std,
            "ci_lower": lower,
            "ci_upper": upper,
            "r_squared": np.square(std),
        }
    )


def difference(restricted, general):
    """The plain chi-square difference of two records, as `compare_contenders` has it of ML fits."""
    if not (restricted["converged"] and general["converged"]):
        return None
    chisq, df = restricted["chisq"] - general["chisq"], restricted["df"] - general["df"]
    if df <= 0 or is_better(restricted["chisq"], general["chisq"]):
        return None
    return ChisqDifference(chisq, df, chi2.sf(chisq, df), "", 0.95, 0.99)


def differences(on_its_own, inside):
    """The tests of every nested pair of either scope."""
    return {
        (scope, *pair): found
        for scope, records in (("alone", on_its_own), ("within", inside))
        for *pair, nested in PAIRS
        if nested and set(pair) <= set(records)
        if (found := difference(*(records[name] for name in pair))) is not None
    }


def contest(records=None, table=None, on_its_own=None, names=None, **options):
    inside = within() if records is None else records
    return hold_contest(
        on_its_own or alone(),
        inside,
        differences(on_its_own or alone(), inside),
        loadings() if table is None else table,
        construct="performance",
        criteria=criteria(**options),
        names=names,
    )


FAILED = {"converged": False, "chisq": None, "cfi": None}
VERDICTS = [
    ("all criteria agree", within(1016.0), loadings(), "holds"),
    (
        "all loadings negative",
        within(1016.0),
        loadings((-0.8, -0.7, -0.9), (-0.9, -0.8, -0.95), (-0.5, -0.5, -0.5)),
        "holds",
    ),
    ("rejected and CFI falls", within(1060.0, cfi=0.92), loadings(), "does not hold"),
    ("rejected and target low", within(1200.0, cfi=0.945), loadings(), "does not hold"),
    (
        "rejected, indices fine, misfit may be large",
        within(1040.0, cfi=0.945),
        loadings(),
        "not distinguishable",
    ),
    (
        "rejected, but the misfit is small for certain",
        {
            "correlated": record(1000.0, 847, n_obs=5000),
            "second_order": record(1040.0, 863, 0.949, n_obs=5000),
        },
        loadings(),
        "holds",
    ),
    ("not rejected, but CFI falls", within(1020.0, cfi=0.93), loadings(), "not distinguishable"),
    (
        "a loading's interval includes 0",
        within(),
        loadings(lower=(0.6, -0.01, 0.7)),
        "does not hold",
    ),
    (
        "loadings differ in sign",
        within(),
        loadings((0.8, -0.7, 0.9), (0.6, -0.9, 0.7), (0.9, -0.5, 0.95)),
        "does not hold",
    ),
    ("Heywood loading", within(), loadings((0.8, 1.02, 0.9)), "not estimable"),
    ("no interval", within(), loadings(lower=(0.6, np.nan, 0.7)), "not estimable"),
    (
        "second order did not converge",
        within() | {"second_order": record(None, 863) | FAILED},
        loadings(),
        "not estimable",
    ),
    (
        "correlated not admissible",
        within() | {"correlated": record(1000.0, 847, admissible=False)},
        loadings(),
        "not estimable",
    ),
    ("equivalent within too", within(1000.00002, 847), loadings(), "not distinguishable"),
    ("fits better than the general model", within(990.0), loadings(), "not estimable"),
    ("fewer degrees of freedom", within(1010.0, 840), loadings(), "not estimable"),
]


@pytest.mark.parametrize(
    ("records", "table", "verdict"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS]
)
def test_verdicts(records, table, verdict):
    found = contest(records, table).verdict
    assert found.verdict == verdict
    assert found.verdict_alone == "not distinguishable"
    assert found.reason.fr
    assert found.reason.en


def test_a_large_p_alone_proves_nothing():
    """p > .05, yet no verdict "holds" where the target coefficient is below its minimum."""
    found = contest(within(1016.0), target_coefficient=0.99).verdict
    assert found.within.pvalue > 0.05
    assert found.verdict == "not distinguishable"


def test_reasons_speak_both_languages():
    reason = contest().verdict.reason
    assert reason.en == (
        "Δχ²(16) = 16.00, p\xa0=\xa0.453, ΔCFI = −.001, target coefficient = .984 "
        "[.950,\xa0.990] (expected: at least .90). Nothing speaks against the restriction; the "
        "data do not exclude an RMSEA of the difference of up to .079 (90% interval). On its own "
        "the second-order model is equivalent to the correlated one (same degrees of freedom, same "
        "chi-square): no data can tell them apart."
    )
    assert "p\xa0=\xa00,453" in reason.fr
    assert "Seul, le modèle de second ordre équivaut" in reason.fr


def test_a_weak_loading_is_named_with_its_interval():
    reason = contest(table=loadings(lower=(0.6, -0.01, 0.7))).verdict.reason
    assert "includes 0: b [−.010,\xa0.900]." in reason.en
    assert "contient 0 : b [−0,010\xa0;\xa00,900]." in reason.fr


NAMES = {"a": {"fr": "Ventes, en volume"}, "b": {"fr": "Savoir", "en": "Learning"}}
TROUBLED = [
    (loadings(lower=(-0.1, -0.01, 0.7)), "Ventes, en volume [−0,100", "; Learning [−.010"),
    (loadings((0.8, 1.02, 0.9)), "cas de Heywood) : Savoir.", "(Heywood case): Learning."),
    (loadings((1.1, 1.02, 0.9)), " : Ventes, en volume ; Savoir.", ": a; Learning."),
    (loadings(lower=(0.6, np.nan, 0.7)), "sans intervalle : Savoir.", "an interval: Learning."),
]


@pytest.mark.parametrize(("table", "french", "english"), TROUBLED)
def test_reasons_name_the_dimensions_as_the_study_does(table, french, english):
    """By their key in a language without a name."""
    reason = contest(table=table, names=NAMES).verdict.reason
    assert french in reason.fr
    assert english in reason.en


def test_equivalence_is_read_off_the_fits():
    """With four dimensions the second-order model has two degrees of freedom more."""
    four = alone(correlated=record(60.0, 98), second_order=record(62.0, 100, 0.949))
    verdict = contest(on_its_own=four).verdict
    assert verdict.verdict_alone == "holds"
    assert not contest(on_its_own=four).comparisons["equivalent"].any()
    assert contest().comparisons["equivalent"].tolist() == [False, True, False]


def test_tables_have_the_columns_of_their_artefacts():
    found = contest()
    assert list(found.table) == ["model", *columns("contest")]
    assert found.table[["scope", "contender"]].values.tolist() == [
        ["alone", "one_factor"],
        ["alone", "correlated"],
        ["alone", "second_order"],
        ["within", "correlated"],
        ["within", "second_order"],
    ]
    assert list(found.comparisons) == columns("comparisons")
    assert found.comparisons["target_coefficient"].iloc[2] == pytest.approx(1000 / 1016)


def test_the_record_is_flat_and_says_why_a_number_is_missing():
    found = contest(within() | {"second_order": record(None, 863) | FAILED}).verdict.record()
    assert found["pvalue"] is None
    assert (
        found["not_computed"]["pvalue"]
        == "the two models are not both converged and nested, or have no test"
    )
    assert contest().verdict.record()["not_computed"] == {}
    assert contest().verdict.record()["df_diff"] == 16


def compare(name, records):
    test = difference(records[name], records["correlated"])
    return compare_models("within", name, "correlated", records, test)


def test_rmsea_of_the_difference_inverts_the_noncentral_chi_square():
    found = compare("second_order", within(1040.0))
    assert found.rmsea_diff == pytest.approx(np.sqrt((40 - 16) / (16 * N)), abs=ANALYTIC)
    for end, p in ((found.rmsea_diff_ci_lower, 0.95), (found.rmsea_diff_ci_upper, 0.05)):
        assert ncx2.cdf(40.0, 16, end**2 * 16 * N) == pytest.approx(p, abs=ANALYTIC)


def test_rmsea_of_the_difference_is_zero_below_the_central_quantile():
    found = compare("second_order", within(1006.0))
    assert found.rmsea_diff == found.rmsea_diff_ci_lower == found.rmsea_diff_ci_upper == 0


def test_a_missing_contender_is_named():
    with pytest.raises(
        SpecificationError,
        match=r"second-order contest, within: no fit of "
        r"correlated; expected correlated, second_order",
    ):
        contest({"second_order": record(1.0, 1)})


ROBUST = {"estimator": "MLM", "chisq_scaling_factor": 1.25, "pvalue_scaled": 0.2}


def test_a_robust_estimator_shows_its_own_test_and_indices():
    general = record(1000.0, 847, chisq_scaled=1000 / 1.2, cfi_robust=0.96, cfi_scaled=0.9)
    restricted = record(1078.0, 863, chisq_scaled=1078 / 1.25, cfi_robust=0.952, cfi_scaled=0.8)
    records = {
        "correlated": ROBUST | general | {"chisq_scaling_factor": 1.2},
        "second_order": ROBUST | restricted | {"chisq_scaling_factor": 1.25},
    }
    test = ChisqDifference(78 / 3.896875, 16, 0.22, "satorra-bentler-2001")
    found = compare_models("within", "second_order", "correlated", records, test)
    assert (found.chisq_diff, found.df_diff, found.pvalue, found.method) == (
        78 / 3.896875, 16, 0.22, "satorra-bentler-2001",
    )  # fmt: skip
    assert found.delta_cfi == pytest.approx(-0.008, abs=ANALYTIC)
    assert found.target_coefficient == pytest.approx(1000 / 1.2 / (1078 / 1.25), abs=ANALYTIC)
    own = contest(records).table.query("scope == 'within' and contender == 'second_order'").iloc[0]
    assert own[["chisq", "cfi"]].tolist() == pytest.approx([1078 / 1.25, 0.952], abs=ANALYTIC)


def test_a_difference_without_a_test_is_not_estimable():
    found = hold_contest(
        alone(), within(), {}, loadings(), construct="performance", criteria=criteria()
    )
    assert found.verdict.verdict == "not estimable"
    assert "The chi-square difference has no test" in found.verdict.reason.en
    record = found.verdict.record()
    assert record["pvalue"] is record["target_ci_lower"] is None
    assert "does not fit worse" in record["not_computed"]["target_ci_lower"]


def test_without_a_likelihood_there_are_no_information_criteria():
    records = {name: one | {"aic": None, "bic": None} for name, one in within().items()}
    record = contest(records).verdict.record()
    assert record["delta_bic"] is None
    assert "the estimator has no likelihood" in record["not_computed"]["delta_bic"]
    assert set(record["not_computed"]) == {"delta_aic", "delta_bic"}


STANDARDIZED = pd.DataFrame(
    [
        ("a", "=~", "x1", 0.5, 0.1, 0.9),
        ("performance", "=~", "a", 0.8, 0.6, 0.95),
        ("performance", "=~", "b", 0.7, 0.5, 0.9),
        ("x1", "~~", "x1", 0.75, 0.6, 0.9),
        ("a", "~~", "a", 0.36, 0.1, 0.64),
        ("b", "~~", "b", 0.51, 0.2, 0.75),
        ("a", "~~", "b", 0.1, 0.0, 0.2),
    ],
    columns=["lhs", "op", "rhs", "est", "ci_lower", "ci_upper"],
)


def test_higher_order_loadings():
    solutions = {"alone": {"correlated": STANDARDIZED, "second_order": STANDARDIZED}}
    table = higher_order_loadings(solutions, "performance")
    assert list(table) == columns("higher_order")
    assert table.drop(columns="r_squared").values.tolist() == [
        ["alone", "second_order", "a", 0.8, 0.6, 0.95, 0.36, 0.1, 0.64, "delta"],
        ["alone", "second_order", "b", 0.7, 0.5, 0.9, 0.51, 0.2, 0.75, "delta"],
    ]
    assert table["r_squared"].tolist() == pytest.approx([0.64, 0.49])
    with pytest.raises(
        SpecificationError,
        match="second-order construct trust: the model measures no construct of this name",
    ):
        higher_order_loadings(solutions, "trust")


IMPROPER = [
    ("x1", "~~", "x1", -0.1, "negative variance"),
    ("a", "~~", "a", 0.0, None),
    ("a", "~~", "b", -1.2, "correlation above 1"),
    ("a", "~~", "b", 1.0, None),
    ("performance", "=~", "b", -1.01, "loading above 1"),
    ("a", "=~", "x1", 1.0, None),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "value", "fault"), IMPROPER)
def test_values_that_no_population_has(lhs, op, rhs, value, fault):
    table = STANDARDIZED.copy()
    at = (table["lhs"] == lhs) & (table["op"] == op) & (table["rhs"] == rhs)
    assert at.sum() == 1
    table.loc[at, "est"] = value
    found = improper_values({"within": {"bifactor": table}})
    assert list(found) == columns("improper")
    expected = [["within", "bifactor", lhs, op, rhs, value, fault]] if fault else []
    assert found.drop(columns=["ci_lower", "ci_upper"]).values.tolist() == expected


def test_a_loading_above_1_beside_another_one_is_no_fault():
    """With two correlated factors of one item a standardised loading may exceed 1."""
    cross = STANDARDIZED.iloc[[0]].assign(lhs="b", est=-0.4)
    table = pd.concat([STANDARDIZED.assign(est=STANDARDIZED["est"].replace(0.5, 1.1)), cross])
    assert improper_values({"alone": {"cross_loadings": table}}).empty
