"""A measurement model with and without flagged respondents, against fits of both by hand."""

import numpy as np
import pytest
from reference import cases

from surveysem import sem, survey
from surveysem.contracts import columns

MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
NAMES = ("visual", "textual", "speed")
FLAGGED = list(range(1, 31))
ML = {"estimator": "ML", "missing": "listwise"}


@pytest.fixture(scope="module")
def data():
    found = cases.data("sem_holzinger")
    return found.assign(row=np.arange(1, len(found) + 1))


@pytest.fixture(scope="module")
def table(data):
    return survey.with_and_without(MODEL, data, FLAGGED, ML).set_index("respondents")


def test_both_rows_are_the_fits_of_their_respondents(data, table):
    rest = data[~data["row"].isin(FLAGGED)]
    for name, each in (("all", data), ("unflagged", rest)):
        fit = sem.fit(MODEL, each, **ML)
        assert table.loc[name, "n"] == len(each)
        assert table.loc[name, ["chisq", "cfi"]].tolist() == pytest.approx([fit.chisq, fit.cfi])
        lowest = survey.reliability(fit.estimates(), each)[["alpha", "ave"]].min()
        assert table.loc[name, ["alpha", "ave"]].tolist() == pytest.approx(lowest.tolist())


@pytest.mark.parametrize(("kind", "op"), [("loading", "=~"), ("correlation", "~~")])
def test_the_largest_changes_are_named(data, table, kind, op):
    fits = [sem.fit(MODEL, each, **ML) for each in (data, data[~data["row"].isin(FLAGGED)])]
    before, after = (fit.standardized().set_index(["lhs", "op", "rhs"])["est"] for fit in fits)
    change = (after - before)[[at for at in before.index if at[1] == op and at[0] in NAMES]]
    row = table.loc["unflagged"]
    assert row[f"{kind}_change"] == pytest.approx(change[change.abs().idxmax()])
    assert (row[f"{kind}_of"], op, row[f"{kind}_with"]) == change.abs().idxmax()
    assert np.isnan(table.loc["all", f"{kind}_change"])


@pytest.mark.parametrize("flagged", [[], [10_000], list(range(1, 300))])
def test_without_two_fits_there_is_no_table(data, flagged):
    found = survey.with_and_without(MODEL, data, flagged, ML)
    assert found.empty
    assert list(found) == columns("unflagged")
