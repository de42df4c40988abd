"""Matrices, evidence and saturation."""

import numpy as np
import pandas as pd
import pytest
from lib.cases.example import choices, interviews, segments, talk
from pandas.testing import assert_frame_equal

from surveysem.cases import count_themes

SAID = segments(
    ("ann", "one", "trusts", 0, 10),
    ("ann", "one", "trusts", 20, 40),
    ("ann", "one", "contract", 50, 60),
    ("bob", "one", "trusts", 0, 15),
    ("dee", "one", "learns", 0, 10),
)


def test_every_code_has_a_row_in_every_view() -> None:
    found = count_themes(SAID, interviews(), choices()).matrices
    assert len(found) == 5 * (3 + 3)
    trusts = found[found["code"] == "trusts"].set_index(["case", "view"])
    assert trusts["n"].tolist() == [2, 1, 3, 0, 0, 0]
    assert trusts["words"].tolist() == [6, 3, 9, 0, 0, 0]
    assert trusts.loc[("north", "alliance"), "segments"] == "1 2 4"
    assert trusts["share"].tolist() == pytest.approx([2 / 3, 1, 3 / 4, np.nan, 0, 0], nan_ok=True)


def test_evidence_for_and_against() -> None:
    found = count_themes(SAID, interviews(), choices()).evidence
    rows = found[["hypothesis", "case", "n_for", "n_against", "segments"]].values.tolist()
    assert rows == [
        ["h1", "north", 3, 1, "1 2 3 4"],
        ["h1", "south", 0, 0, ""],
        ["h2", "north", 0, 0, ""],
        ["h2", "south", 1, 0, "5"],
    ]


def test_without_a_code_for_a_hypothesis_there_is_no_evidence() -> None:
    codes = [code | {"hypothesis": "", "says": ""} for code in choices()["codes"]]
    found = count_themes(SAID, interviews(), choices(codes=codes)).evidence
    assert found.empty
    assert list(found.columns) == ["hypothesis", "case", "n_for", "n_against", "segments"]


def test_hypotheses_of_which_nobody_speaks_have_rows() -> None:
    silent = SAID[SAID["code"].isin(["equal"])]
    found = count_themes(silent, interviews(), choices()).evidence
    assert found[["n_for", "n_against"]].sum().tolist() == [0, 0]
    assert len(found) == 4


def test_saturation_counts_new_codes_in_the_order_of_interviews() -> None:
    found = count_themes(SAID, interviews(), choices()).saturation
    assert found["new_codes"].tolist() == [2, 0, 0, 1]
    assert found["cumulative"].tolist() == [2, 2, 2, 3]
    assert found["total"].tolist() == [3] * 4
    # By hand: contract and learns stand in one interview of four, trusts in two.
    assert found["mean"].tolist() == pytest.approx([1.0, 5 / 6 + 1, 2.5, 3.0])
    assert (found["ci_lower"] <= found["mean"]).all()
    assert (found["mean"] <= found["ci_upper"]).all()


def test_the_mean_curve_is_that_of_the_random_orders() -> None:
    table = talk(seed=3, each=3)
    one, many = (
        count_themes(
            table, interviews(), choices(resampling={"draws": draws, "level": 0.5})
        ).saturation
        for draws in (1, 4000)
    )
    assert one["mean"].tolist() == many["mean"].tolist()
    assert one["ci_lower"].tolist() == one["ci_upper"].tolist()


def test_no_segment_gives_empty_matrices_and_a_flat_curve() -> None:
    found = count_themes(SAID.iloc[:0], interviews(), choices())
    assert (found.matrices["n"] == 0).all()
    assert found.saturation["cumulative"].tolist() == [0] * 4


def test_the_order_of_rows_and_the_names_of_coders_do_not_matter() -> None:
    table = talk()
    shuffled = table.sample(frac=1, random_state=1)
    swapped = table.assign(coder=table["coder"].map({"one": "two", "two": "one"}))
    first = count_themes(table, interviews(), choices())
    for other in (shuffled, swapped):
        again = count_themes(other, interviews().iloc[::-1], choices())
        for name in ("matrices", "evidence", "saturation"):
            assert_frame_equal(getattr(first, name), getattr(again, name))


def test_a_second_coder_who_saw_the_same_changes_nothing() -> None:
    one = talk().query("coder == 'one'")
    twin = one.assign(coder="two", segment=one["segment"] + 1000)
    both = count_themes(pd.concat([one, twin]), interviews(), choices())
    alone = count_themes(one, interviews(), choices())
    assert_frame_equal(both.matrices, alone.matrices)
