"""A wave that calls or codes its variables otherwise than the study."""

import pandas as pd
import pytest

from surveysem import survey
from surveysem.errors import DataError
from surveysem.survey.codebook import Codebook, Variable

ROWS = [
    {"variable": "trust_1", "role": "item", "construct": "trust", "reverse": "no"},
    {"variable": "trust_2", "role": "item", "construct": "trust", "reverse": "no"},
]
TURNED = "later=1>5,2>4,3>3,4>2,5>1"


def rows(**changes: str) -> pd.DataFrame:
    """items.tsv of two items from 1 to 5; ``changes`` are cells of the first."""
    table = [{**row, "min": "1", "max": "5", "missing": "9"} for row in ROWS]
    table[0] |= changes
    return pd.DataFrame(table)


def answered(**columns: list[float]) -> survey.Survey:
    data = pd.DataFrame(columns, index=pd.RangeIndex(1, 7, name="row"))
    labels = {1.0: "Wholly", 5.0: "Not at all", 9.0: "No answer"}
    book = Codebook(tuple(Variable(name, value_labels=labels) for name in data))
    return survey.Survey(data, book, ())


FIRST, SECOND = [1.0, 2.0, 3.0, 4.0, 5.0, 9.0], [1.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def clean(data: survey.Survey, **changes: str) -> survey.Cleaned:
    return survey.clean_responses(data, rows(**changes), wave="later")


def test_a_renamed_variable_has_the_name_of_the_study() -> None:
    cleaned = clean(
        answered(trust_two=SECOND, conf_1=FIRST, trust_2=SECOND), renamed="later=conf_1"
    )
    assert cleaned.items.trust_1.tolist()[:5] == FIRST[:5]
    decision = cleaned.decisions[cleaned.decisions.step == "mapping"].iloc[0]
    assert (decision.variable, decision.found, decision.action) == ("trust_1", "conf_1", "renamed")
    assert decision.rule == "renamed later=conf_1"


def test_names_may_be_exchanged() -> None:
    table = rows(renamed="later=trust_2")
    table.loc[1, "renamed"] = "later=trust_1"
    data = answered(trust_1=SECOND, trust_2=FIRST)
    cleaned = survey.clean_responses(data, table, wave="later")
    assert cleaned.items.trust_1.tolist()[:5] == FIRST[:5]
    assert cleaned.items.trust_2.tolist() == SECOND


def test_other_waves_are_left_as_they_are() -> None:
    data = answered(trust_1=FIRST, trust_2=SECOND)
    cleaned = clean(data, renamed="last=conf_1", recoded="last=1>5,2>4")
    assert cleaned.items.trust_1.tolist()[:5] == FIRST[:5]
    assert not (cleaned.decisions.step == "mapping").any()


def test_codes_and_their_labels_become_those_of_the_study() -> None:
    cleaned = clean(answered(trust_1=FIRST, trust_2=SECOND), recoded=TURNED)
    assert cleaned.items.trust_1.tolist()[:5] == [5, 4, 3, 2, 1]
    assert cleaned.items.trust_1.isna().tolist() == [False] * 5 + [True]
    labels = cleaned.codebook["trust_1"].value_labels
    assert labels == {5.0: "Wholly", 1.0: "Not at all", 9.0: "No answer"}
    decision = cleaned.decisions[cleaned.decisions.step == "mapping"].iloc[0]
    assert decision.rule == "recoded later=1>5,2>4,3>3,4>2,5>1"


def test_a_reversed_item_is_recoded_first() -> None:
    cleaned = clean(answered(trust_1=FIRST, trust_2=SECOND), recoded=TURNED, reverse="yes")
    assert cleaned.items.trust_1.tolist()[:5] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"renamed": "later=conf_9"}, "items.tsv, renamed of later: variable conf_9: not in the f"),
        (
            {"renamed": "later=conf_1"},
            "items.tsv, renamed of later: the file has a variable trust_1 of its own; rename or",
        ),
        (
            {"recoded": "later=1>5,2>4,4>2"},
            "items.tsv, recoded of later: trust_1 has answers without a new code, 3 5; expected a "
            "pair for each, also where a code stays (4>4)",
        ),
        ({"renamed": "conf_1"}, "items.tsv, trust_1: renamed has `conf_1`; expected wave=..."),
        ({"renamed": "later=a later=b"}, "items.tsv, trust_1: renamed has the wave later twice"),
        ({"recoded": "later=1-5"}, "items.tsv, trust_1: recoded has `1-5`; expected pairs as"),
        ({"recoded": "later=1>5,1>4"}, "items.tsv, trust_1: recoded has the code 1 twice"),
    ],
)
def test_bad_mappings_are_named(changes: dict[str, str], says: str) -> None:
    data = answered(trust_1=FIRST, trust_2=SECOND, conf_1=FIRST)
    with pytest.raises(DataError) as caught:
        clean(data, **changes)
    assert str(caught.value).startswith(says)


def test_text_cannot_be_recoded() -> None:
    data = answered(trust_1=[*"abcdef"], trust_2=SECOND)
    with pytest.raises(
        DataError, match=r"^items\.tsv, recoded of later: trust_1 holds text, not codes"
    ):
        clean(data, recoded=TURNED)
