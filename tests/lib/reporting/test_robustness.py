"""The chapter on robustness: what its tables, facts and figures make of the worlds."""

import numpy as np
import pytest
from lib.reporting.fakes import fake_artefacts, fake_study
from tolerances import ANALYTIC

from surveysem.reporting import Artefacts, build_tables, draw_figures
from surveysem.reporting.findings import facts
from surveysem.reporting.robustness import robustness
from surveysem.reporting.tables.robustness import option_word, varied


@pytest.fixture(scope="module")
def artefacts():
    return fake_artefacts()


@pytest.fixture(scope="module")
def tables(artefacts, text):
    return build_tables(artefacts, fake_study(), text)


def test_with_and_without_flagged_stand_side_by_side(artefacts, tables):
    frame = tables["without_flagged"].frame.set_index("id")
    rows = artefacts.specifications
    own, fewer = (rows[rows.changed == c].set_index("id") for c in ("", "respondents"))
    assert frame["std"].equals(own["std"])
    assert frame["std_fewer"].equals(fewer["std"])
    assert tables["without_flagged"].values == {"n": 120, "n_fewer": 117}


def test_nobody_flagged_leaves_out_the_table_and_says_so(artefacts, text):
    everyone = artefacts.specifications.query("respondents == 'all'")
    fewer = fake_artefacts(specifications=everyone)
    assert "without_flagged" not in build_tables(fewer, fake_study(), text)
    assert robustness(fewer, text)["asked_flagged"]


def test_choices_are_compared_with_the_headline(artefacts, tables):
    frame = tables["choices"].frame.set_index(["axis", "option"])
    assert varied(artefacts.specifications) == ["estimator", "missing", "respondents", "indicators"]
    rows = artefacts.specifications.query("verdict != 'not estimable' and estimator == 'MLR'")
    head = artefacts.verdicts.set_index("id")
    shift = (rows["std"] - rows["id"].map(head["std"])).abs().median()
    same = (rows["verdict"] == rows["id"].map(head["verdict"])).mean()
    found = frame.loc[("axis_estimator", "option_estimator_MLR")]
    assert found["shift"] == pytest.approx(shift, abs=ANALYTIC)
    assert found["same"] == pytest.approx(same, abs=ANALYTIC)


def test_worlds_and_combinations_left_out_add_up(artefacts, tables, text):
    found = robustness(artefacts, text)
    assert len(tables["worlds"].frame) == found["worlds"]
    left_out = tables["worlds_left_out"].frame
    assert left_out["combinations"].sum() == found["same"] + found["impossible"]
    assert len(artefacts.worlds) == found["worlds"] + found["same"] + found["impossible"]
    assert found["unusable"] == (tables["worlds"].frame["usable"] == "no").sum() == 1


def test_each_moved_verdict_has_a_sentence(artefacts, text):
    found = robustness(artefacts, text)
    table = artefacts.robustness
    moved = table[table.reading.isin(["some worlds", "no world", "reversed"])]
    assert len(found["moved"]) == len(moved) > 0
    key = f"reason_{text.language}"
    assert moved[key].iloc[0].split(" ")[0] in found["moved"][0]
    assert found["readings"]["every_world"] == (table.reading == "every world").sum()


def test_every_option_has_a_word(artefacts, text):
    for axis in ("estimator", "missing", "purification", "respondents", "indicators", "reversed"):
        for option in artefacts.worlds[axis].unique():
            assert f"words.{option_word(axis, option)}" in text


def test_every_reason_has_words(text):
    from lib.survey.test_worlds import IMPOSSIBLE

    reasons = {why for *_, why in IMPOSSIBLE if why} | {"same"}
    assert not [reason for reason in reasons if f"words.world_{reason}" not in text]


def test_the_large_curve_is_of_the_verdict_that_moves_most(artefacts, text):
    picture = draw_figures(artefacts, fake_study(), text)["specification"]
    table = artefacts.robustness.set_index("id")
    share = {
        name: row[f"share_{row['headline']}"]
        for name, row in table.iterrows()
        if row["headline"] != "not estimable" and row["estimable"]
    }
    assert share[picture.values["id"]] == min(share.values())


def test_worlds_without_a_solution_draw_nothing(artefacts, text):
    gone = artefacts.specifications.assign(verdict="not estimable", std=np.nan)
    drawn = draw_figures(Artefacts(specifications=gone), fake_study(), text)
    assert drawn == {}


def test_a_study_without_worlds_has_no_such_chapter(text):
    bare = Artefacts(verdicts=fake_artefacts().verdicts)
    assert "robustness" not in facts(bare, fake_study(), text)
    assert "robustness" not in build_tables(bare, fake_study(), text)
