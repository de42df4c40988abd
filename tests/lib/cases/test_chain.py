"""The chain of effects: evidence, order, links."""

import numpy as np
import pytest
from lib.cases.example import choices, interviews, segments, talk
from pandas.testing import assert_frame_equal
from scipy import stats
from tolerances import ANALYTIC

from surveysem.cases import trace_chain
from surveysem.cases.chain import kendall_tau

SAID = segments(
    ("ann", "one", "trusts", 100, 110),
    ("ann", "one", "contract", 50, 60),
    ("ann", "one", "equal", 500, 510),
    ("bob", "one", "trusts", 250, 260),
    ("bob", "one", "learns", 10, 20),
    ("cid", "one", "learns", 10, 20),
)


def test_first_mention_is_a_mean_over_interviews() -> None:
    found = trace_chain(SAID, interviews(), choices()).elements.set_index(["case", "element"])
    north = found.loc["north"]
    assert north["n"].tolist() == [3, 1, 1]
    assert north["first"].tolist() == pytest.approx([0.15, 0.5, 0.01])
    assert north["observed"].tolist() == [2.0, 3.0, 1.0]
    south = found.loc["south"]
    assert south["evidence"].tolist() == [False, False, True]
    assert south["first"].tolist() == pytest.approx([np.nan, np.nan, 0.01], nan_ok=True)


def test_order_and_links() -> None:
    found = trace_chain(SAID, interviews(), choices())
    north, south = found.order.to_dict("records")
    assert north["n"] == 3
    assert north["tau"] == pytest.approx(-1 / 3)
    assert (north["reason_en"], south["n"]) == ("", 1)
    assert south["reason_en"] == "Fewer than two elements are mentioned: there is no order."
    assert np.isnan(south["tau"])
    links = found.links.astype(object).where(found.links.notna(), None).values.tolist()
    assert links == [
        ["north", "trust", "stakes", True, True, 3, 1],
        ["north", "stakes", "learning", True, False, 1, 1],
        ["south", "trust", "stakes", False, None, 0, 0],
        ["south", "stakes", "learning", False, None, 0, 1],
    ]
    assert found.support.values.tolist() == [
        ["trust", "stakes", 2, 1, 1],
        ["stakes", "learning", 2, 1, 0],
    ]


def test_elements_mentioned_at_one_place_have_no_order() -> None:
    said = segments(("ann", "one", "trusts", 0, 9), ("ann", "one", "equal", 0, 9))
    found = trace_chain(said, interviews(), choices()).order.iloc[0]
    assert found["n"] == 2
    assert found["reason_en"].startswith("All elements are mentioned at the same place")


@pytest.mark.parametrize("observed", [[3, 1, 2, 5, 4], [1, 1, 2, 3, 3], [5, 4, 3, 2, 1]])
def test_kendall(observed: list[float]) -> None:
    posited = np.arange(1.0, 6.0)
    wanted = stats.kendalltau(posited, observed).statistic
    assert kendall_tau(posited, np.array(observed)) == pytest.approx(wanted, abs=ANALYTIC)


def test_the_order_of_rows_does_not_matter() -> None:
    said = talk()
    first = trace_chain(said, interviews(), choices())
    again = trace_chain(said.sample(frac=1, random_state=3), interviews().iloc[::-1], choices())
    for name in ("elements", "order", "links", "support"):
        assert_frame_equal(getattr(first, name), getattr(again, name))
