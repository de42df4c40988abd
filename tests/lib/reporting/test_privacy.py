"""No respondent and no small group of respondents is seen in what is published."""

import re

import pytest
from openpyxl import load_workbook

from surveysem.reporting import Scribe, build_tables
from surveysem.reporting.renderers.workbook import write_tables
from surveysem.reporting.tables.masking import Masked

GROUPS = {"profile": "value", "invariance_groups": "group"}
"""Tables of groups of respondents, with the column that is empty for those without an answer."""


@pytest.fixture(scope="module")
def tables(artefacts, study, text):
    return build_tables(artefacts, study, text)


@pytest.mark.parametrize(("name", "column"), GROUPS.items())
def test_no_group_below_the_minimum_is_counted(tables, study, name, column):
    frame = tables[name].frame
    counts = [n for n in frame.loc[frame[column] != "", "n"] if not isinstance(n, Masked)]
    assert counts
    assert [n for n in counts if 0 < n < study.min_cell] == []


def test_no_masked_count_follows_from_the_others(tables, artefacts):
    """Of every characteristic: what the printed counts leave has more than one solution."""
    frame = tables["profile"].frame
    total = artefacts.profile.groupby("variable")["n"].sum()
    for variable, rows in frame.groupby(frame.columns[0], sort=False):
        masked = [n for n in rows["n"] if isinstance(n, Masked)]
        if masked:
            left = total[variable] - sum(n for n in rows["n"] if not isinstance(n, Masked))
            least = sum(n.bound if n.sign == "≥" else 1 for n in masked)
            assert len(masked) > 1
            assert left > least


def test_the_workbook_has_no_row_of_a_respondent(tables, text, study, tmp_path):
    book = load_workbook(write_tables(tables, Scribe(text, study), tmp_path / "t.xlsx"))
    heads = {str(cell.value) for sheet in book for cell in next(sheet.iter_rows(max_row=1))}
    assert not {"row", "firm_id"} & heads
    for sheet in book:
        (own,) = sheet.iter_rows(max_row=1, values_only=True)
        assert len(set(own)) == len(own), sheet.title
    for table in tables.values():
        assert "row" not in table.frame.columns
        assert not any(re.fullmatch(r".*_id", str(name)) for name in table.frame.columns)
