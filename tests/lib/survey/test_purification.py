"""Exploration of many item sets, and purification round by round."""

from dataclasses import dataclass

import pandas as pd
import pytest

from surveysem.survey import PurificationRules, purify
from surveysem.survey.explore.purification import find_breaches

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


GOOD = {
    "a1": (0.8, 0.1),
    "a2": (0.7, 0.0),
    "a3": (0.75, 0.1),
    "b1": (0.0, 0.8),
    "b2": (0.1, 0.7),
    "b3": (0.0, 0.9),
}


def test_sound_items_stay_and_the_log_says_so():
    found = purified(GOOD)
    assert found.kept == tuple(GOOD)
    assert found.dropped == ()
    assert found.log["round"].tolist() == [1] * 6
    assert set(found.log["action"]) == {"kept"}
    assert set(found.log["rule"]) == {""}
    assert set(found.log["reason_en"]) == {"breaks no rule"}


BROKEN = [
    ((0.44, 0.09), "min_communality", 0.2017, "communality .202 below .30: the worst item"),
    ((0.49, 0.3), "min_loading", 0.49, "primary loading .490 below .50: the worst item"),
    ((0.7, -0.4), "max_cross_loading", 0.4, "cross-loading .400 above .35: the worst item"),
]


@pytest.mark.parametrize(("loadings", "rule", "value", "reason"), BROKEN)
def test_each_rule_drops_an_item(loadings, rule, value, reason):
    found = purified({**GOOD, "a4": loadings})
    row = found.log.query("item == 'a4'").iloc[0]
    assert found.dropped == ("a4",)
    assert (row["rule"], row["action"]) == (rule, "dropped")
    assert row["found"] == pytest.approx(value)
    assert row["reason_en"].startswith(reason)


def test_the_worst_item_goes_first_one_per_round():
    found = purified({**GOOD, "a4": (0.6, 0.5), "a5": (0.3, 0.1), "a6": (0.2, 0.1)})
    assert found.dropped == ("a6", "a5", "a4")
    log = found.log
    assert log["round"].max() == 4
    assert log.query("action == 'dropped'")[["round", "item"]].values.tolist() == [
        [1, "a6"],
        [2, "a5"],
        [3, "a4"],
    ]
    waiting = log.query("round == 1 and item == 'a5'").iloc[0]
    assert (waiting["action"], waiting["rule"]) == ("kept", "")
    assert waiting["reason_en"] == "communality .100 below .30, but a6 is worse in this round"


def test_a_construct_never_falls_below_three_items():
    found = purified({**GOOD, "a3": (0.2, 0.1)})
    row = found.log.query("item == 'a3'").iloc[0]
    assert found.dropped == ()
    assert row["action"] == "kept"
    assert row["found"] == pytest.approx(0.05)
    assert row["reason_en"] == "communality .050 below .30, but a would fall below 3 items"


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
