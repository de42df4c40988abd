"""The numbers of every table, read from the files, against the artefacts."""

import json
import re
import shutil
import subprocess
from collections import Counter

import pypandoc
import pytest
from lib.reporting.conftest import pdf_text, rendered
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.test_tables import CASES, PRINTED

from surveysem.reporting import Scribe, build_tables
from surveysem.reporting.renderers.workbook import _bare

NUMBER = {
    "fr": re.compile(r"[−-]?\d[\d\u202f]*(?:,\d+)?"),
    "en": re.compile(r"[−-]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)"),
}


THOUSAND = 1000
"""pdftotext does not tell the space within a French number from the one between two."""


def numbers(cells, language):
    """The numbers of cells in their order, written as in English with a zero before the point."""
    found = [match for cell in cells for match in NUMBER[language].findall(cell)]
    return [_plain(number, language) for number in found]


def _plain(number, language):
    bare = number.replace("\u202f", "").replace("−", "-")
    bare = bare.replace(",", ".") if language == "fr" else bare.replace(",", "")
    return re.sub(r"^(-?)\.", r"\g<1>0.", bare)


def expected(text, study, repeated=False):
    """The cells of every printed table, straight from the artefacts.

    The page repeats the leading cells of a group out of sight; print leaves them blank.
    """
    scribe = Scribe(text, study)
    tables = build_tables(fake_artefacts(), study, text)
    return {
        name: [
            _bare(scribe.cell(column, row))
            for row in _unrepeated(tables[name], scribe)
            for column in tables[name].columns
            if repeated or column.name not in row["_blank"]
        ]
        for name in (*PRINTED, *(name for name in tables if name.startswith(CASES)))
        if name != "jars"
    }


def _unrepeated(table, scribe):
    """The rows with the names of the leading cells that print leaves blank."""
    above, rows = None, []
    for row in table.rows():
        cells = [scribe.cell(column, row) for column in table.columns]
        same = 0
        while above and same < table.grouped and cells[same] == above[same]:
            same += 1
        rows.append({**row, "_blank": {column.name for column in table.columns[:same]}})
        above = cells
    return rows


def cells_of(path, reader):
    """The body cells of every table of a file, by pandoc."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=json", str(path)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = []
    _walk(json.loads(done.stdout)["blocks"], found)
    return found


def _walk(part, found):
    if isinstance(part, dict) and part.get("t") == "Table":
        bodies = part["c"][4]
        found.append([_text(cell[4]) for body in bodies for row in body[3] for cell in row[1]])
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            _walk(each, found)


def _text(part):
    if isinstance(part, dict):
        if part.get("t") == "Str":
            return part["c"]
        if part.get("t") in {"Space", "SoftBreak", "LineBreak"}:
            return " "
        return _text(part.get("c", ""))
    if isinstance(part, list):
        return "".join(_text(each) for each in part if isinstance(each, dict | list))
    return ""


@pytest.mark.parametrize("form", ["html", "docx"])
def test_every_table_has_the_numbers_of_its_artefact_in_order(
    tmp_path_factory, text, language, form
):
    want = expected(text, fake_study(), repeated=form == "html")
    seen = cells_of(rendered(tmp_path_factory, language, form), form)
    tables = [numbers(cells, language) for cells in seen]
    for name, cells in want.items():
        assert numbers(cells, language) in tables, name


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_every_decimal_of_every_table_is_in_the_pdf(tmp_path_factory, text, language):
    seen = Counter(numbers([pdf_text(rendered(tmp_path_factory, language, "pdf"))], language))
    want = Counter(
        number
        for cells in expected(text, fake_study()).values()
        for number in numbers(cells, language)
        if "." in number and abs(float(number)) < THOUSAND
    )
    assert want - seen == Counter()
