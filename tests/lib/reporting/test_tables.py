import numpy as np
import pandas as pd
import pytest
from lib.reporting.conftest import docx_text, even
from lib.reporting.fakes import ITEMS, fake_artefacts
from openpyxl import load_workbook
from tolerances import ANALYTIC

from surveysem.reporting import (
    Artefacts,
    Scribe,
    Table,
    build_tables,
    item_labels,
    write_workbook,
)
from surveysem.reporting.renderers.workbook import write_tables
from surveysem.reporting.tables import APPENDIX, MAIN, Column, write_markdown

ELSEWHERE = {"interactions", "simple_slopes", "products", "pooled_waves", "latent_means",
             "wave_verdicts", "path_changes", "recent_path_changes",
             "item_answers", "item_drift"}  # fmt: skip
"""The made-up study has neither interactions nor several waves."""
ORDER = [*MAIN, *APPENDIX[: APPENDIX.index("corrected_tests")], "moments",
         *APPENDIX[APPENDIX.index("corrected_tests") :]]  # fmt: skip
NAMES = [name for name in ORDER if name not in ELSEWHERE]
"""Every table of the workbook, in the order of the report."""
CASES = "cases_"
"""Tables of the chapter on cases, of which there are as many as cases; see test_cases."""
PRINTED = [name for name in NAMES if name != "moments"]


@pytest.fixture(scope="module")
def scribe(text, study):
    return Scribe(text, study)


@pytest.fixture(scope="module")
def tables(artefacts, study, text):
    return build_tables(artefacts, study, text)


def test_every_table_is_built_and_every_heading_and_title_has_a_text(tables, scribe):
    assert [name for name in tables if not name.startswith(CASES)] == NAMES
    for table in tables.values():
        assert "tbl-" in write_markdown(table, scribe)


def test_a_run_without_artefacts_has_no_tables(study, text):
    assert build_tables(Artefacts(), study, text) == {}


def test_decisions_are_counts_without_rows_of_respondents(tables):
    frame = tables["decisions"].frame
    assert "row" not in frame.columns
    assert frame.set_index("step").loc["duplicates", ["decisions", "cases"]].tolist() == [2, 2]


def test_references_of_the_workbook_are_names_of_its_sheets(tables, scribe, tmp_path):
    book = load_workbook(write_tables(tables, scribe, tmp_path / "tables.xlsx"))
    places = [row[1] for row in book["jars"].iter_rows(min_row=2, values_only=True)]
    assert "flow; decisions" in [place.replace("\N{NO-BREAK SPACE};", ";") for place in places]
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            assert not [
                cell
                for cell in row
                if isinstance(cell, str) and ("[@" in cell or "](" in cell or "\\_" in cell)
            ]


def test_validity_holds_correlations_below_root_ave_on_and_htmt_above_the_diagonal(tables):
    artefacts = fake_artefacts()
    frame = tables["validity"].frame
    names = list(ITEMS)
    matrix = frame[[str(i) for i in range(1, 12)]].to_numpy()
    ave = artefacts.reliability.set_index("construct")["ave"][names]
    assert np.diag(matrix) == pytest.approx(np.sqrt(ave.to_numpy()), abs=ANALYTIC)
    pair = artefacts.validity.query("construct == 'trust' and `with` == 'cooperation'").iloc[0]
    low, high = names.index("trust"), names.index("cooperation")
    assert matrix[high, low] == pair["correlation"]
    assert matrix[low, high] == pair["htmt"]


def test_each_structural_model_takes_its_own_intervals(study, text):
    given = fake_artefacts()
    both = ["structural", "rival"]
    effects = pd.concat([given.effects.assign(model=model) for model in both])
    intervals = pd.DataFrame(
        {
            "quantity": "standardized effect",
            "op": "direct",
            "lhs": "cooperation",
            "rhs": "trust",
            "label": "trust -> cooperation",
            "ci_lower": [0.11, 0.22],
            "ci_upper": [0.44, 0.55],
            "pvalue": [0.004, 0.002],
            "model": both,
        }
    )
    table = build_tables(fake_artefacts(effects=effects, intervals=intervals), study, text)["paths"]
    assert table.columns[0].name == "model"
    rows = table.frame.set_index(["model", "outcome", "predictor"])
    assert [rows.std_ci_lower[model, "cooperation", "trust"] for model in both] == [0.11, 0.22]


def test_bootstrap_intervals_take_the_place_of_the_delta_method(study, text):
    given = fake_artefacts()
    intervals = pd.DataFrame(
        {
            "quantity": ["standardized effect", "effect"],
            "op": "direct",
            "lhs": "cooperation",
            "rhs": "trust",
            "label": "trust -> cooperation",
            "ci_lower": [0.11, -9.0],
            "ci_upper": [0.44, 9.0],
            "pvalue": [0.004, 0.9],
            "model": "structural",
        }
    )
    tables = build_tables(fake_artefacts(intervals=intervals), study, text)
    rows = tables["paths"].frame.set_index(["outcome", "predictor"])
    assert rows.loc[
        ("cooperation", "trust"), ["std_ci_lower", "std_ci_upper", "pvalue"]
    ].tolist() == [0.11, 0.44, 0.004]
    other = given.effects.query("outcome == 'cooperation' and predictor == 'commitment'").iloc[0]
    assert rows.loc[("cooperation", "commitment"), "std_ci_lower"] == other["std_ci_lower"]


def test_repeated_leading_cells_are_blank_until_the_first_that_differs(scribe):
    frame = pd.DataFrame({"scope": ["a", "a", "b"], "rule": ["x", "x", "x"], "n": [1, 1, 1]})
    columns = [Column("scope", "text"), Column("rule", "text"), Column("n", "count")]
    lines = write_markdown(Table("decisions", columns, frame, grouped=2), scribe).splitlines()
    assert [line for line in lines if line.endswith(" 1 |")] == [
        "| a | x | 1 |",
        "|  |  | 1 |",
        "| b | x | 1 |",
    ]


def test_a_table_too_wide_for_an_upright_page_is_turned(scribe):
    columns = [Column(str(i), "num2", heading=str(i)) for i in range(25)]
    frame = pd.DataFrame({str(i): [1234.5] for i in range(25)})
    assert ".landscape" in write_markdown(Table("flow", columns, frame), scribe)
    assert ".landscape" not in write_markdown(Table("flow", columns[:9], frame), scribe)


@pytest.mark.parametrize("name", ["jars", "parameters", "specification", "invariance_steps"])
def test_cells_that_are_markdown_are_not_escaped_again(tables, scribe, name):
    assert "\\\\" not in write_markdown(tables[name], scribe)
    assert "\\[" not in write_markdown(tables["jars"], scribe)


def test_workbook_holds_numbers_as_numbers(tables, scribe, tmp_path):
    book = load_workbook(write_tables(tables, scribe, tmp_path / "tables.xlsx"))
    assert book.sheetnames[1:] == list(tables)
    sheet = book["reliability"]
    assert sheet.max_row == 1 + len(ITEMS)
    expected = fake_artefacts().reliability["alpha"].tolist()
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("α") + 1
    assert [sheet.cell(row, column).value for row in range(2, 13)] == expected
    assert book.worksheets[0].max_row == 1 + len(tables)


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_workbook_holds_text_as_text(hostile, scribe, tmp_path):
    table = Table(
        "flow",
        [Column("step", "text"), Column("n", "count")],
        pd.DataFrame({"step": [hostile], "n": [1]}),
    )
    sheet = load_workbook(write_tables({"flow": table}, scribe, tmp_path / "t.xlsx"))["flow"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (hostile, "s")
    assert sheet["B2"].data_type == "n"


def test_equal_tables_give_equal_workbooks(tables, scribe, tmp_path):
    one, other = (write_tables(tables, scribe, tmp_path / f"{i}.xlsx") for i in (1, 2))
    assert one.read_bytes() == other.read_bytes()


@pytest.fixture(scope="module")
def workbook(source, artefacts, study, text, folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "tables.xlsx"
    return write_workbook(source, artefacts, study, text.language, folder, path)


def test_workbook_of_a_run_is_the_workbook_of_its_tables(workbook, tables, scribe, tmp_path):
    printed = [name for name in tables if name != "moments"]
    parts = write_tables(tables, scribe, tmp_path / "b.xlsx", printed)
    assert workbook.read_bytes() == parts.read_bytes()


def test_contents_of_the_workbook_have_the_numbers_of_the_report(workbook, tables, scribe, files):
    book = load_workbook(workbook)
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [name for name, number, _ in rows if number is None] == ["moments"]
    report, label = docx_text(files["docx"]), even(scribe.text("labels.table"))
    for _, number, title in rows:
        assert number is None or f"{label} {number}{even(title)}" in report


def test_labels_of_items_come_by_language():
    items = pd.DataFrame({"variable": ["a"], "label_fr": ["é"], "label_en": [None]})
    assert item_labels(items) == {"a": {"fr": "é"}}


@pytest.mark.parametrize(
    ("rule", "french", "english"),
    [
        ("weight ignore", "pondération du fichier : sans effet", "weight of the file: not used"),
        ("filter member", "filtre : member", "filter: member"),
        ("renamed w1=q7", "nom de la vague : w1=q7", "name in the wave: w1=q7"),
        ("recoded w1=1>5", "codes de la vague : w1=1>5", "codes of the wave: w1=1>5"),
    ],
)
def test_a_rule_of_the_cleaning_is_told_in_words(scribe, rule, french, english):
    cell = scribe.cell(Column("rule", "rule"), {"rule": rule}).replace("\\", "")
    told = {"fr": french, "en": english}[scribe.text.language]
    assert cell.replace("\u00a0", " ") == told
