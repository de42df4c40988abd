"""The firms of the survey in the report: what is printed, what is masked, what is said."""

import pandas as pd
import pytest
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.fakes.firms import SMALL

from surveysem.reporting import Artefacts, build_tables
from surveysem.reporting.firms import firms
from surveysem.reporting.tables.masking import Masked


@pytest.fixture(scope="module")
def english(source):
    from surveysem import reporting

    return reporting.read_text(source, "en")


@pytest.fixture(scope="module")
def tables(artefacts, study, english):
    return build_tables(artefacts, study, english)


def facts(text, **changes):
    return firms(fake_artefacts(**changes), fake_study(), text)


def test_a_small_type_and_what_gives_it_away_are_masked(tables):
    frame = tables["firm_types"].frame.set_index("firm_type")
    assert frame.loc["Mutual help", "n"] == 60
    assert frame.loc["Survival", "n"] == Masked("<", 5)
    assert isinstance(frame.loc["No type: on the border of an axis", "n"], Masked)
    assert frame.loc["No type: answers incomplete", "n"] == 6
    small = frame.loc["Survival"]
    assert small[["type_kept", "type_kept_lowest", "mean_tie", "mean_interest"]].isna().all()
    assert isinstance(small["near_cut"], Masked)
    assert frame.loc["Mutual help", "mean_tie"] == 0.41


def test_governance_is_printed_where_no_cell_is_small(tables, study, english):
    assert tables["firm_governance"].frame["n"].tolist() == [30, 30, 25, 25]
    small = fake_artefacts().firm_governance.assign(n=[30, 4, 25, 25])
    artefacts = fake_artefacts(firm_governance=small)
    assert "firm_governance" not in build_tables(artefacts, study, english)
    assert facts(english, firm_governance=small)["governance"]["small"]


def test_types_and_sides_have_their_names(tables):
    assert tables["firm_groups"].frame["group_of"].tolist() == [
        *("Mutual help", "Sponsorship", "Survival", "no group"),
        *("social", "economic", "no group"),
    ]
    assert tables["firm_verdicts"].frame["grouping"].tolist() == ["Tie"]
    assert tables["firm_means"].frame["less"].tolist() == ["economic − social"]
    paths = tables["firm_paths"].frame
    assert paths["group_of"].tolist() == ["social", "economic"]
    assert paths["verdict"].tolist() == ["", "path differs"]
    assert pd.isna(paths["difference"].iloc[0])


def test_what_is_said_of_types(english):
    found = facts(english)
    assert (found["all"], found["typed"], found["near"]) == (136, 113, 43)
    assert found["stability"] == pytest.approx((60 * 0.91 + 50 * 0.88 + 3 * 0.79) / 113)
    assert (found["least"], found["most"]) == ("Sponsorship", "Mutual help")
    said = found["axes"][0].replace("\xa0", " ")
    assert said.startswith("**Tie**, from social (1) to economic (−1): 3 items, α = .92 [.89, .94]")


def test_no_total_gives_a_masked_count_away(english):
    """60 and 50 are printed: with the sum of the types, the third would be too."""
    found = facts(english)
    assert not found["countable"]
    assert not found["near_countable"]
    assert found["moved"] is None
    whole = fake_artefacts()
    found = facts(
        english,
        firm_types=whole.firm_types.assign(n=[60, 50, 20, 17, 6], near=[20, 21, 9, 0, 0]),
        firm_sensitivity=whole.firm_sensitivity.assign(
            n=[60, 50, 20, 60, 50, 20], kept=[60, 50, 20, 52, 42, 12]
        ),
    )
    assert found["countable"]
    assert found["near_countable"]
    assert found["moved"] == 24


def test_what_is_said_of_comparisons(english):
    found = facts(english)
    by_type, by_tie = found["invariance"]["groupings"]
    assert by_type["name"] == "Type"
    assert by_type["sentences"][0].replace("\\", "").endswith(SMALL["en"])
    assert by_tie["name"] == "Tie"
    assert found["means"]["n_apart"] == 1
    assert found["means"]["apart"].replace("\\", "").replace("\xa0", " ") == (
        "Performance, economic − social (d = −0.67 [−1.09, −0.25])"
    )
    refused, differs = found["paths"]
    assert "by Type (smallest group: *n* = 3): not compared." in refused.replace("\xa0", " ")
    assert "by Tie: the paths **differ** between groups" in differs


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("undecided", "does not show that the paths are equal"), ("not comparable", "not converge")],
)
def test_other_verdicts_on_paths(verdict, said, english):
    tests = fake_artefacts().firm_path_tests.tail(1).assign(verdict=verdict)
    (sentence,) = facts(english, firm_path_tests=tests)["paths"]
    assert said in sentence


def test_a_study_that_types_no_firm_says_nothing(english):
    assert firms(Artefacts(), fake_study(firms={}), english) == {}
