"""Exploration of many item sets, and purification round by round."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from reference import cases

from surveysem import efa
from surveysem.errors import SpecificationError
from surveysem.run.contracts import COLUMNS
from surveysem.survey import PurificationRules, explore, purify
from surveysem.survey.purification import find_breaches

RULES = PurificationRules(min_communality=0.3, min_loading=0.5, max_cross_loading=0.35)


@dataclass
class Solution:
    loadings: pd.DataFrame
    communalities: pd.Series


def by_table(table):
    """A stand-in for efa.fit that reads loadings off a table, whatever the data."""
    def fit(data, n_factors):
        loadings = table.loc[list(data.columns)].iloc[:, :n_factors]
        return Solution(loadings, (loadings**2).sum(axis=1))
    return fit


def purified(rows, construct_of=None, rules=RULES, **options):
    table = pd.DataFrame(rows, index=["F1", "F2"]).T
    of = construct_of or {item: item[0] for item in table.index}
    return purify(pd.DataFrame(columns=list(of)), of, 2, by_table(table), rules, **options)


GOOD = {"a1": (0.8, 0.1), "a2": (0.7, 0.0), "a3": (0.75, 0.1), "b1": (0.0, 0.8), "b2": (0.1, 0.7),
        "b3": (0.0, 0.9)}


def test_sound_items_stay_and_the_log_says_so():
    found = purified(GOOD)
    assert found.kept == tuple(GOOD)
    assert found.dropped == ()
    assert found.log["round"].tolist() == [1] * 6
    assert set(found.log["action"]) == {"kept"}
    assert set(found.log["rule"]) == {""}
    assert set(found.log["reason"]) == {"breaks no rule"}


BROKEN = [
    ((0.44, 0.09), "min_communality", 0.2017, "communality 0.202 below 0.3: the worst item"),
    ((0.49, 0.3), "min_loading", 0.49, "primary loading 0.490 below 0.5: the worst item"),
    ((0.7, -0.4), "max_cross_loading", 0.4, "cross-loading 0.400 above 0.35: the worst item"),
]


@pytest.mark.parametrize(("loadings", "rule", "value", "reason"), BROKEN)
def test_each_rule_drops_an_item(loadings, rule, value, reason):
    found = purified({**GOOD, "a4": loadings})
    row = found.log.query("item == 'a4'").iloc[0]
    assert found.dropped == ("a4",)
    assert (row["rule"], row["action"]) == (rule, "dropped")
    assert row["found"] == pytest.approx(value)
    assert row["reason"].startswith(reason)


def test_the_worst_item_goes_first_one_per_round():
    found = purified({**GOOD, "a4": (0.6, 0.5), "a5": (0.3, 0.1), "a6": (0.2, 0.1)})
    assert found.dropped == ("a6", "a5", "a4")
    log = found.log
    assert log["round"].max() == 4
    assert log.query("action == 'dropped'")[["round", "item"]].values.tolist() == [
        [1, "a6"], [2, "a5"], [3, "a4"]]
    waiting = log.query("round == 1 and item == 'a5'").iloc[0]
    assert (waiting["action"], waiting["rule"]) == ("kept", "")
    assert waiting["reason"] == "communality 0.100 below 0.3, but a6 is worse in this round"


def test_a_construct_never_falls_below_three_items():
    found = purified({**GOOD, "a3": (0.2, 0.1)})
    row = found.log.query("item == 'a3'").iloc[0]
    assert found.dropped == ()
    assert row["action"] == "kept"
    assert row["found"] == pytest.approx(0.05)
    assert row["reason"] == "communality 0.050 below 0.3, but a would fall below 3 items"


def test_a_protected_item_does_not_shield_the_next():
    found = purified({**GOOD, "a3": (0.1, 0.1), "b4": (0.1, 0.3)})
    assert found.dropped == ("b4",)


def test_without_apply_the_rounds_are_the_same_but_nothing_is_dropped():
    rows = {**GOOD, "a4": (0.6, 0.5), "a5": (0.3, 0.1)}
    would, does = purified(rows, apply=False), purified(rows)
    assert would.dropped == does.dropped
    assert set(would.log["action"]) == {"kept", "would drop"}
    columns = ["round", "item", "rule", "found"]
    pd.testing.assert_frame_equal(would.log[columns], does.log[columns])


def test_rules_that_are_none_are_not_applied():
    assert purified({**GOOD, "a4": (0.1, 0.1)}, rules=PurificationRules()).dropped == ()


def test_one_factor_has_no_cross_loadings():
    loadings = pd.DataFrame({"F1": [0.8, -0.9, 0.7]}, index=["x", "y", "z"])
    solution = Solution(loadings, (loadings**2).sum(axis=1))
    assert find_breaches(solution, RULES) == []


@pytest.fixture(scope="module")
def dictionary():
    names = [f"x{i}" for i in range(1, 10)]
    return pd.DataFrame({"variable": [*names, "sex"], "role": ["item"] * 9 + ["group"],
                         "construct": ["visual"] * 3 + ["textual"] * 3 + ["speed"] * 3 + [""]})


SETS = {"ability": {"constructs": ["visual", "textual", "speed"], "factors": 3}}


def explored(dictionary, sets=SETS, **options):
    return explore(cases.data("sem_holzinger"), dictionary, sets, seed=1, draws=50, **options)


@pytest.fixture(scope="module")
def holzinger(dictionary):
    return explored(dictionary, rules=RULES)


@pytest.mark.parametrize("name", ["adequacy", "adequacy_items", "eigenvalues", "retention",
                                  "loadings", "variance", "factor_correlations", "purification"])
def test_tables_keep_their_contract(holzinger, name):
    assert list(getattr(holzinger, name)) == COLUMNS[name].split()


def test_every_set_and_every_construct_is_explored(holzinger):
    sets = ["ability", "visual", "textual", "speed"]
    assert holzinger.adequacy["set"].tolist() == sets
    assert holzinger.retention["chosen"].tolist() == [3, 1, 1, 1]
    assert len(holzinger.loadings) == 9 * 3 + 3 * 3
    assert len(holzinger.factor_correlations) == 3
    assert holzinger.retention["reason"].iloc[0].startswith("3 factors, as stated; ")
    assert holzinger.retention["reason"].iloc[1].startswith("1 factor, one construct; ")


def test_loadings_are_those_of_the_solution(holzinger):
    items = [f"x{i}" for i in range(1, 10)]
    solution = efa.fit(cases.data("sem_holzinger")[items], 3, "paf", "promax")
    ours = holzinger.loadings.query("set == 'ability'")
    wide = ours.pivot(index="item", columns="factor", values="loading")
    np.testing.assert_array_equal(wide.loc[items], solution.loadings)
    np.testing.assert_array_equal(ours["communality"].to_numpy()[::3], solution.communalities)
    structure = ours.pivot(index="item", columns="factor", values="structure")
    np.testing.assert_array_equal(structure.loc[items], solution.structure)
    row = holzinger.factor_correlations.iloc[0]
    assert row["correlation"] == solution.phi.loc[row["factor"], row["with"]]


def test_an_item_is_purified_once(holzinger):
    assert set(holzinger.purification["set"]) == {"ability"}


def test_without_a_number_parallel_analysis_chooses(dictionary):
    found = explored(dictionary, {"ability": {"constructs": ["visual", "textual", "speed"],
                                              "factors": None}})
    row = found.retention.iloc[0]
    assert row["chosen"] == row["suggested"] == 3


def test_applied_purification_describes_what_is_left(dictionary):
    strict = PurificationRules(min_communality=0.3)
    wide = dictionary.assign(construct=np.where(dictionary["role"] == "item", "ability", ""))
    kept = explored(wide, {}, rules=strict, apply=True)
    would = explored(wide, {}, rules=strict, apply=False)
    assert kept.dropped == would.dropped != ()
    assert set(kept.loadings["item"]).isdisjoint(kept.dropped)
    assert set(would.loadings["item"]) == {f"x{i}" for i in range(1, 10)}


def test_equal_seeds_give_equal_tables(dictionary, holzinger):
    pd.testing.assert_frame_equal(explored(dictionary, rules=RULES).eigenvalues,
                                  holzinger.eigenvalues)


def test_a_construct_of_two_items_is_noted(dictionary):
    short = dictionary.drop(index=0)
    found = explored(short, {})
    assert found.notes[0] == ("construct visual: 2 items; a factor needs 3, so it is not explored "
                              "on its own")
    assert "visual" not in found.adequacy["set"].tolist()


@pytest.mark.parametrize(("sets", "message"), [
    ({"ability": {"constructs": ["visaul"], "factors": 1}},
     "explore, set ability: construct visaul has no items; nearest: visual"),
    ({"speed": {"constructs": ["visual"], "factors": 1}},
     "explore, set speed: this is the name of a construct"),
])
def test_faulty_sets(dictionary, sets, message):
    with pytest.raises(SpecificationError, match=message):
        explored(dictionary, sets)
