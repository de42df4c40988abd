"""Each stretch counts once per code, however many coders saw it."""

import pytest
from lib.cases.example import segments, talk

from surveysem.cases.counting import count_once, joined
from surveysem.errors import DataError


def test_overlapping_segments_of_one_code_are_one_and_the_longest_stands_for_them() -> None:
    found = count_once(
        segments(
            ("ann", "one", "trusts", 10, 30),
            ("ann", "two", "trusts", 12, 40),
            ("ann", "two", "equal", 12, 40),
            ("ann", "one", "trusts", 40, 50),
            ("bob", "two", "trusts", 10, 30),
        ),
        "all",
    )
    assert found["segment"].tolist() == [2, 3, 4, 5]


def test_a_chain_of_overlaps_is_one_stretch_even_round_a_short_segment() -> None:
    table = segments(
        ("ann", "one", "trusts", 0, 100),
        ("ann", "two", "trusts", 10, 20),
        ("ann", "two", "trusts", 90, 110),
        ("ann", "two", "trusts", 110, 120),
    )
    assert joined(table, ["source", "code"]).tolist() == [0, 0, 0, 1]


def test_a_named_coder_counts_alone() -> None:
    table = talk()
    assert set(count_once(table, "one")["coder"]) == {"one"}


def test_a_source_without_the_named_coder_is_an_error() -> None:
    table = segments(("ann", "one", "trusts", 0, 9), ("bob", "two", "trusts", 0, 9))
    with pytest.raises(DataError) as error:
        count_once(table, "one")
    assert str(error.value) == (
        "coder one: no segment in bob.txt; expected one in every coded source, since cases: "
        "counted: names this coder as the one who counts"
    )
