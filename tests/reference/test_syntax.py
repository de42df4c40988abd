"""Model texts as lavaan reads them: which rows are free, what is fixed, started and named."""

import pandas as pd
import pytest
from reference import cases

from surveysem import sem

TEXTS = cases.expected("syntax")["texts"]


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=lambda k: TEXTS[k]["text"])
def test_rows_of_the_user(number: int) -> None:
    theirs = dict(TEXTS[number])
    table = sem.parameter_table(theirs.pop("text")).frame()
    rows = pd.DataFrame(theirs)
    ours = cases.keyed(table[table["user"]].drop(columns="group"))
    theirs = cases.keyed(rows)
    assert set(ours.index) == set(theirs.index)
    ours = ours.loc[theirs.index]
    assert list(ours["free"] > 0) == list(theirs["free"] > 0)
    given = ours["value"].fillna(ours["start"]).astype(float)
    assert not cases.far(given, theirs["ustart"], theirs.index, 1e-12)
    definitions = [key[1] == ":=" for key in theirs.index]
    labels = theirs["label"].where([not d for d in definitions], ours["label"])
    assert list(ours["label"]) == list(labels)
