"""Items leave a model text, and all else stays as it is written."""

import pytest

from surveysem import sem
from surveysem.errors import SpecificationError

TEXT = """# model
trust =~ trust_1 + trust_2  # first
       + trust_3 + a*trust_4
coop =~ c1 + c2 + # more
   c3

trust_1 ~~ trust_2
trust_1 ~~ trust_3 + trust_4   # residuals
coop ~ trust
c1 ~ 1
"""


@pytest.mark.parametrize(
    ("items", "change"),
    [
        ([], {}),
        (["unknown"], {}),
        (
            ["trust_1"],
            {
                "trust_1 + trust_2": "trust_2",
                "trust_1 ~~ trust_2\n": "",
                "trust_1 ~~ trust_3 + trust_4   # residuals": "# residuals",
            },
        ),
        (["trust_3"], {"+ trust_3 + a*": "+ a*", "~~ trust_3 + trust_4": "~~ trust_4"}),
        (["trust_4"], {" + a*trust_4": "", "~~ trust_3 + trust_4": "~~ trust_3"}),
        (["c3"], {" + # more\n   c3": " # more"}),
        (["c1"], {"c1 + c2": "c2", "c1 ~ 1\n": ""}),
        (["c1", "c2"], {" c1 + c2 + # more": " # more", "c1 ~ 1\n": ""}),
    ],
)
def test_items_leave(items: list[str], change: dict[str, str]) -> None:
    expected = TEXT
    for old, new in change.items():
        assert old in expected
        expected = expected.replace(old, new)
    found = sem.without_items(TEXT, items)
    assert found == expected
    assert not set(items) & set(sem.parameter_table(found).observed)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["c1", "c2", "c3"], "c3 cannot be dropped, it is the last item of coop"),
        (["trust"], "trust cannot be dropped, 'trust =~ trust_1' uses it"),
        (["x"], "x cannot be dropped, 'y ~ x' uses it"),
    ],
)
def test_what_cannot_leave(items: list[str], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.without_items(TEXT + "y ~ x\n", items)
    assert message in str(error.value)


def test_a_shared_left_hand_side_has_to_be_split() -> None:
    text = "f =~ a + b + c + d\na + b ~~ d\n"
    assert sem.without_items(text, ["d"]) == "f =~ a + b + c\n"
    with pytest.raises(SpecificationError, match="a shares the left-hand side with others"):
        sem.without_items(text, ["a"])


def test_thresholds_of_a_dropped_item_go_too() -> None:
    text = "f =~ a + b + t1\na | t1\nb | t1 + t2\n"
    assert sem.without_items(text, ["b"]) == "f =~ a + t1\na | t1\n"
    assert sem.without_items(text, ["t1"]) == "f =~ a + b\na | t1\nb | t1 + t2\n"
