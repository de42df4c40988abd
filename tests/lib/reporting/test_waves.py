"""The report that sets the waves beside each other."""

from dataclasses import replace

import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE
from lib.reporting.fakes.waves import fake_pooled, fake_pooled_study, third_wave

from surveysem import reporting
from surveysem.reporting.renderers.index import Entry, list_reports, write_index
from surveysem.reporting.tables import Scribe, build_tables
from surveysem.reporting.waves import waves
from surveysem.survey.waves.drift_verdict import Drift
from surveysem.survey.waves.path_verdict import Change


@pytest.fixture(scope="module")
def english():
    return reporting.read_text(SOURCE, "en")


def facts(english, **changes):
    return waves(fake_pooled(**changes), fake_pooled_study(), english)


def source_of(tmp_path, language: str, **changes) -> str:
    folder = reporting.assemble(
        SOURCE, fake_pooled(**changes), fake_pooled_study(), language, tmp_path / language
    )
    return (folder / "report.qmd").read_text(encoding="utf-8")


def test_every_verdict_has_a_word_in_both_languages(text):
    words = [f"item {one}" for one in Drift.__args__] + [f"path {one}" for one in Change.__args__]
    assert not [word for word in words if f"words.{word}" not in text]


def test_a_report_of_one_wave_has_no_facts_on_waves(english):
    assert waves(reporting.Artefacts(), fake_pooled_study(), english) == {}


def test_drift_is_counted_and_named(english):
    found = facts(english)["drift"]
    assert (found["all"], found["bound"], found["level"]) == (3, 0.2, 0.95)
    assert found["counts"]["drifted"] == found["counts"]["moved"] == 1
    assert found["names"]["drifted"] == r"trust\_1"
    both = pd.concat([fake_pooled().item_drift, fake_pooled().item_drift.assign(wave="2018")])
    assert facts(english, item_drift=both)["drift"]["names"]["drifted"] == (
        r"trust\_1 \(2015\) and trust\_1 \(2018\)"
    )


def test_means_that_differ_and_those_that_are_not_compared_are_named(english):
    found = facts(english)["means"]
    assert (found["compared"], found["n_apart"]) == (2, 1)
    assert found["apart"] == "Trust"
    assert found["left_out"] == "Cooperation"


def test_verdicts_that_differ_between_waves_are_named(english):
    assert facts(english)["verdicts"] == {"all": 2, "same": 1, "differ": "H1", "n_differ": 1}


def test_paths_that_changed_are_named(english):
    (found,) = facts(english)["paths"]
    assert (found["paths"], found["n_changed"]) == (2, 1)
    assert found["changed"] == "Trust → Performance"


def test_the_last_two_of_three_waves_have_a_test_of_their_own(english, tmp_path):
    three = third_wave()
    (found,) = facts(english, **three)["paths"]
    assert (found["paths"], found["changed"]) == (2, "Trust → Performance")
    recent = found["recent"]
    assert (recent["before"], recent["last"]) == ("2015", "2018")
    assert (recent["n_changed"], recent["changed"]) == (1, "Trust → Cooperation")
    tables = build_tables(fake_pooled(**three), fake_pooled_study(), english)
    assert tables["path_changes"].frame["wave"].tolist() == ["2015"] * 2 + ["2018"] * 2
    assert tables["recent_path_changes"].frame["reference"].tolist() == ["2015", "2015"]
    page = plain(" ".join(source_of(tmp_path, "en", **three).split()))
    assert "Between the last two waves, 2015 and 2018" in page
    assert page.count("{#tbl-recent-path-changes}") == 1


def test_the_change_of_a_verdict_has_the_test_of_these_two_waves(english):
    three = third_wave()
    (sentence,) = facts(english, **three)["changes"]["sentences"]
    told = "That the path itself changed is not shown: difference −0.40 [−0.60, −0.20], adjusted"
    assert told in plain(sentence)
    reasons = {"reason_en": "Loadings differ.", "reason_fr": "Inégales."}
    three["path_tests"].loc[three["path_tests"]["level"] == "recent paths", list(reasons)] = [
        *reasons.values()
    ]
    (sentence,) = facts(english, **three)["changes"]["sentences"]
    assert plain(sentence).endswith(
        "Whether the path itself changed was not tested. Loadings differ."
    )


def test_pooled_verdicts_on_paths_that_changed_are_named(english, tmp_path):
    pooled = facts(english)["pooled"]
    assert (pooled["moved"], pooled["n_moved"]) == ("H1", 1)
    page = plain(" ".join(source_of(tmp_path, "en").split()))
    assert "The path of H1 changed over waves by the test below" in page
    assert "takes away differences of level alone" in page
    still = fake_pooled().path_changes.assign(verdict="undecided")
    assert facts(english, path_changes=still)["pooled"]["n_moved"] == 0


def test_constructs_whose_own_ladder_ends_too_soon_for_paths_are_named(english):
    verdicts = fake_pooled().invariance_verdicts
    assert facts(english)["reserve"] == ""
    held_back = verdicts.assign(comparable="structure")
    found = facts(english, invariance_verdicts=held_back)["reserve"]
    assert found == "Trust; Experience with the partner"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pooled_report_holds_every_comparison(tmp_path, language):
    page = source_of(tmp_path, language)
    for anchor in ("waves", "drift", "invariance", "latent-means", "wave-verdicts", "wave-paths"):
        assert f"{{#{anchor}}}" in page
    for table in ("pooled-waves", "item-drift", "latent-means", "wave-verdicts", "path-changes"):
        assert page.count(f"{{#tbl-{table}}}") == 1
    assert r"Dupont \(1999\)" in page
    assert "{#measurement}" not in page
    assert "{#cleaning}" not in page
    assert "nan" not in page.casefold().split()
    together, pooled = {"fr": ("toutes les vagues", "vague pooled"),
                        "en": ("all waves", "wave pooled")}[language]  # fmt: skip
    assert together in page
    assert pooled not in page


def test_why_paths_are_not_compared_is_said(tmp_path):
    tests = fake_pooled().path_tests.iloc[[2]].assign(reason_en="Loadings differ.", pvalue=None)
    page = source_of(tmp_path, "en", path_tests=tests, path_changes=None)
    assert "the paths are not compared. Loadings differ" in page
    assert "tbl-path-changes" not in page


def test_what_may_not_be_compared_has_no_table(tmp_path):
    means = fake_pooled().latent_means.iloc[[2]]
    page = source_of(tmp_path, "en", latent_means=means)
    assert "No means of constructs may be compared over waves" in page
    assert "{#tbl-latent-means}" not in page


def test_a_study_may_ask_for_less(tmp_path):
    names = ("item_answers", "item_drift", "latent_means", "path_tests", "path_changes",
             "wave_verdicts", "verdict_changes", "pooled_verdicts")  # fmt: skip
    page = source_of(tmp_path, "en", **dict.fromkeys(names))
    assert "{#tbl-pooled-waves}" in page
    assert "{#drift}" not in page


def test_later_waves_lie_beside_each_other(english):
    both = pd.concat([fake_pooled().item_drift, fake_pooled().item_drift.assign(wave="2018")])
    table = build_tables(fake_pooled(item_drift=both), fake_pooled_study(), english)["item_drift"]
    assert table.frame.variable.tolist() == [*["trust_1"] * 2, *["trust_2"] * 2, *["coop_1"] * 2]
    assert table.frame["wave"].tolist() == ["2015", "2018"] * 3


def test_the_answers_of_the_waves_lie_below_each_other_and_few_are_joined(english):
    table = build_tables(fake_pooled(), fake_pooled_study(), english)["item_answers"]
    assert table.frame["variable"].tolist()[:3] == ["trust_1", "trust_1", "trust_2"]
    scribe = Scribe(english, fake_pooled_study())
    cells = [[scribe.cell(column, row) for column in table.columns] for row in table.rows()[:2]]
    shares = [[cell.replace("\\", "") for cell in row[1:]] for row in cells]
    assert shares == [["2012", "23%", "46%", "31%", "←"], ["2015", "15%", "32%", "30%", "23%"]]


IN_2012 = "standardised effect .35, 95% CI [.15, .55], adjusted *p* = .002, power .82"
IN_2015 = "standardised effect .12, 95% CI [−.10, .34], adjusted *p* = .310, power .64"
EN_2012 = "effet standardisé 0,35, IC à 95 % [0,15 ; 0,55], *p* ajusté = 0,002, puissance 0,82"
EN_2015 = "effet standardisé 0,12, IC à 95 % [−0,10 ; 0,34], *p* ajusté = 0,310, puissance 0,64"


def plain(sentence: str) -> str:
    return sentence.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "dates", "changed", "expected"),
    [
        (
            "en", {}, {},
            f"**H1** was supported in 2012 ({IN_2012}), is undecided in 2015 ({IN_2015}): Trust "
            "matters. The path itself changed: difference −0.40 [−0.60, −0.20], adjusted *p* = "
            ".002.",
        ),
        (
            "fr", {}, {},
            f"**H1** était soutenue dans la vague 2012 ({EN_2012}), elle est non tranchée dans la "
            f"vague 2015 ({EN_2015}) : La confiance compte. L’effet lui-même a changé : différence "
            "−0,40 [−0,60 ; −0,20], *p* ajusté = 0,002.",
        ),
        (
            "en", {"2012": {"date": "2012-05-31"}}, {"op": ":=", "power": None},
            f"**H1** was supported in 2012 ({IN_2012}), is undecided in 2015 "
            f"({IN_2015.removesuffix(', power .64')}): Trust matters.",
        ),
        (
            "en", {}, {"rhs": "nobody", "before": "not estimable", "power_before": None,
                       "std_before": None, "ci_lower_before": None, "pvalue_adjusted_before": None},
            "**H1** was not estimable in 2012, is undecided in 2015 "
            f"({IN_2015}): Trust matters.",
        ),
    ],
)  # fmt: skip
def test_what_changed_is_said_in_words(language, dates, changed, expected):
    artefacts = fake_pooled(verdict_changes=fake_pooled().verdict_changes.assign(**changed))
    study = replace(fake_pooled_study(), waves=dates)
    found = waves(artefacts, study, reporting.read_text(SOURCE, language))["changes"]
    (sentence,) = found["sentences"]
    assert plain(sentence) == expected
    assert (found["count"], found["all"]) == (1, 2)
    assert found["before"] == ("2012 (2012-05-31)" if dates else "2012")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "No verdict changed since the last report, that of 2012: in 2015 every hypothesis (2",
        ),
        ("fr", "Aucun verdict n’a changé depuis le dernier rapport, celui de la vague 2012 : dans"),
    ],
)
def test_that_nothing_changed_is_said_too(tmp_path, language, expected):
    none = fake_pooled().verdict_changes.iloc[:0]
    page = plain(" ".join(source_of(tmp_path, language, verdict_changes=none).split()))
    assert expected in page
    assert page.index("{#changes}") < page.index("{#waves}")


def test_verdicts_on_all_waves_together_stand_below_those_of_the_waves(english, tmp_path):
    table = build_tables(fake_pooled(), fake_pooled_study(), english)["wave_verdicts"]
    assert table.frame["id"].tolist() == ["H1"] * 3 + ["H2"] * 3
    assert table.frame["wave"].tolist() == ["2012", "2015", "all waves"] * 2
    page = plain(" ".join(source_of(tmp_path, "en").split()))
    assert "Of 2 hypotheses 1 is judged so: 1 supported, 0 contradicted, 0 undecided." in page
    assert "Not judged on all waves: H2. It is unequal." in page


def test_dates_and_notes_of_waves_are_printed(english):
    told = {"2012": {"date": "", "note": "Paper"}, "2015": {"date": "", "note": "Web <b>"}}
    study = replace(fake_pooled_study(), waves=told)
    table = build_tables(fake_pooled(), study, english)["pooled_waves"]
    assert [column.name for column in table.columns] == ["wave", "note", "n", "left_out"]
    assert table.frame["note"].tolist() == ["Paper", "Web <b>"]


def test_the_index_leads_to_the_comparison_of_waves(tmp_path):
    flow = pd.DataFrame({"wave": ["a"], "step": ["raw"], "n": [140]})
    verdicts = pd.DataFrame({"wave": ["a"], "verdict": ["supported"]})
    files = ["a/report.en.html", "pooled/report.en.html"]
    entries = list_reports(["a", "pooled"], flow, verdicts, files)
    assert entries[1] == Entry("pooled", files={"en": ["pooled/report.en.html"]})
    page = write_index(SOURCE, entries, {"en": "T"}, False, "en", tmp_path / "i.html").read_text()
    assert '<th scope="row">all waves</th>' in page
    assert 'href="pooled/report.en.html"' in page
