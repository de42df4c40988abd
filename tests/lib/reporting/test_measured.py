"""What the report says of pairs of constructs and of common method variance."""

import pytest
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem.reporting import Artefacts
from surveysem.reporting.assessment import pairs
from surveysem.reporting.measured import (
    common_method,
    convergence,
    crossed,
    intervals,
    pair_verdicts,
)
from surveysem.reporting.tables.crossed import structure


@pytest.fixture(scope="module")
def full():
    return fake_artefacts()


def changed(full, **cells):
    table = full.common_method.copy()
    method = table["technique"] == "latent method"
    for name, value in cells.items():
        table.loc[method, name] = value
    return Artefacts(common_method=table, common_method_changes=full.common_method_changes)


def test_each_pair_that_is_not_distinct_has_a_sentence_with_its_reason(full, text):
    found = pair_verdicts(full, fake_study(), text)
    assert found["distinct"] + found["undecided"] + found["problem"] == 55
    assert len(found["others"]) == 55 - found["distinct"] > 0
    assert all("HTMT" in sentence for sentence in found["others"])


def test_the_report_says_where_htmt_is_of_polychorics(full, text):
    assert not pairs(full, fake_study(), text)["polychoric"]
    ordered = Artefacts(validity=full.validity.assign(item_correlations="polychoric"))
    assert pairs(ordered, fake_study(), text)["polychoric"]


def test_an_item_nearer_to_another_construct_is_named(full, text):
    assert crossed(full, text)["nearer"] == 0
    table = full.cross_loadings.copy()
    astray = (table["item"] == "trust_2") & ~table["own"]
    table.loc[astray, "structure"] = -0.71
    found = crossed(Artefacts(cross_loadings=table), text)
    assert (found["nearer"], found["count"]) == (1, full.cross_loadings["item"].nunique())
    assert found["names"].replace("\\", "") == "trust_2"


def test_every_item_stands_beside_every_construct(full):
    table = structure(full)
    frame = table.frame.set_index("item")
    assert frame.loc["trust_1", ["position", "1", "2"]].tolist() == [1, 0.7, 0.3]
    assert frame.loc["engag_1", ["position", "1", "2"]].tolist() == [2, 0.3, 0.7]
    assert len(frame) == full.cross_loadings["item"].nunique()


def test_each_construct_whose_items_do_not_converge_has_a_sentence(full, text):
    found = convergence(full, fake_study(), text)
    assert (found["holds"], found["undecided"], found["fails"]) == (9, 1, 1)
    first, second = found["others"]
    assert {"fr": "ne tient pas", "en": "does not hold"}[text.language] in first
    assert {"fr": "indécise", "en": "undecided"}[text.language] in second
    assert "Hair et al" in found["cutoffs"]


def test_the_three_techniques_are_told_in_their_order(full, text):
    harman, latent, marker = common_method(full, text)
    assert "Harman" in harman
    assert "31" in harman
    assert "Podsakoff" in latent
    assert "Williams" in marker


def test_a_method_factor_without_a_sound_solution_is_not_interpreted(full, text):
    improper = common_method(changed(full, admissible=False), text)[1]
    stopped = common_method(changed(full, admissible=False, converged=False), text)[1]
    assert "Δχ²" not in improper + stopped
    assert improper != stopped


def test_an_unfinished_series_of_the_marker_is_said(full, text):
    table = full.common_method.copy()
    table.loc[table["contender"] == "method-U", "diff_pvalue"] = float("nan")
    changes = full.common_method_changes
    partial = Artefacts(common_method=table, common_method_changes=changes)
    told = common_method(partial, text)[2]
    assert "*p*" not in told


def test_intervals_say_how_they_were_formed(full, text):
    assert "95" in intervals(full, text)
    by_delta = full.reliability.assign(intervals="delta")
    assert "Feldt" in intervals(Artefacts(reliability=by_delta), text)
    assert intervals(Artefacts(reliability=full.reliability.assign(intervals="")), text) is None
