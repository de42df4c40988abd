"""Scores on the axes, types, and how firmly a case stands."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.cases.example import choices, label, segments, talk
from pandas.testing import assert_frame_equal

from surveysem.cases import place_cases
from surveysem.cases.placing import TypeRule

RULE = TypeRule(choices()["axes"], choices()["types"])


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ((0.4, 0.1), "social_symmetric"),
        ((0.4, -0.1), "social_asymmetric"),
        ((-1.0, 1.0), "economic_symmetric"),
        ((-0.2, -0.9), "economic_asymmetric"),
        ((0.0, 0.5), ""),
        ((0.5, np.nan), ""),
        ((1e-17, 0.5), ""),
    ],
)
def test_the_type_is_by_the_signs_of_the_scores(scores: tuple[float, float], name: str) -> None:
    assert RULE.type_of(np.array(scores)) == name


def test_poles_without_a_type_are_not_placed() -> None:
    rule = TypeRule(choices()["axes"], choices()["types"][:1])
    assert rule.types(np.array([[1.0, 1.0], [1.0, -1.0]])).tolist() == ["social_symmetric", ""]


SAID = segments(
    ("ann", "one", "trusts", 0, 10),
    ("ann", "one", "trusts", 20, 30),
    ("ann", "one", "contract", 40, 50),
    ("bob", "one", "trusts", 0, 10),
    ("bob", "one", "equal", 20, 30),
    ("bob", "one", "unequal", 40, 50),
    ("cid", "one", "contract", 0, 10),
    ("dee", "one", "learns", 0, 10),
)


def scored(column: str) -> dict[tuple[str, str], Any]:
    found = place_cases(SAID, choices()).scores
    return found.set_index(["view", "axis"])[column].to_dict()


def test_scores_by_hand() -> None:
    south = SAID["case"] == "south"
    found = place_cases(SAID[~south], choices()).scores.set_index(["case", "view", "axis"])
    scores = found["score"]
    assert scores["north", "ann", "tie"] == pytest.approx(1 / 3)
    assert scores["north", "alliance", "tie"] == pytest.approx(0.5)
    # unequal weighs 2.
    assert scores["north", "bob", "interest"] == pytest.approx(-1 / 3)
    assert np.isnan(scores["south", "alliance", "tie"])
    assert found.loc[("north", "alliance", "tie"), "n"] == 4


def test_no_interval_where_resampling_shows_none() -> None:
    reasons, lower = scored("reason_en"), scored("ci_lower")
    assert reasons["ann", "interest"].startswith("No segment speaks for a pole")
    assert reasons["cid", "tie"].startswith("All segments speak for the same pole")
    assert np.isnan(lower["cid", "tie"])
    assert reasons["ann", "tie"] == ""
    assert lower["ann", "tie"] == -1.0


EACH_ONE = segments(
    *(("ann", "one", "trusts", 20 * k, 20 * k + 10) for k in range(3)),
    *(("bob", "one", "contract", 20 * k, 20 * k + 10) for k in range(2)),
)
ONE_AXIS = choices(
    axes={"tie": choices()["axes"]["tie"]},
    types=[{"name": "friends", "label": label("friends"), "tie": "social"}],
    codes=[code for code in choices()["codes"] if code["axis"] != "interest"],
)
MIXED = segments(
    *(("ann", "one", code, 300 + 20 * k, 310 + 20 * k)
      for k, code in enumerate(["trusts", "contract", "trusts", "trusts", "equal"])),
    *(("ann", "one", "equal", 500 + 20 * k, 510 + 20 * k) for k in range(9)),
)  # fmt: skip


def north(said: pd.DataFrame, table: str, how: Any = None) -> pd.DataFrame:
    found = getattr(place_cases(said, how or choices()), table).query("case == 'north'")
    return found.query("view == 'alliance'" if table == "scores" else "placed")


def test_partners_of_one_pole_each_show_no_uncertainty() -> None:
    tie = north(EACH_ONE, "scores", ONE_AXIS).iloc[0]
    assert tie["score"] == pytest.approx(0.2)
    assert np.isnan(tie["ci_lower"])
    assert tie["reason_en"].startswith("With each partner all segments speak for one pole")
    assert tie["reason_fr"].startswith("Chez chaque partenaire, tous les segments")
    placed = north(EACH_ONE, "placements", ONE_AXIS).iloc[0]
    assert placed["type"] == "friends"
    assert np.isnan(placed["share"])
    assert placed["alike"] == "tie"
    assert "Resamples cannot show how sure this type is" in placed["reason_en"]


def test_a_share_says_of_which_axes_it_is() -> None:
    placed = north(MIXED, "placements").iloc[0]
    assert 0 < placed["share"] < 1
    assert placed["alike"] == "interest"
    assert "On interest all resamples are alike" in placed["reason_en"]


def test_an_axis_that_resamples_often_miss_has_no_interval_and_the_type_no_share() -> None:
    few = segments(
        *(("ann", "one", code, 20 * k, 20 * k + 10)
          for k, code in enumerate(["equal", "unequal"] + ["trusts"] * 9 + ["contract"] * 3)),
    )  # fmt: skip
    interest = north(few, "scores").iloc[1]
    assert interest["score"] == pytest.approx(-1 / 3)
    assert np.isnan(interest["ci_lower"])
    assert interest["reason_fr"].startswith("Plus d'un rééchantillon sur vingt n'a aucun segment")
    placed = north(few, "placements").iloc[0]
    assert np.isnan(placed["share"])
    assert "no share is given" in placed["reason_en"]


def test_an_interval_lies_within_its_scale_and_round_its_score() -> None:
    found = place_cases(talk(), choices()).scores
    assert found["ci_lower"].between(-1, found["score"]).all()
    assert found["ci_upper"].between(found["score"], 1).all()


def test_shares_of_resamples_sum_to_one_and_one_row_is_placed() -> None:
    found = place_cases(talk(), choices(expected={"south": "social_asymmetric"})).placements
    by_case = found.groupby("case")
    assert by_case["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    assert by_case["placed"].sum().tolist() == [1, 1]
    expected = found[found["expected"]]
    assert expected[["case", "type"]].values.tolist() == [["south", "social_asymmetric"]]
    (row,) = expected.to_dict("records")
    assert row["placed"]
    assert row["reason_en"].endswith("of the resamples. It is the published type.")
    assert row["reason_fr"].startswith("tie 0,42 (social) ; interest −0,29 (asymmetric).")


def test_a_score_of_zero_is_not_placed_and_says_so() -> None:
    said = segments(
        ("ann", "one", "trusts", 0, 10),
        ("bob", "one", "contract", 0, 10),
        ("bob", "one", "equal", 20, 30),
    )
    found = place_cases(said, choices()).placements.query("case == 'north' and placed")
    assert found["type"].tolist() == [""]
    assert (
        found["reason_en"]
        .iloc[0]
        .startswith("Not placed: tie 0, between the poles; interest 1.00 (symmetric).")
    )


def test_a_silent_axis_is_not_placed_and_says_so() -> None:
    found = place_cases(SAID, choices()).placements.query("case == 'south' and placed")
    assert found["reason_en"].tolist() == [
        "Not placed: tie −1.00 (economic); interest, no segment."
    ]


def test_combinations_of_poles_that_no_type_names_are_said() -> None:
    only = [one for one in choices()["types"] if one["name"] == "economic_symmetric"]
    found = place_cases(SAID, choices(types=only)).placements.query("case == 'north' and placed")
    assert "no type has these poles" in found["reason_en"].iloc[0]


def test_left_out_codes_move_their_own_axis() -> None:
    found = place_cases(SAID, choices()).left_out.query("case == 'north'").set_index("code")
    assert list(found.index) == ["trusts", "contract", "equal", "unequal"]
    assert found.loc["contract", "score"] == 1.0
    assert found.loc["contract", "type"] == "social_asymmetric"
    assert found["changed"].to_dict() == {
        "trusts": True,
        "contract": False,
        "equal": False,
        "unequal": True,
    }


def test_poles_and_types_come_from_the_configuration_alone() -> None:
    axes = {"tie": {"label": label("t"), "poles": {"economic": label("e"), "social": label("s")}}}
    types = [{"name": "one", "label": label("one"), "tie": "economic"}]
    codes = [code for code in choices()["codes"] if code["axis"] in ("tie", "")]
    found = place_cases(
        SAID[SAID["code"] != "equal"].query("code != 'unequal'"),
        choices(axes=axes, types=types, codes=codes),
    )
    assert found.scores.query("view == 'alliance'")["score"].tolist() == [-0.5, 1.0]
    assert found.placements.query("placed")["type"].tolist() == ["", "one"]


def test_the_order_of_rows_and_other_cases_do_not_matter() -> None:
    said = talk()
    first = place_cases(said, choices())
    shuffled = place_cases(said.sample(frac=1, random_state=2), choices())
    assert_frame_equal(first.scores, shuffled.scores)
    assert_frame_equal(first.placements, shuffled.placements)
    alone = place_cases(said[said["case"] == "south"], choices(cases=choices()["cases"][2:])).scores
    assert_frame_equal(first.scores[first.scores["case"] == "south"].reset_index(drop=True), alone)


def test_twice_the_segments_keep_the_score_and_narrow_the_interval() -> None:
    said = talk()
    moved = said.assign(
        segment=said["segment"] + 1000, start=said["start"] + 2000, end=said["end"] + 2000
    )
    once = place_cases(said, choices()).scores
    twice = place_cases(pd.concat([said, moved]), choices()).scores
    assert twice["score"].tolist() == pytest.approx(once["score"].tolist())
    assert twice["n"].tolist() == (2 * once["n"]).tolist()
    width = [table["ci_upper"] - table["ci_lower"] for table in (once, twice)]
    assert (width[1] < width[0]).all()
