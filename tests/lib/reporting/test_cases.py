"""The chapter on cases: what its tables, sentences and figures make of coded interviews."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.fakes.cases import ALLIANCES, QUOTE, SECRET, fake_cases_study
from openpyxl import load_workbook

from surveysem import reporting
from surveysem.reporting import Artefacts, Scribe, build_tables
from surveysem.reporting.cases.chapter import chapter, paragraphs
from surveysem.reporting.cases.collection import collections
from surveysem.reporting.cases.heard import against
from surveysem.reporting.cases.joint import Evidence, reading
from surveysem.reporting.escape import Markdown
from surveysem.reporting.figures.cases import draw_cases
from surveysem.reporting.figures.labels import Box, place
from surveysem.reporting.renderers.workbook import write_tables
from surveysem.reporting.tables import Column, appendix, write_markdown
from surveysem.reporting.tables.cases import build_cases
from surveysem.reporting.tables.cases_matrices import FINDINGS
from surveysem.reporting.tables.cases_types import about

CASE = next(iter(ALLIANCES))


@pytest.fixture(scope="module")
def english():
    return reporting.read_text(SOURCE, "en")


@pytest.fixture(scope="module")
def french():
    return reporting.read_text(SOURCE, "fr")


@pytest.fixture(scope="module")
def tables(artefacts, study, english):
    return build_cases(artefacts, study, english)


def said(artefacts, english, collection=0, **choices):
    """Everything that the chapter says of one collection."""
    study = fake_study()
    name = list(study.cases)[collection]
    changed = {**study.cases, name: {**study.cases[name], **choices}}
    found = chapter(artefacts, replace(study, cases=changed), english)
    parts = found["collections"][collection]["parts"]
    return " ".join(sentence for part in parts for sentence in part["said"])


def drawn(artefacts, study, text):
    return {picture.name: picture for picture in draw_cases(artefacts, study, text)}


def test_a_study_without_cases_has_no_such_chapter(english):
    whole = fake_artefacts()
    names = [name for name in whole.__dataclass_fields__ if name.startswith("case_")]
    bare = replace(whole, **dict.fromkeys(names))
    assert chapter(bare, fake_study(cases={}), english) == {}
    assert build_cases(bare, fake_study(cases={}), english) == {}
    only = Artefacts(verdicts=whole.verdicts)
    assert drawn(only, fake_study(cases={}), english) == {}
    assert "cases" not in " ".join(build_tables(only, fake_study(cases={}), english))


def test_every_part_has_its_tables_and_figures(artefacts, study, english, tables):
    found = chapter(artefacts, study, english)
    pictures = drawn(artefacts, study, english)
    for collection in found["collections"]:
        for part in collection["parts"]:
            assert set(part["tables"]) <= set(tables)
            assert len(part["said"]) > 0
    shown = {
        name for one in found["collections"] for part in one["parts"] for name in part["tables"]
    }
    assert shown | set(appendix(tables)) | {"cases_joint"} == set(tables)
    named = {
        name for one in found["collections"] for part in one["parts"] for name in part["figures"]
    }
    assert set(pictures) <= named


def test_counts_of_a_matrix_are_those_of_its_artefact_and_lead_to_their_segments(artefacts, tables):
    matrix = tables["cases_1_matrix_1"]
    counted = artefacts.case_matrices
    own = counted[(counted["case"] == CASE) & (counted["view"] == "alliance")]
    want = own.groupby("theme", sort=False)["n"].sum()
    assert matrix.frame["view_2"].tolist() == want.tolist()
    parts = matrix.frame["view_0"] + matrix.frame["view_1"]
    assert parts.tolist() == want.tolist()
    places = set(tables["cases_1_segments"].anchors)
    for column in ("view_0", "view_1", "view_2"):
        linked = [link is not None for link in matrix.links[column]]
        assert linked == (matrix.frame[column] > 0).tolist()
        assert {link.target for link in matrix.links[column] if link} <= places


def test_the_list_of_segments_holds_every_counted_one_once(artefacts, tables):
    counted = artefacts.case_matrices.query("collection == 'start_ups' and view != 'alliance'")
    listed = tables["cases_1_segments"].frame
    assert listed["n"].sum() == counted["n"].sum()
    numbers = [
        int(one.split(" ")[0]) for cell in listed["segment_places"] for one in cell.split("; ")
    ]
    wanted = [int(one) for ids in counted["segments"] for one in ids.split()]
    assert sorted(numbers) == sorted(wanted)


def test_a_list_too_long_for_print_is_in_the_workbook_alone(artefacts, study, english, monkeypatch):
    monkeypatch.setattr("surveysem.reporting.tables.cases_matrices.MOST_ROWS", 3)
    found = build_cases(artefacts, study, english)
    assert not found["cases_1_segments"].in_print
    assert found["cases_1_matrix_1"].links == {}
    assert "cases_1_segments" not in appendix(found)
    assert "too many for print: sheet cases\\_1\\_segments" in said(artefacts, english)


def test_no_word_of_an_interview_and_no_file_name_is_published(english, tmp_path):
    given = fake_artefacts()
    coded = given.case_segments
    leaking = coded.assign(text=coded["text"].where(coded["quote"], SECRET))
    given = replace(given, case_segments=leaking)
    folder = reporting.assemble(
        SOURCE,
        Artefacts(**{
            name: getattr(given, name)
            for name in given.__dataclass_fields__
            if name.startswith("case_")
        }),
        fake_study(),
        "en",
        tmp_path / "en",
    )  # fmt: skip
    page = (folder / "report.qmd").read_text(encoding="utf-8").replace("\\", "")
    scribe = Scribe(english, fake_study())
    book = load_workbook(
        write_tables(build_cases(given, fake_study(), english), scribe, tmp_path / "t.xlsx")
    )
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    figures = "".join(path.read_text(encoding="utf-8") for path in folder.glob("figures/*.svg"))
    for published in (page, " ".join(cells), figures):
        assert SECRET not in published
        assert "M. Secret" not in published
    assert QUOTE in page
    assert QUOTE in cells


def test_every_word_has_a_text(text):
    decisions = ("true", "false", "remainder", "contradictory", "left out")
    readings = ("confirmed", "discordant", "mixed", "expanded", "silent")
    words = [f"truth_{one}" for one in decisions] + [f"joint {one}" for one in readings]
    words += [f"coefficient_{one}" for one in ("kappa", "alpha")]
    words += [f"measure_{one}" for one in ("share", "mentions", "median")]
    words += [f"solution_{one}" for one in ("conservative", "parsimonious", "necessity")]
    assert not [word for word in words if f"words.{word}" not in text]
    assert not [one for one in FINDINGS if f"cases.double.{one.replace(' ', '_')}" not in text]


@pytest.mark.parametrize(("verdict", "n_for", "n_against", "n_both", "expected"), [
    ("supported", 2, 0, 0, "confirmed"), ("supported", 0, 1, 0, "discordant"),
    ("contradicted", 0, 3, 0, "confirmed"), ("contradicted", 1, 0, 0, "discordant"),
    ("undecided", 2, 0, 0, "expanded"), ("not estimable", 0, 1, 0, "expanded"),
    (None, 1, 0, 0, "expanded"), ("supported", 1, 1, 0, "mixed"), ("supported", 3, 0, 1, "mixed"),
    ("supported", 0, 0, 0, "silent"), (None, 0, 0, 0, "silent"),
])  # fmt: skip
def test_verdict_and_cases_are_read_together(verdict, n_for, n_against, n_both, expected):
    assert reading(verdict, n_for, n_against, n_both) == expected


def test_each_case_counts_once_in_the_joint_display():
    found = Evidence("H1", {"a": (2, 0), "b": (0, 3), "c": (1, 1), "d": (0, 0)})
    assert found.speaking_for == {"a": 2}
    assert found.speaking_against == {"b": 3}
    assert found.speaking_both == {"c": (1, 1)}
    assert found.silent == 1


def test_the_joint_display_sets_verdicts_beside_the_cases(artefacts, tables):
    frame = tables["cases_joint"].frame.set_index("hypothesis")
    verdicts = artefacts.verdicts.set_index("id")
    assert frame.index.tolist() == ["H6", "H15", "H17"]
    assert frame["verdict"].tolist() == verdicts.loc[frame.index, "verdict"].tolist()
    assert frame["reading"].tolist() == ["joint discordant", "joint confirmed", "joint mixed"]
    assert frame.loc["H15", "cases_silent"] == 1
    assert "Alpha – Beta (2)" in frame.loc["H15", "cases_for"]


def test_without_verdicts_the_cases_stand_alone(artefacts, study, english):
    found = build_cases(replace(artefacts, verdicts=None), study, english)["cases_joint"]
    assert "verdict" not in [column.name for column in found.columns]
    assert chapter(replace(artefacts, verdicts=None), study, english)["joint"]["surveyed"] is False


def test_without_a_code_for_a_hypothesis_the_joint_display_says_so(artefacts, study, english):
    silent = replace(artefacts, case_evidence=artefacts.case_evidence.head(0))
    assert "cases_joint" not in build_cases(silent, study, english)
    assert chapter(silent, study, english)["joint"]["all"] == 0


def test_a_type_of_which_resamples_show_nothing_is_told_without_a_share(artefacts, study, english):
    found = artefacts.case_placements
    own = found["case"] == CASE
    unsure = found.assign(
        share=found["share"].where(~own),
        reason_en=found["reason_en"].where(~own, "Tie 1.00. Nothing is shown."),
    )
    told = said(replace(artefacts, case_placements=unsure), english)
    assert f"**{CASE}**: Mutual help. Tie 1.00. Nothing is shown." in told.replace("\\", "")
    alike = found.assign(alike="tie")
    told = said(replace(artefacts, case_placements=alike), english)
    assert "On Tie all resamples are alike" in told


@pytest.mark.parametrize(("lower", "upper", "expected"), [
    (0.7, 0.9, "above"), (0.667, 0.9, "above"), (0.5, 0.6, "below"), (0.5, 0.667, "about"),
    (0.5, 0.9, "about"),
])  # fmt: skip
def test_agreement_is_read_by_its_interval(lower, upper, expected):
    assert against(0.667, lower, upper) == expected


def test_one_coder_is_said_and_has_no_coefficients(artefacts, english, tables):
    assert "One coder coded everything" in said(artefacts, english, 1)
    assert "cases_2_coders" not in tables
    assert "Agreement of the coders" not in str(
        chapter(artefacts, fake_study(), english)["collections"][1]
    )


def test_a_collection_without_axes_has_neither_map_nor_types(artefacts, study, english, tables):
    assert "cases_2_placements" not in tables
    assert "cases-2-map" not in drawn(artefacts, study, english)
    assert "cases_1_ladder" not in tables


def test_an_unplaced_case_is_told_with_its_reason(artefacts, english):
    found = artefacts.case_placements
    own = found["case"] == CASE
    unplaced = found.assign(
        placed=found["placed"].where(~own, found["type"] == ""),
        reason_en=found["reason_en"].where(~own, "No segment speaks for a pole."),
    )
    scores = artefacts.case_scores
    scores = scores.assign(score=scores["score"].where(scores["case"] != CASE))
    changed = replace(artefacts, case_placements=unplaced, case_scores=scores)
    told = said(changed, english)
    assert f"**{CASE}** is not placed: No segment speaks for a pole." in told
    picture = drawn(changed, fake_study(), english)["cases-1-map"]
    assert (picture.values["cases"], picture.values["all"]) == (2, 3)


def test_one_partner_alone_is_named(artefacts, english):
    heard = artefacts.case_interviews
    fewer = heard[~((heard["case"] == CASE) & (heard["partner"] == "Beta"))]
    told = said(replace(artefacts, case_interviews=fewer), english)
    assert f"one partner only was heard ({CASE})" in told


def test_solutions_are_told_in_words(artefacts, english):
    told = said(artefacts, english, 1)
    assert "“Growth” follows from Equity and Trust (consistency 1.00, coverage .75)" in told
    assert "Wherever there is “Growth”, there is: without “Equity”, or Trust" in told
    assert "A condition counts as necessary for the outcome from a consistency of .90 on" in told
    for rule in (
        "Equity: Equity = yes [Dupont (1999)]",
        "Trust: segments on “Trust” ≥ 2",
        "Growth: segments on “Growth” ≥ 1",
    ):
        assert f"- {rule}" in told.replace("\\", "").replace("\xa0", " ")


def test_groups_that_intervals_set_apart_are_named_once_per_measure(artefacts, english):
    told = said(artefacts, english, 1)
    assert "2 of 2 intervals exclude 0" in told
    shifted = artefacts.case_groups.assign(ci_lower=-1.0)
    told = said(replace(artefacts, case_groups=shifted), english, 1)
    assert "None of 2 intervals excludes 0" in told


def test_each_two_groups_have_a_sentence_and_the_adjustment_is_said(artefacts, english, french):
    two = artefacts.case_groups
    own = two[two["collection"] == "governance"]
    three = pd.concat([own, own.assign(group_a="textile", group_b="yes"),
                       own.assign(group_a="services", group_b="yes", ci_lower=-2.0)])  # fmt: skip
    told = said(replace(artefacts, case_groups=three), english, 1).replace("\\", "")
    assert "- textile (3 cases) and services (3 cases): 2 of 2 intervals exclude 0" in told
    assert "- services (3 cases) and yes (3 cases): None of 2 intervals excludes 0" in told
    assert "adjusted (Holm, 1979) over all comparisons of one kind, of all pairs" in told
    assert "services (3 cas) et oui (3 cas)" in said(
        replace(artefacts, case_groups=three), french, 1
    )


def test_the_source_of_the_ladder_is_in_the_language_of_the_report(artefacts, english, french):
    assert "after Dupont (1999)" in said(artefacts, english, 1).replace("\\", "")
    assert "d'après Dupont (1999)" in said(artefacts, french, 1).replace("\\", "").replace("’", "'")


def test_a_percent_sign_in_a_condition_is_no_markup_in_its_heading(artefacts, study, english):
    table = {**study.cases["governance"]["truth_table"]}
    label = {"fr": "75 %", "en": "75 %"}
    table["conditions"] = {**table["conditions"], "equity": {"attribute": "equity", "label": label}}
    cases = {**study.cases, "governance": {**study.cases["governance"], "truth_table": table}}
    made = build_cases(artefacts, replace(study, cases=cases), english)["cases_2_truth_table"]
    assert made.columns[0].heading == "75 %"


def test_years_keep_their_digits(artefacts, english):
    rows = [{**row, "staff": "1998"} for row in fake_cases_study()["start_ups"]["cases"]]
    study = fake_study()
    study = replace(
        study, cases={**study.cases, "start_ups": {**study.cases["start_ups"], "cases": rows}}
    )
    made = write_markdown(build_cases(artefacts, study, english)["cases_1_attributes"],
                          Scribe(english, study))  # fmt: skip
    assert "| 1998 |" in made


def test_words_of_cells_are_printed_in_the_language_of_the_report(artefacts, english, french):
    study = fake_study()
    named = {
        **study.cases["start_ups"],
        "values": {"web sites": {"fr": "sites de la toile", "en": "sites of the web"}},
    }
    study = replace(study, cases={**study.cases, "start_ups": named})
    for text, told in ((english, "sites of the web"), (french, "sites de la toile")):
        made = build_cases(artefacts, study, text)["cases_1_attributes"]
        printed = write_markdown(made, Scribe(text, study))
        assert told in printed
        assert "web sites" not in printed


def test_sentences_run_together_up_to_lists():
    parts = [Markdown(part) for part in ("a", "b", "", "c", "- d", "- e", "f")]
    assert paragraphs(parts) == ["a b", "c", "- d\n- e", "f"]


@pytest.mark.parametrize("seed", range(8))
def test_labels_beside_points_hide_nothing(seed):
    rng = np.random.default_rng(seed)
    area = Box(0, 0, 400, 400)
    points = [tuple(point) for point in rng.uniform(60, 340, (9, 2))]
    corner = Box(10, 380, 100, 395)
    boxes = place(points, [(80, 10)] * 9, area, 9, [corner])
    assert all(box.within(area) for box in boxes)
    assert not [1 for one, two in combinations([*boxes, corner], 2) if one.meets(two)]
    dots = [Box(x - 3, y - 3, x + 3, y + 3) for x, y in points]
    assert not [1 for box in boxes for dot in dots if box.meets(dot)]


def test_cases_that_score_alike_have_labels_apart(artefacts, study, english):
    alike = artefacts.case_scores.assign(score=0.5, ci_lower=0.2, ci_upper=0.8)
    figure = drawn(replace(artefacts, case_scores=alike), study, english)["cases-1-map"].figure
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == 4 + len(ALLIANCES)
    assert not [1 for one, two in combinations(boxes, 2) if one.overlaps(two)]


def test_the_map_tells_everything_in_words(artefacts, study, english):
    picture = drawn(artefacts, study, english)["cases-1-map"]
    told = english("figures.cases_map.alt", **picture.values)
    assert "Alpha – Beta: Mutual help" in told
    assert "Tie" in told


def test_unknown_names_are_printed_as_they_are(artefacts, english):
    found = build_cases(artefacts, fake_study(cases={}), english)
    assert "tie" in found["cases_2_matrix_1"].frame["theme"].tolist()
    assert pd.notna(found["cases_1_studied"].frame["words"]).all()


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("groups:share", "difference in Share \\(\\%\\)"),
        ("ladder:a (b)", "form, a \\(b\\)"),
        ("Ferry (a)", "Ferry \\(a\\)"),
    ],
)
def test_what_a_claim_is_about_is_escaped_once(artefacts, english, claim, told):
    study = fake_study()
    share = {"share": {"fr": "Part (%)", "en": "Share (%)"}}
    named = {**study.cases["start_ups"], "attributes": share}
    study = replace(study, cases={**study.cases, "start_ups": named})
    first = next(one for one in collections(artefacts, study, english) if one.name == "start_ups")
    scribe = Scribe(english, study)
    frame = {"about": about({"claim": claim}, first, english)}
    printed = scribe.cell(Column("about", "markdown"), frame)
    assert printed == told
