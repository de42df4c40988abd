"""The report that sets the waves beside each other."""

import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE
from lib.reporting.fakes.waves import fake_pooled, fake_pooled_study

from surveysem import reporting
from surveysem.reporting.renderers.index import Entry, list_reports, write_index
from surveysem.reporting.tables import build_tables
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
    names = ("item_drift", "latent_means", "path_tests", "path_changes", "wave_verdicts")
    page = source_of(tmp_path, "en", **dict.fromkeys(names))
    assert "{#tbl-pooled-waves}" in page
    assert "{#drift}" not in page


def test_later_waves_lie_beside_each_other(english):
    both = pd.concat([fake_pooled().item_drift, fake_pooled().item_drift.assign(wave="2018")])
    table = build_tables(fake_pooled(item_drift=both), fake_pooled_study(), english)["item_drift"]
    assert table.frame.variable.tolist() == [*["trust_1"] * 2, *["trust_2"] * 2, *["coop_1"] * 2]
    assert table.frame["wave"].tolist() == ["2015", "2018"] * 3


def test_the_index_leads_to_the_comparison_of_waves(tmp_path):
    flow = pd.DataFrame({"wave": ["a"], "step": ["raw"], "n": [140]})
    verdicts = pd.DataFrame({"wave": ["a"], "verdict": ["supported"]})
    files = ["a/report.en.html", "pooled/report.en.html"]
    entries = list_reports(["a", "pooled"], flow, verdicts, files)
    assert entries[1] == Entry("pooled", files={"en": ["pooled/report.en.html"]})
    page = write_index(SOURCE, entries, {"en": "T"}, False, "en", tmp_path / "i.html").read_text()
    assert '<th scope="row">all waves</th>' in page
    assert 'href="pooled/report.en.html"' in page
