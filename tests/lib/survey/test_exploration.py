"""The exploratory tables of many item sets, on Holzinger and Swineford's nine tests."""

import numpy as np
import pandas as pd
import pytest
from reference import cases

from surveysem import efa, survey
from surveysem.contracts import COLUMNS
from surveysem.survey.explore.purification import PurificationRules

CONSTRUCTS = {
    "visual": ["x1", "x2", "x3"],
    "textual": ["x4", "x5", "x6"],
    "speed": ["x7", "x8", "x9"],
}
ITEMS = [item for items in CONSTRUCTS.values() for item in items]
SETS = {**CONSTRUCTS, "ability": ITEMS}
FACTORS = {"visual": 1, "textual": 1, "speed": 1, "ability": 3}
SOLUTION = {"extraction": "paf", "rotation": "promax", "convention": "spss"}
RULES = PurificationRules(min_communality=0.3, min_loading=0.4, max_cross_loading=0.35)
RETAIN = {"seed": 1, "draws": 50, "percentile": 95}


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return cases.data("sem_holzinger")


@pytest.fixture(scope="module")
def retained(data):
    return survey.retain_factors(data, SETS, FACTORS, **RETAIN)


def purified(data, retained, sets=SETS, constructs=CONSTRUCTS, apply=False, rules=RULES):
    return survey.purify_items(
        data, sets, constructs, retained.retention, rules, apply=apply, **SOLUTION
    )


@pytest.fixture(scope="module")
def solved(data, retained):
    purification = purified(data, retained)
    return survey.extract_factors(data, SETS, retained.retention, purification, **SOLUTION)


def test_tables_keep_their_contract(data, retained, solved):
    adequacy = survey.assess_adequacy(data, SETS)
    made = {
        "adequacy": adequacy.sets,
        "adequacy_items": adequacy.items,
        "eigenvalues": retained.eigenvalues,
        "retention": retained.retention,
        "solutions": solved.solutions,
        "loadings": solved.loadings,
        "variance": solved.variance,
        "factor_correlations": solved.factor_correlations,
        "purification": purified(data, retained),
    }
    for name, table in made.items():
        assert set(table.columns) == set(COLUMNS[name].split()), name


def test_every_set_is_explored_with_the_number_stated(retained, solved):
    assert (
        dict(zip(retained.retention["set"], retained.retention["chosen"], strict=True)) == FACTORS
    )
    assert len(solved.loadings) == 9 * 3 + 3 * 3
    assert len(solved.factor_correlations) == 3
    assert retained.retention["reason_en"].str.contains(", as the configuration states; ").all()


def test_loadings_are_those_of_the_solution(data, solved):
    solution = efa.fit(data[ITEMS], 3, "paf", "promax")
    ours = solved.loadings.query("set == 'ability'")
    wide = ours.pivot(index="item", columns="factor", values="loading")
    np.testing.assert_array_equal(wide.loc[ITEMS], solution.loadings)
    np.testing.assert_array_equal(ours["communality"].to_numpy()[::3], solution.communalities)
    structure = ours.pivot(index="item", columns="factor", values="structure")
    np.testing.assert_array_equal(structure.loc[ITEMS], solution.structure)


def test_an_item_is_purified_once_in_the_largest_set(data, retained):
    assert set(purified(data, retained)["set"]) == {"ability"}


def test_without_a_number_parallel_analysis_chooses(data):
    found = survey.retain_factors(data, {"ability": ITEMS}, {"ability": None}, **RETAIN)
    row = found.retention.iloc[0]
    assert row["chosen"] == row["suggested"] == 3


def test_applied_purification_describes_what_is_left(data):
    sets = {"ability": ITEMS}
    retained = survey.retain_factors(data, sets, {"ability": 1}, **RETAIN)
    strict = PurificationRules(min_communality=0.3)
    left = {}
    for apply in (True, False):
        log = purified(data, retained, sets, sets, apply, strict)
        tables = survey.extract_factors(data, sets, retained.retention, log, **SOLUTION)
        left[apply] = set(tables.loadings["item"])
        assert bool(survey.dropped_items(log)) is apply
    assert left[True] < left[False] == set(ITEMS)


def test_equal_seeds_give_equal_tables(data, retained):
    again = survey.retain_factors(data, SETS, FACTORS, **RETAIN)
    pd.testing.assert_frame_equal(again.eigenvalues, retained.eigenvalues)


def test_a_set_of_two_items_is_skipped_and_said(data):
    sets = {"visual": ["x1", "x2"], "speed": CONSTRUCTS["speed"]}
    found = survey.retain_factors(data, sets, {"visual": 1, "speed": 1}, **RETAIN).retention
    assert found["reason_en"][0] == "2 items; a factor needs 3, so the set is not explored"
    assert found["chosen"].isna().tolist() == [True, False]
    assert survey.assess_adequacy(data, sets).sets["set"].tolist() == ["speed"]


def test_items_that_cleaning_dropped_leave_their_sets_and_every_model(data):
    fewer = data.drop(columns=["x2", "x5"])
    found = survey.retain_factors(fewer, SETS, FACTORS, **RETAIN)
    table = found.retention.set_index("set")
    assert table.reason_en["visual"].startswith("2 items; a factor needs 3")
    assert table.chosen.dropna().to_dict() == {"speed": 1, "ability": 3}
    log = purified(fewer, found)
    assert survey.dropped_items(log) == ["x2", "x5"]
    gone = log[log.action == "dropped"]
    assert set(zip(gone["round"], gone.rule, strict=True)) == {(0, "item missing")}
    solutions = survey.extract_factors(fewer, SETS, found.retention, log, **SOLUTION)
    assert not set(solutions.loadings.item) & {"x2", "x5"}


def test_a_study_of_pairs_has_tables_without_rows(data):
    pairs = {name: items[:2] for name, items in CONSTRUCTS.items()}
    found = survey.retain_factors(data, pairs, dict.fromkeys(pairs, 1), **RETAIN)
    log = purified(data, found, pairs, pairs)
    solutions = survey.extract_factors(data, pairs, found.retention, log, **SOLUTION)
    tables = {
        "eigenvalues": found.eigenvalues,
        "purification": log,
        "solutions": solutions.solutions,
        "loadings": solutions.loadings,
        "variance": solutions.variance,
        "factor_correlations": solutions.factor_correlations,
    }
    for name, table in tables.items():
        assert table.empty
        assert set(table.columns) == set(COLUMNS[name].split())
