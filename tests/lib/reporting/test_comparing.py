"""What the report says of invariance, collinearity and rival models."""

import numpy as np
import pytest
from lib.reporting.conftest import SOURCE
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem import reporting
from surveysem.reporting.comparing import comparing
from surveysem.reporting.tables import build_tables
from surveysem.reporting.tables.masking import Masked
from surveysem.survey.confirm.ladder_verdict import COMPARABLE, LEVELS, NONE
from surveysem.survey.hypotheses.rivals import Relation, Support


@pytest.fixture(scope="module")
def english():
    return reporting.read_text(SOURCE, "en")


def facts(english, **changes):
    return comparing(fake_artefacts(**changes), fake_study(), english)


def test_every_verdict_has_a_sentence_in_both_languages(text):
    words = [*LEVELS, NONE, "holds", "disputed", "does not hold", "not tested"]
    assert not [word for word in words if f"words.{word}" not in text]
    for comparable in COMPARABLE.values():
        assert f"invariance.comparable.{comparable}" in text
        assert f"words.comparable_{comparable}" in text
    assert not [one for one in Support.__args__ if f"rivals.support.{one}" not in text]
    assert not [one for one in Relation.__args__ if f"rivals.relation.{one}" not in text]


def test_each_grouping_says_what_may_be_compared(english):
    region, size = facts(english)["invariance"]["groupings"]
    assert region["sentences"] == [
        "Measurement model: not tested. A group is too small\\.",
        english("invariance.one_by_one"),
        "Means, paths and sums of items may be compared: Trust.",
        "Means and paths may be compared, sums of items with caution: Experience with the partner.",
    ]
    _, paths, pattern, disputed, inadmissible = size["sentences"]
    assert paths == "Paths may be compared, means not: Trust."
    assert pattern.endswith("may be compared: Performance, second order.")
    assert disputed.startswith("The rules disagree: Trust.")
    assert inadmissible.endswith("estimates do not: Trust.")


def test_small_groups_are_masked_and_steps_show_no_counts(english):
    artefacts = fake_artefacts()
    tables = build_tables(artefacts, fake_study(min_cell=5), english)
    counts = tables["invariance_groups"].frame.n.tolist()
    assert counts[:2] == [44, 89]
    assert not any(isinstance(n, Masked) for n in counts)
    tables = build_tables(artefacts, fake_study(min_cell=45), english)
    assert tables["invariance_groups"].frame.n.tolist()[:2] == [Masked("<", 45), Masked("≥", 45)]
    printed = {column.name for column in tables["invariance_steps"].columns}
    assert not printed & {"n", "smallest_n"}


def test_the_dearest_equalities_are_shown(english):
    tables = build_tables(fake_artefacts(), fake_study(), english)
    assert tables["invariance_releases"].frame.equality.tolist() == ["trust_3 ~1", "trust_2 ~1"]


def test_untested_ladders_leave_no_table_of_verdicts(english):
    verdicts = fake_artefacts().invariance_verdicts.iloc[:1]
    tables = build_tables(fake_artefacts(invariance_verdicts=verdicts), fake_study(), english)
    assert "invariance_verdicts" not in tables


def test_paths_beyond_the_cutoff_are_named(english):
    found = facts(english)["collinearity"]
    assert found["highest"] == pytest.approx(1.2 + 0.25 * 22)
    assert found["above"] == 7
    assert found["names"].count("→") == 7
    assert facts(english, collinearity=None).get("collinearity") is None


def test_without_a_cutoff_nothing_is_judged(english):
    study = fake_study(bounds={"delta_aic": fake_study().bounds["delta_aic"]})
    found = comparing(fake_artefacts(), study, english)["collinearity"]
    assert found["bound"] is None
    assert found["above"] == 0


def test_impossible_correlations_are_said(english):
    none = fake_artefacts().collinearity.assign(vif=np.nan)
    found = facts(english, collinearity=none)["collinearity"]
    assert found["impossible"]
    assert found["highest"] is None


def test_rivals_are_told_from_the_best_to_the_worst(english):
    best, worse, test = facts(english)["rivals"]
    assert best.startswith("Structural model: lowest AIC, Akaike weight 1.00")
    assert "AIC higher by 17.0" in worse
    assert "Δχ²(4) = 24.90" in test.replace("\u00a0", " ")
