import re

import pandas as pd
import pytest

from surveysem.errors import SpecificationError
from surveysem.reporting import Entry, list_reports, read_artefacts, write_index


def test_index_lists_waves_with_counts_and_links(source, tmp_path, language):
    entries = [
        Entry(
            "2012",
            136,
            "2012-05-01",
            {"supported": 9, "contradicted": 1, "undecided": 3, "not estimable": 0},
            {language: [f"2012/report.{language}.html"], "": ["2012/tables.xlsx"]},
        ),
        Entry("<b>2013 & co</b>", None),
    ]
    path = write_index(
        source, entries, {language: "<i>Titre</i>"}, True, language, tmp_path / "index.html"
    )
    page = path.read_text(encoding="utf-8")
    assert f'href="2012/report.{language}.html"' in page
    number = '<td class="number">'
    assert "</td>".join(f"{number}{count}" for count in (136, 9, 1, 3, 0)) in page
    assert ">2012\u201105\u201101</td>" in page
    assert "&lt;b&gt;2013 &amp; co&lt;/b&gt;" in page
    assert "<i>" not in page
    assert not re.search(r"https?://", page)


def test_artefacts_of_unknown_names_are_refused():
    with pytest.raises(SpecificationError, match="no artefact of the name flows; known: flow"):
        read_artefacts({"flows": "x.parquet"})


def test_entries_hold_the_counts_and_files_of_their_wave():
    flow = pd.DataFrame(
        {"wave": ["a", "a", "b"], "step": ["raw", "analysed", "raw"], "n": [140, 136, 90]}
    )
    verdicts = pd.DataFrame({"wave": ["a", "a"], "verdict": ["supported", "undecided"]})
    files = ["a/tables.xlsx", "a/report.fr.html", "a/report.en.pdf", "a/report.fr.pdf"]
    one, other = list_reports(["a", "b"], flow, verdicts, files, {"a": "2012-05-01"})
    assert (one.n, other.n) == (136, 90)
    assert (one.verdicts["supported"], other.verdicts["supported"]) == (1, 0)
    assert one.files == {
        "fr": ["a/report.fr.html", "a/report.fr.pdf"],
        "en": ["a/report.en.pdf"],
        "": ["a/tables.xlsx"],
    }
    assert other.files == {}
