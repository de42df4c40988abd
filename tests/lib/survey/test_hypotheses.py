"""Verdicts on hypotheses and claims: every rule, one row each."""

import numpy as np
import pandas as pd
import pytest

from surveysem.errors import SpecificationError
from surveysem.survey import judge, judge_claims
from surveysem.survey.hypotheses.holm import holm
from surveysem.survey.hypotheses.verdicts import Evidence, decide

NAN = float("nan")
# expect, interval, adjusted p, inner interval, bound, verdict, words of the reason
RULES = [
    ("+", (0.1, 0.5), 0.01, None, None, "supported", "excludes 0 as expected"),
    ("+", (0.1, 0.5), 0.06, None, None, "undecided", "does not stand after Holm's adjustment"),
    ("+", (-0.1, 0.5), 0.2, None, None, "undecided", "neither an effect nor its absence"),
    ("+", (-0.5, -0.1), 0.01, None, None, "contradicted", "in the opposite direction"),
    ("+", (-0.08, 0.09), 0.9, (-0.06, 0.07), 0.1, "contradicted", "the effect is negligible"),
    ("+", (-0.08, 0.19), 0.4, (-0.06, 0.17), 0.1, "undecided", "neither an effect nor"),
    ("+", (0.02, 0.09), 0.01, (0.03, 0.08), 0.1, "undecided", "excludes 0, but the effect is neg"),
    ("+", (0.0, 0.5), 0.01, None, None, "undecided", "includes 0"),
    ("-", (-0.5, -0.1), 0.01, None, None, "supported", "excludes 0 as expected"),
    ("-", (-0.5, -0.1), 0.06, None, None, "undecided", "does not stand after Holm"),
    ("-", (-0.5, 0.1), 0.2, None, None, "undecided", "includes 0"),
    ("-", (0.1, 0.5), 0.01, None, None, "contradicted", "in the opposite direction"),
    ("+", (-0.5, -0.1), 0.06, None, None, "undecided", "but the effect does not stand after Holm"),
    ("-", (0.1, 0.5), 0.06, None, None, "undecided", "but the effect does not stand after Holm"),
    ("-", (-0.09, 0.08), 0.9, (-0.07, 0.06), 0.1, "contradicted", "the effect is negligible"),
    ("!=0", (0.1, 0.5), 0.01, None, None, "supported", "excludes 0"),
    ("!=0", (-0.5, -0.1), 0.01, None, None, "supported", "excludes 0"),
    ("!=0", (-0.5, -0.1), 0.07, None, None, "undecided", "does not stand after Holm"),
    ("!=0", (-0.1, 0.5), 0.3, None, None, "undecided", "includes 0"),
    ("!=0", (-0.09, 0.09), 0.9, (-0.07, 0.07), 0.1, "contradicted", "the effect is negligible"),
    ("0", (-0.12, 0.11), 0.9, (-0.09, 0.08), 0.1, "supported", "The effect is negligible"),
    ("0", (-0.4, 0.3), 0.9, (-0.3, 0.2), 0.1, "undecided", "neither established nor excluded"),
    ("0", (0.15, 0.5), 0.01, (0.2, 0.4), 0.1, "contradicted", "lies wholly outside"),
    ("0", (-0.5, -0.15), 0.01, (-0.4, -0.2), 0.1, "contradicted", "lies wholly outside"),
    ("0", (0.05, 0.5), 0.01, (0.1, 0.4), 0.1, "undecided", "neither established nor excluded"),
    ("0", (0.01, 0.11), 0.01, (0.02, 0.09), 0.1, "supported", "The effect is negligible"),
]


@pytest.mark.parametrize(("expect", "ends", "p", "inner", "bound", "verdict", "words"), RULES)
def test_every_rule(expect, ends, p, inner, bound, verdict, words):
    found, reason = decide(expect, Evidence(*ends, p, *(inner or (NAN, NAN))), 0.05, bound)
    assert found == verdict
    assert words in reason.en


def test_absence_of_significance_is_never_absence():
    """However large p: without a bound nothing supports a null, and + is never contradicted."""
    verdict, reason = decide("+", Evidence(-0.01, 0.01, 1.0), 0.05, None)
    assert verdict == "undecided"
    assert reason.fr == (
        "L'intervalle à 95\xa0% [−0,010\xa0;\xa00,010] contient 0 : ni effet établi, ni "
        "absence d'effet établie."
    )


def test_reasons_quote_the_numbers():
    _, reason = decide("0", Evidence(-0.12, 0.11, NAN, -0.09, 0.08), 0.05, 0.1)
    assert reason.en == "The effect is negligible: 90% interval [−.090,\xa0.080] within ±.10."
    for ends, inner in (
        ((-0.12, 0.11), (-0.09, 0.08)),
        ((-0.2, 0.2), (-0.1, 0.2)),
        ((0.3, 0.5),) * 2,
    ):
        _, reason = decide("0", Evidence(*ends, NAN, *inner), 0.05, 0.1, "Lakens (2017)")
        assert "±.10 [Lakens (2017)]" in reason.en
        assert "±0,10 [Lakens (2017)]" in reason.fr
    _, reason = decide("+", Evidence(-0.08, 0.09, 0.9, -0.06, 0.07), 0.05, 0.1, "Lakens (2017)")
    assert reason.en.endswith("within ±.10 [Lakens (2017)]).")
    _, reason = decide("+", Evidence(0.1, 0.5, 0.0004), 0.05, None)
    assert reason.en == (
        "The 95% interval [.100,\xa0.500] excludes 0 as expected, and the effect "
        "stands after Holm's adjustment (p\xa0<\xa0.001, adjusted)."
    )


def hypothesis(name="H1", **changes):
    return {
        "id": name,
        "statement_fr": f"énoncé {name}",
        "statement_en": f"statement {name}",
        "kind": "direct",
        "model": "structural",
        "lhs": "perf",
        "op": "~",
        "rhs": "trust",
        "expect": "+",
        "bound": "",
        "alpha": "0.05",
        "family": "f",
        **changes,
    }


def interval(
    lhs="perf", op="~", rhs="trust", ends=(0.1, 0.5), p=0.01, level=0.95, model="structural"
):
    shared = {
        "model": model,
        "level": level,
        "lhs": lhs,
        "op": op,
        "rhs": rhs,
        "label": "",
        "bias": 0.0,
        "ci_lower": ends[0],
        "ci_upper": ends[1],
        "pvalue": p,
    }
    middle = sum(ends) / 2
    return [
        {**shared, "quantity": "parameter", "est": 2 * middle, "se": 0.2},
        {**shared, "quantity": "standardized", "est": middle, "se": 0.1},
    ]


def judged(hypotheses, *intervals, **options):
    table = pd.DataFrame([row for rows in intervals for row in rows])
    return judge(pd.DataFrame(hypotheses), table, **options)


def test_one_row_with_every_column():
    row = judged([hypothesis()], interval()).iloc[0]
    assert list(row.index) == [
        "id",
        "kind",
        "model",
        "family",
        "expect",
        "bound",
        "bound_source",
        "alpha",
        "lhs",
        "op",
        "rhs",
        "est",
        "se",
        "std",
        "ci_lower",
        "ci_upper",
        "pvalue",
        "pvalue_adjusted",
        "verdict",
        "reason_fr",
        "reason_en",
        "statement_fr",
        "statement_en",
    ]
    assert row["verdict"] == "supported"
    assert (row["est"], row["std"], row["ci_lower"], row["ci_upper"]) == (0.6, 0.3, 0.1, 0.5)
    assert row["statement_fr"] == "énoncé H1"


@pytest.mark.parametrize("kind", ["indirect", "total", "comparison"])
def test_defined_parameters_are_found_by_name(kind):
    rows = [hypothesis(kind=kind, lhs="by_trust", op=":=", rhs="")]
    assert judged(rows, interval("by_trust", ":=", "a*b"))["verdict"].tolist() == ["supported"]


def test_an_interaction_is_judged_by_the_effect_of_its_product():
    rows = [hypothesis(kind="moderation", rhs="coop:trust")]
    table = judged(rows, interval(rhs="coop.trust"))
    assert table["verdict"].tolist() == ["supported"]
    assert table["rhs"].tolist() == ["coop:trust"]
    with pytest.raises(SpecificationError, match=r"perf ~ coop\.trust has no parameter interval"):
        judged(rows, interval(rhs="trust"))


def test_a_covariance_is_found_in_both_directions():
    rows = [hypothesis(lhs="trust", op="~~", rhs="perf")]
    assert judged(rows, interval("perf", "~~", "trust"))["verdict"].tolist() == ["supported"]


def test_holm_runs_within_the_family_only():
    rows = [
        hypothesis("H1"),
        hypothesis("H2", rhs="commu"),
        hypothesis("H3", rhs="coop"),
        hypothesis("H4", rhs="cult", family="other"),
        hypothesis("H5", rhs="orga", expect="0", bound="0.2"),
    ]
    table = judged(
        rows,
        interval(p=0.01),
        interval(rhs="commu", p=0.03),
        interval(rhs="coop", p=0.02),
        interval(rhs="cult", p=0.04),
        interval(rhs="orga", ends=(-0.1, 0.1), p=0.9),
        interval(rhs="orga", ends=(-0.05, 0.05), p=0.9, level=0.9),
    )
    assert table["pvalue_adjusted"].tolist()[:4] == pytest.approx([0.03, 0.04, 0.04, 0.04])
    assert np.isnan(table["pvalue_adjusted"].iloc[4])
    assert table["verdict"].tolist() == ["supported"] * 5


def test_holm_can_take_a_verdict_away():
    rows = [hypothesis("H1"), hypothesis("H2", rhs="commu")]
    table = judged(rows, interval(p=0.04), interval(rhs="commu", p=0.045))
    assert table["verdict"].tolist() == ["undecided"] * 2


def test_holm_by_hand():
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.6, 0.7]), [1, 1])
    assert holm([]).shape == (0,)


def test_equivalence_takes_the_inner_interval():
    rows = [hypothesis(expect="0", bound="0.1")]
    outer = interval(ends=(-0.12, 0.11), p=0.9)
    inner = interval(ends=(-0.09, 0.08), p=0.9, level=0.9)
    assert judged(rows, outer, inner)["verdict"].tolist() == ["supported"]
    with pytest.raises(
        SpecificationError,
        match=r"hypothesis H1: needs intervals of level 0\.9 of "
        r"model structural; found 0\.95",
    ):
        judged(rows, outer)


def test_an_alpha_of_its_own_needs_its_own_level():
    rows = [hypothesis(alpha="0.01")]
    assert judged(rows, interval(p=0.001, level=0.99))["verdict"].tolist() == ["supported"]
    with pytest.raises(SpecificationError, match=r"needs intervals of level 0\.99"):
        judged(rows, interval())


def test_an_unknown_path_names_the_nearest():
    with pytest.raises(
        SpecificationError,
        match=r"hypothesis H1: perf ~ trsut has no parameter "
        r"interval in model structural; nearest: perf ~ "
        r"trust",
    ):
        judged([hypothesis(rhs="trsut")], interval())


FITS = [
    (
        {"converged": False, "admissible": False},
        "The model structural did not converge.",
    ),
    (
        {"converged": True, "admissible": False},
        "The model structural has no admissible solution.",
    ),
]


@pytest.mark.parametrize(("fit", "reason"), FITS)
def test_a_model_without_a_solution_is_not_estimable(fit, reason):
    row = judged([hypothesis()], interval(), fits=[{"model": "structural", **fit}]).iloc[0]
    assert row["verdict"] == "not estimable"
    assert row["reason_en"] == reason
    assert np.isnan(row["std"])


def test_an_effect_without_interval_is_not_estimable():
    row = judged([hypothesis()], interval(ends=(NAN, NAN), p=NAN)).iloc[0]
    assert row["verdict"] == "not estimable"
    assert row["reason_en"] == "The bootstrap gives no interval for this effect."


CONTEST = {"construct": "performance", "reason_fr": "raison", "reason_en": "reason"}
SECOND_ORDER = [
    ("holds", "supported"),
    ("does not hold", "contradicted"),
    ("not distinguishable", "undecided"),
    ("not estimable", "not estimable"),
]


@pytest.mark.parametrize(("verdict", "expected"), SECOND_ORDER)
def test_second_order_rows_take_the_verdict_of_the_contest(verdict, expected):
    rows = [hypothesis(kind="second_order", lhs="performance", op="=~", rhs="")]
    row = judged(rows, interval(), contest={**CONTEST, "verdict": verdict}).iloc[0]
    assert (row["verdict"], row["reason_fr"]) == (expected, "raison")


@pytest.mark.parametrize("contest", [None, {**CONTEST, "verdict": "holds"}])
def test_a_second_order_row_without_its_contest(contest):
    rows = [hypothesis(kind="second_order", lhs="trust", op="=~", rhs="")]
    row = judged(rows, interval(), contest=contest).iloc[0]
    assert row["verdict"] == "not estimable"
    assert row["reason_en"] == "There is no second-order contest for the construct trust."


TABLES = {
    "structural": pd.DataFrame(
        {
            "lhs": ["perf", "perf", "trust", "by_trust"],
            "op": ["~", "~", "~~", ":="],
            "rhs": ["trust", "coop", "coop", "a*b"],
        }
    )
}


def claim(finding, **changes):
    return {
        "id": "C1",
        "statement_fr": "dit",
        "statement_en": "said",
        "hypothesis": "H1",
        "finding": finding,
        **changes,
    }


def verdict(ends=(NAN, NAN), word="undecided"):
    return pd.DataFrame(
        [
            {
                "id": "H1",
                "std": 0.3,
                "ci_lower": ends[0],
                "ci_upper": ends[1],
                "verdict": word,
                "reason_fr": "raison",
                "reason_en": "reason",
            }
        ]
    )


CLAIMS = [
    ("+", verdict((0.1, 0.5)), "+", "yes"),
    ("+", verdict((-0.1, 0.5)), "ns", "no"),
    ("+", verdict((-0.5, -0.1)), "-", "no"),
    ("-", verdict((-0.5, -0.1)), "-", "yes"),
    ("-", verdict((0.1, 0.5)), "+", "no"),
    ("ns", verdict((-0.1, 0.5)), "ns", "yes"),
    ("ns", verdict((0.1, 0.5)), "+", "no"),
    ("ns", verdict((-0.5, -0.1)), "-", "no"),
    ("+", verdict(word="not estimable"), "not testable", "not testable"),
    ("ns", verdict(), "not testable", "not testable"),
    ("holds", verdict(word="supported"), "holds", "yes"),
    ("holds", verdict(word="contradicted"), "does not hold", "no"),
    ("holds", verdict(word="undecided"), "not distinguishable", "no"),
    ("holds", verdict(word="not estimable"), "not testable", "not testable"),
]


@pytest.mark.parametrize("synthetic", [True, False])
@pytest.mark.parametrize(("finding", "verdicts", "found", "recovered"), CLAIMS)
def test_claims(finding, verdicts, found, recovered, synthetic):
    row = judge_claims(pd.DataFrame([claim(finding)]), verdicts, synthetic=synthetic).iloc[0]
    assert (row["found"], row["recovered"]) == (found, recovered)
    assert "reprod" not in (row["reason_en"] + row["reason_fr"]).lower()
    assert ("synthetic" in row["reason_en"]) == (synthetic and recovered != "not testable")


def test_a_recovered_null_says_what_it_does_not_prove():
    row = judge_claims(pd.DataFrame([claim("ns")]), verdict((-0.1, 0.5)), synthetic=True).iloc[0]
    assert row["reason_en"] == (
        "Recovered in synthetic data. The interval [−.100,\xa0.500] includes 0. A result that is "
        "not significant is no evidence of absence."
    )
    assert row["reason_fr"].startswith("Retrouvé dans les données synthétiques.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hypothesis": "H11"}, "claim C1: hypothesis H11 is unknown; nearest: H1"),
        ({"finding": "yes"}, "claim C1: finding 'yes' is unknown, expected"),
    ],
)
def test_faulty_claims(change, message):
    with pytest.raises(SpecificationError, match=message):
        judge_claims(pd.DataFrame([{**claim("+"), **change}]), verdict((0.1, 0.5)), synthetic=True)
