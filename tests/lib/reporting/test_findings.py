"""The facts that sentences state: counts of claims, cut-offs, extraction, warnings."""

import inspect
import re
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE, even
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem import reporting
from surveysem.reporting import Artefacts, Scribe, estimation
from surveysem.reporting.cautions import problems
from surveysem.reporting.escape import escape
from surveysem.reporting.estimation import shape_of
from surveysem.reporting.findings import facts
from surveysem.reporting.power import span
from surveysem.reporting.tables import Column
from surveysem.run.engines import ABSENT, FAILED, INADMISSIBLE
from surveysem.sem.inference.admissible import SENTENCES, Problem
from surveysem.survey.clean.decisions import ACTIONS, STEPS
from surveysem.survey.power import power

ENGLISH = re.compile(r"\b(the|is|are|of|not|and|did|with)\b")


@pytest.fixture(scope="module")
def french():
    return reporting.read_text(SOURCE, "fr")


@pytest.fixture(scope="module")
def english():
    return reporting.read_text(SOURCE, "en")


def found(english, **changes):
    return facts(fake_artefacts(bootstrap=None, **changes), fake_study(), english)


def claims(*rows):
    frame = pd.DataFrame(rows, columns=["id", "finding", "recovered"])
    return frame.assign(
        found=frame["finding"], hypothesis="H1", std=0.2, ci_lower=0.1, ci_upper=0.3,
        statement_en="Trust matters.",
    )  # fmt: skip


def test_claims_are_counted_and_not_their_rows(english):
    rows = [("C1", "+", "yes"), ("C1", "ns", "yes"), ("C1", "ns", "no"), ("C2", "holds", "yes"),
            ("C3", "ns", "not testable"), ("C4", "-", "no")]  # fmt: skip
    assert facts(Artefacts(claims=claims(*rows)), fake_study(), english)["recovered"] == {
        "claims": 4,
        "parts": 6,
        "whole": 1,
        "in_part": 1,
        "none": 2,
        "not_testable": 1,
        "ns": 3,
        "ns_recovered": 1,
    }


@pytest.mark.parametrize(("parts", "told"), [
    ([("+", "yes"), ("ns", "yes")], "recovered in every statement (2 of 2)"),
    ([("+", "yes")], "recovered in its only statement (1 of 1)"),
    ([("+", "yes"), ("ns", "no")], "recovered in part (1 of 2)"),
    ([("+", "no"), ("ns", "not testable")], "not recovered (0 of 2)"),
])  # fmt: skip
def test_a_claim_is_told_with_its_evidence(english, parts, told):
    given = claims(*(("C1", *part) for part in parts))
    (sentence,) = facts(Artefacts(claims=given), fake_study(), english)["claimed"]
    evidence = f"H1: study {parts[0][0]}, here {parts[0][0]}, .20 [.10"
    assert sentence.startswith(f"**C1.** Trust matters: {told}. {evidence}")


def test_a_recovered_null_is_called_no_evidence_of_absence(tmp_path, language):
    changed = Artefacts(claims=fake_artefacts().claims.assign(finding="ns", recovered="yes"))
    reporting.assemble(SOURCE, changed, fake_study(), language, tmp_path / "source")
    report = even((tmp_path / "source/report.qmd").read_text(encoding="utf-8"))
    words = {"fr": "n’établit pas l’absence d’effet", "en": "no evidence that the effect is absent"}
    assert report.count(words[language]) == 2


def test_every_model_is_held_against_the_cutoffs_of_fit(english):
    sentences = found(english)["fits_judged"]
    assert sentences[0] == ("Measurement model: meets the cut-offs of CFI (.973) and RMSEA (.026).")
    assert sentences[2] == (
        "Performance, one factor: not judged by them, for its solution is inadmissible, however "
        "well it fits."
    )
    sound = [fit | {"admissible": True} for fit in fake_artefacts().fits]
    assert found(english, fits=sound)["fits_judged"][2] == (
        "Performance, one factor: misses the cut-offs of CFI (.710) and RMSEA (.190)."
    )


def test_a_value_on_the_cutoff_meets_it(english):
    fits = [{"model": "m", "cfi": 0.95, "rmsea": 0.0601}]
    sentence = found(english, fits=fits)["fits_judged"][0]
    assert sentence == "m: meets the cut-offs of CFI (.950); misses those of RMSEA (.060)."


def test_cutoffs_of_one_source_stand_together(english):
    assert found(english)["cutoffs"] == [
        r"CFI at least .95 and RMSEA at most .06: Hu \& Bentler \(1999\)",
        r"AVE at least .50 and composite reliability at least .70: Fornell \& Larcker \(1981\)",
        r"Standardised loading at least .50: Hair et al\. \(2019\)",
        r"HTMT at most .85: Henseler\, Ringle \& Sarstedt \(2015\)",
    ]


def test_constructs_below_a_cutoff_are_named(english):
    table = pd.DataFrame({"construct": ["trust", "commitment"], "alpha": [0.69, 0.8], "model": "m"})
    study = fake_study(cutoffs={"alpha": {"value": 0.7, "source": "s"}})
    sentences = facts(Artefacts(reliability=table), study, english)["constructs_judged"]
    assert sentences == [
        "Cronbach’s α: 1 of 2 constructs stays below .70: Trust; the lowest value is .69 (Trust)."
    ]


def test_trouble_of_the_extraction_is_told(english):
    solutions = fake_artefacts().solutions
    loadings = fake_artefacts().loadings
    solutions.loc[solutions["set"] == "trust", "converged"] = False
    loadings.loc[loadings["item"] == "comp_2", "communality"] = 1.003
    told = found(english, solutions=solutions, loadings=loadings)["solutions"]
    assert (told["failed"], told["failed_sets"]) == (1, "Trust")
    assert (told["heywood"], told["heywood_items"]) == (1, r"comp\_2")
    assert told["extraction"] == "principal axis factoring"
    components = found(english, solutions=solutions.assign(extraction="pca"), loadings=loadings)
    assert components["solutions"]["heywood"] == 0


def test_the_reason_for_a_number_of_factors_is_told(english):
    retention = fake_artefacts().retention
    several = retention["set"] == "performance"
    retention.loc[several, "reason_en"] = "3 factors, by parallel analysis"
    retention["chosen"] = retention["chosen"].where(retention["set"] != "trust", np.nan)
    told, unexplored = found(english, retention=retention)["retention"]
    assert told == r"Performance: 3 factors\, by parallel analysis."
    assert unexplored == "1 set has too few items to be factored: Trust."


def test_a_set_against_parallel_analysis_is_told_too(english):
    retention = fake_artefacts().retention
    retention.loc[retention["set"] == "trust", "parallel"] = 2
    told = found(english, retention=retention)["retention"]
    assert [sentence.split(":")[0] for sentence in told] == ["Performance", "Trust"]


def test_shaky_items_are_named(english):
    facts_found = found(english)["resampled"]
    assert (facts_found["shaky"], facts_found["shaky_items"]) == (1, "perf\\_b\\_2")
    assert (facts_found["draws"], facts_found["used"]) == (500, 498)


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        ({"points": 5, "skewness": 2.0, "kurtosis": 7.0}, "mild"),
        ({"points": 4, "skewness": 0.1, "kurtosis": 0.1}, "strained"),
        ({"points": 7, "skewness": 2.1, "kurtosis": 0.1}, "strained"),
        ({"points": 7, "skewness": 0.1, "kurtosis": 7.1}, "strained"),
    ],
)
def test_items_pass_for_continuous_and_normal_within_the_bounds_of_the_study(shape, key):
    assert shape_of(shape, {"points": 5, "skewness": 2, "kurtosis": 7}) == key


def test_without_bounds_nothing_is_held_against_them(english):
    """Neither the shape of the items nor the residual correlations."""
    reason, *_ = estimation.facts(fake_artefacts(), fake_study(bounds={}), english)
    assert reason.endswith("The study states no bounds to judge them by.")
    told = estimation.residuals(fake_artefacts(), fake_study(bounds={}), english)
    assert told
    assert all("missed by more than" not in sentence for sentence in told)
    told = estimation.residuals(fake_artefacts(), fake_study(), english)
    assert all(
        "missed by more than .10 [Kline \\(2016\\)] in absolute value" in each for each in told
    )


def test_cross_validation_counts_halves_and_compares_double_indices(english):
    table = fake_artefacts().cross_validation
    table.loc[:1, "cvi"] = 3.0
    told = found(english, cross_validation=table)["cross_validated"]
    assert (told["halves"], told["splits"], told["failed"]) == (10, 5, 1)
    assert (told["compared"], told["better"]) == (5, 0.8)
    assert told["small"] == ""


def test_a_set_too_large_for_its_respondents_is_told(english):
    table = fake_artefacts().cross_validation.head(1)
    table = table.assign(problem="too few respondents", cfi=np.nan, cvi=np.nan)
    told = found(english, cross_validation=table)["cross_validated"]
    assert (told["halves"], told["better"], told["small"]) == (0, None, "Performance")


def test_closed_vocabularies_have_words_in_both_languages(french, english):
    words = [*STEPS, *ACTIONS, ABSENT, FAILED, INADMISSIBLE]
    for text in (french, english):
        assert not [word for word in words if f"words.{word}" not in text]
        assert not [kind for kind in SENTENCES if f"problems.{kind}" not in text]


@pytest.mark.parametrize("kind", SENTENCES)
def test_problems_of_a_fit_are_told_in_french(kind, french):
    part = {"kind": kind, "where": "x ~~ x", "value": -0.5}
    fit = {"model": "structural", "converged": True, "admissible": False, "problem_parts": [part]}
    sentence = facts(Artefacts(fits=[fit]), fake_study(), french)["warnings"][0]
    assert sentence.startswith("Modèle structurel\u00a0: la solution est inadmissible")
    assert not ENGLISH.search(sentence)


def test_names_of_a_fault_that_are_not_spelt_out_are_counted_in_words(french, english):
    part = asdict(Problem("not determined", "a, b", more=2))
    assert problems({"problem_parts": [part]}, english).startswith(
        "the data do not determine a\\, b and 2 more (empirical"
    )
    assert "ne déterminent pas a\\, b et 2 autres (sous" in problems(
        {"problem_parts": [part]}, french
    )
    assert "a, b and 2 more (empirical" in str(Problem("not determined", "a, b", more=2))


def test_moderated_effects_have_a_power_of_their_own(english):
    table = fake_artefacts().power
    first = str(table["id"].iloc[0])
    table.loc[table["id"] == first, "kind"] = "moderation"
    told = found(english, power=table)["power"]
    assert (told["interaction_ids"], told["groups"]["moderated"]["count"]) == (first, 1)
    assert told["groups"]["moderated"]["span"] == "of .42"
    assert told["groups"]["direct"]["span"] == "of .42"
    assert told["groups"]["direct"]["count"] < found(english)["power"]["groups"]["direct"]["count"]
    assert not found(english)["power"]["interaction_ids"]


def test_a_span_of_power_is_one_value_where_it_prints_as_one(english, french):
    powers = pd.Series([0.421, 0.423, 0.8])
    assert span(powers[:2], english) == "of .42"
    assert span(powers, english) == "between .42 and .80"
    assert span(powers, french) == r"comprise entre 0\,42 et 0\,80".replace("\\", "")


def test_power_at_other_sizes_is_told_of_the_largest_of_them(english):
    table = fake_artefacts().power
    fewer = table.assign(n=table["n"].replace(200.0, 60.0))
    told = found(english, power=fewer)["power"]
    assert (told["largest"], told["sizes"]) == (60.0, "60")


def test_reasons_without_power_have_words(french, english):
    """Every text that stands in the column ``reason`` of power and precision."""
    source = inspect.getsource(power)
    reasons = re.findall(r'(?:reason = |return )"([a-z][a-z ]+)"', source)
    assert len(reasons) >= 5
    for text in (french, english):
        assert not [reason for reason in reasons if f"words.{reason}" not in text]


@pytest.mark.parametrize(("rule", "words"), [
    ("max_share 0.9", "part supérieure à 90\u00a0%"), ("missing 97..99", r"codes 97\.\.99"),
    ("role identifier", "rôle\u00a0: identifiant"), ("unheard of", "unheard of"),
    ("reverse yes", "item inversé au dictionnaire"),
])  # fmt: skip
def test_rules_of_the_cleaning_are_told_in_words(rule, words, french):
    assert Scribe(french, fake_study()).cell(Column("rule", "rule"), {"rule": rule}) == words


def test_spaces_at_which_no_line_breaks_survive_the_escape():
    assert escape("1\u202f056,24 [0,1\u00a0;\u00a00,2]\n x") == (
        "1\u202f056\\,24 \\[0\\,1\u00a0\\;\u00a00\\,2\\] x"
    )


def test_names_are_listed_and_joined_as_the_language_does(french, english):
    assert french.listed(["a", "b", "c"]) == "a, b et c"
    assert english.listed(["a", "b"]) == "a and b"
    assert english.listed([]) == ""
    assert french.joined(["a, b", "c"]) == "a\\, b\u00a0; c"


def test_origins_tell_rule_and_digests_once_per_rule(english):
    tables = reporting.build_tables(fake_artefacts(), fake_study(), english)
    assert tables["origins"].frame.to_numpy().tolist() == [
        ["clean_responses", "ab" * 6, "cd" * 6, "flow, decisions"],
        ["fit_measurement", "ab" * 6, "cd" * 6, "fit"],
    ]
    assert tables["raw_files"].frame.to_numpy().tolist() == [["2012.sav", "e8fd" * 16]]
