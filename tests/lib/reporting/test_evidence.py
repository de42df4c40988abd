import pandas as pd
import pytest
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem.reporting import build_tables
from surveysem.reporting.evidence import anchor, in_brief, verdict_link, with_evidence
from surveysem.reporting.tables import Table

FULL = {"std": 0.31, "ci_lower": 0.12, "ci_upper": 0.5, "alpha": 0.05, "pvalue": 0.001}


@pytest.fixture(scope="module")
def tables(artefacts, study, text):
    return with_evidence(build_tables(artefacts, study, text), artefacts, text)


def test_anchors_are_readable_and_tell_rows_apart():
    assert anchor("paths", "structural", "trust", "experience") == (
        "row-paths-structural-trust-experience"
    )
    hostile = ["$x$", "*x*", "x", "X", "", " ", "x y", "x-y", "é", '" onfocus="']
    places = [anchor("higher_order", text) for text in hostile]
    assert len(set(places)) == len(places)
    assert all(place.replace("-", "").isalnum() for place in places)


@pytest.mark.parametrize(("changes", "fr", "en"), [
    ({}, "effet standardisé 0,31, IC à 95 % [0,12 ; 0,50], p = 0,001",
     "standardised effect .31, 95% CI [.12, .50], p = .001"),
    ({"pvalue_adjusted": 0.0004},
     "effet standardisé 0,31, IC à 95 % [0,12 ; 0,50], p ajusté < 0,001",
     "standardised effect .31, 95% CI [.12, .50], adjusted p < .001"),
    ({"alpha": float("nan")}, "effet standardisé 0,31, IC [0,12 ; 0,50], p = 0,001",
     "standardised effect .31, CI [.12, .50], p = .001"),
    ({"ci_upper": None, "pvalue": None}, "effet standardisé 0,31", "standardised effect .31"),
    ({"std": None, "ci_lower": None}, "p = 0,001", "p = .001"),
    ({"std": None, "ci_lower": None, "pvalue": None}, "", ""),
])  # fmt: skip
def test_the_evidence_in_brief_says_what_there_is(text, changes, fr, en):
    told = in_brief({**FULL, **changes}, text).replace("\xa0", " ")
    assert told == {"fr": fr, "en": en}[text.language]


def test_every_row_of_evidence_has_a_name_of_its_own(tables):
    for name in ("verdicts", "paths", "indirect", "higher_order", "measurement"):
        assert len(set(tables[name].anchors)) == len(tables[name].frame)


def test_a_verdict_on_a_path_links_to_the_row_of_the_path(tables):
    links, verdicts = tables["verdicts"].links["verdict"], tables["verdicts"].rows()
    assert [link.target for link in links] == [
        anchor("paths", "structural", row["lhs"], row["rhs"]) for row in verdicts
    ]
    assert {link.classes[1] for link in links} >= {"supported", "contradicted", "not-estimable"}


@pytest.mark.parametrize(("kind", "std", "target"), [
    ("indirect", 0.25, "row-indirect-"),
    ("indirect", 0.99, "row-verdicts-H1"),
    ("comparison", 0.25, "row-verdicts-H1"),
    ("total", 0.25, "row-decomposition-"),
    ("second_order", None, "tbl-contest"),
])  # fmt: skip
def test_other_verdicts_link_to_their_effect_or_stay_where_they_are(kind, std, target, text):
    row = {"id": "H1", "kind": kind, "model": "m", "lhs": "a", "op": ":=", "rhs": "", "std": std,
           "verdict": "supported", "reason_en": "", "reason_fr": "", "statement_en": "",
           "statement_fr": "", "expect": "+"}  # fmt: skip
    row |= dict.fromkeys(("ci_lower", "ci_upper", "pvalue", "pvalue_adjusted"))
    given = fake_artefacts(verdicts=pd.DataFrame([row]), claims=None)
    found = {name: table for name, table in build_tables(given, fake_study(), text).items()
             if name in ("verdicts", "contest")}  # fmt: skip
    effects = pd.DataFrame({"model": "m", "kind": "specific indirect", "outcome": ["y", "z"],
                            "predictor": "x", "path": "x -> m -> y", "std": [0.25, 0.4],
                            "total_std": [0.25, 0.4]})  # fmt: skip
    found |= {name: Table(name, [], effects) for name in ("indirect", "decomposition")}
    (link,) = with_evidence(found, given, text)["verdicts"].links["verdict"]
    assert link.target.startswith(target)


def test_a_hypothesis_named_elsewhere_links_to_its_verdict(tables, artefacts, text):
    known = set(tables["verdicts"].anchors)
    links = [link for link in tables["claims"].links["hypothesis"] if link]
    assert links
    assert {link.target for link in links} <= known
    row = artefacts.verdicts.iloc[0].to_dict()
    assert f"](#{anchor('verdicts', row['id'])} " in verdict_link(row, text)
