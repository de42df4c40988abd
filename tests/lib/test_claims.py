"""What a row of claims.tsv is about."""

import pytest

from surveysem import claims


@pytest.mark.parametrize(
    ("about", "kind", "name"),
    [
        ("ladder:textile", "ladder", "textile"),
        ("groups:contacts: by month", "groups", "contacts: by month"),
        ("chain:dialogue", "chain", "dialogue"),
        ("Plaisancia-Palanautic", "case", "Plaisancia-Palanautic"),
        ("Firm: the second", "case", "Firm: the second"),
        ("ladder:", "case", "ladder:"),
    ],
)
def test_a_subject_is_a_case_or_something_of_a_kind(about: str, kind: str, name: str) -> None:
    assert claims.subject(about) == claims.Subject(kind, name)


def test_a_claim_on_interviews_names_its_collection_and_what_of_it() -> None:
    assert claims.on_interviews("cases:governance:ladder:textile")
    assert not claims.on_interviews("H1a")
    found = claims.claimed("cases:governance:ladder:textile")
    assert found == claims.Claimed("governance", "ladder:textile")


def test_several_findings_are_joined_by_a_stroke() -> None:
    assert claims.alternatives("licence|supply_chain") == ["licence", "supply_chain"]
    assert claims.alternatives("yes") == ["yes"]
