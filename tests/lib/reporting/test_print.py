"""The printed report and the Word file, as a reader or a program that opens them finds them."""

import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest
from lib.reporting.conftest import even, pdf_text

from surveysem.errors import SurveySemError
from surveysem.reporting.renderers.turned import turn_pages

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NEARLY_BLANK = 0.004
"""Share of dark dots below which a page is nearly blank; a page of text has ten times as many."""


@pytest.fixture(scope="module")
def parts(files):
    with zipfile.ZipFile(files["docx"]) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()
                if name.endswith((".xml", ".rels"))}  # fmt: skip


@pytest.fixture(scope="module")
def document(parts):
    return ElementTree.fromstring(parts["word/document.xml"])


def _values(document, element, attribute):
    return [found.get(WORD + attribute) for found in document.iter(WORD + element)]


def test_every_part_of_the_word_file_is_xml_and_every_relation_leads_to_a_part(files, parts):
    with zipfile.ZipFile(files["docx"]) as archive:
        names = set(archive.namelist())
    assert len(names) == len(set(map(str.lower, names)))
    for text in parts.values():
        ElementTree.fromstring(text)
    relations = ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): each for each in relations}
    for found in re.findall(r'r:(?:id|embed)="([^"]+)"', parts["word/document.xml"]):
        assert found in targets
        if targets[found].get("TargetMode") != "External":
            assert f"word/{targets[found].get('Target')}" in names


def test_references_and_contents_of_the_word_file_are_fields_that_lead_to_bookmarks(document):
    names = _values(document, "bookmarkStart", "name")
    numbers = _values(document, "bookmarkStart", "id")
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert sorted(numbers) == sorted(_values(document, "bookmarkEnd", "id"))
    assert all(re.fullmatch(r"\w[\w-]{0,39}", name) for name in names)
    orders = _values(document, "fldSimple", "instr")
    orders += [found.text for found in document.iter(WORD + "instrText")]
    for kind, least in (("REF", 20), ("PAGEREF", 10)):
        targets = [order.split()[1] for order in orders if order.split()[0] == kind]
        assert len(targets) >= least
        assert set(targets) <= set(names)
    assert set(_values(document, "hyperlink", "anchor")) - {None} <= set(names)


def test_captions_references_and_bookmarks_say_the_same_number(document, language):
    label = {"fr": "Tableau", "en": "Table"}[language]
    fields = list(document.iter(WORD + "fldSimple"))
    numbered = [f for f in fields if f.get(WORD + "instr").split()[:2] == ["SEQ", label]]
    assert ["".join(f.itertext()) for f in numbered] == [str(i + 1) for i in range(len(numbered))]


def test_word_has_no_field_to_update_when_it_opens_the_file(document, parts):
    assert "updateFields" not in parts["word/settings.xml"]
    assert not [name for part in parts.values() for name in re.findall(r"w:dirty", part)]
    titled = _bookmarked(document)
    orders = [(f.get(WORD + "instr").split(), "".join(f.itertext()))
              for f in document.iter(WORD + "fldSimple")]  # fmt: skip
    cached = [(order[1], shown) for order, shown in orders if order[0] == "REF"]
    assert len(cached) > 20
    assert [pair for pair in cached if titled[pair[0]] != pair[1]] == []


def _bookmarked(document):
    """The text of each bookmark of a caption."""
    texts = {}
    for paragraph in document.iter(WORD + "p"):
        name = None
        for part in paragraph.iter():
            if part.tag == WORD + "bookmarkStart" and part.get(WORD + "name").startswith("ref_"):
                name = part.get(WORD + "name")
            elif part.tag == WORD + "bookmarkEnd":
                name = None
            elif name and part.tag == WORD + "t":
                texts[name] = texts.get(name, "") + part.text
    return texts


def test_every_style_that_the_word_file_uses_exists(document, parts):
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    known = {style.get(WORD + "styleId") for style in styles.iter(WORD + "style")}
    used = {value for kind in ("pStyle", "rStyle", "tblStyle")
            for value in _values(document, kind, "val")}  # fmt: skip
    assert used <= known
    assert {"Heading1", "Heading2", "TOC1", "TOC2", "Table", "TableNote"} <= used


def test_word_tables_repeat_their_heads_and_keep_their_rows(document):
    tables = list(document.iter(WORD + "tbl"))
    for table in tables:
        rows = table.findall(WORD + "tr")
        assert rows[0].find(f"{WORD}trPr/{WORD}tblHeader") is not None
        assert all(row.find(f"{WORD}trPr/{WORD}cantSplit") is not None for row in rows[1:])
        assert table.find(f"{WORD}tblPr/{WORD}tblStyle").get(WORD + "val") == "Table"
    assert len(tables) > 20


def test_every_section_of_the_word_file_has_head_and_foot_and_something_on_its_pages(document):
    body = document.find(WORD + "body")
    filled = False
    for element in body:
        section = element if element.tag == WORD + "sectPr" else element.find(
            f"{WORD}pPr/{WORD}sectPr"
        )  # fmt: skip
        if section is None:
            filled = filled or "".join(element.itertext()).strip() != ""
            continue
        assert section.find(WORD + "headerReference") is not None
        assert section.find(WORD + "footerReference") is not None
        assert filled or element is body[-1]
        filled = False


def test_the_head_of_the_word_file_has_the_title_and_its_words_are_divided(parts, study, language):
    assert study.title[language] in parts["word/header1.xml"]
    assert "<w:autoHyphenation" in parts["word/settings.xml"]
    assert f'w:val="{language}' in parts["word/styles.xml"]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file_and_numbers_the_pages_of_its_contents(
    files, folder, tmp_path
):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(files["docx"])],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    text = pdf_text(tmp_path / f"{files['docx'].stem}.pdf")
    source = (folder / "report.qmd").read_text(encoding="utf-8")
    chapters = re.findall(r"^# (.*?) \{#", source, re.MULTILINE)
    assert len(chapters) > 10
    assert [
        name for name in chapters if not re.search(rf"{re.escape(even(name))} \d+\b", text)
    ] == []
    assert "Error" not in text


def test_the_pdf_claims_the_standard_for_screen_readers_and_names_its_language(files, language):
    content = files["pdf"].read_bytes()
    assert b"pdfuaid:part" in content
    assert f"/Lang({language}".encode() in content.replace(b" ", b"")
    assert b"/MarkInfo" in content


def test_figures_of_the_pdf_have_alternative_texts(folder, files, text):
    source = (folder / "report.qmd").read_text(encoding="utf-8")
    wanted = len(re.findall(r"fig-alt=", source))
    assert files["pdf"].read_bytes().count(b"/Alt") >= wanted > 10


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm is not installed")
def test_no_page_of_the_pdf_is_nearly_blank(files, tmp_path):
    subprocess.run(
        ["pdftoppm", "-r", "20", "-gray", str(files["pdf"]), str(tmp_path / "p")],
        check=True, capture_output=True,
    )  # fmt: skip
    pages = sorted(tmp_path.glob("p-*.pgm"))
    dark = [_dark(page.read_bytes()) for page in pages]
    assert len(pages) > 20
    assert [number for number, share in enumerate(dark[:-1], 1) if share < NEARLY_BLANK] == []


def _dark(content):
    """Share of dots darker than three quarters, of a picture in the format PGM."""
    dots = content.split(b"\n", 3)[3]
    return sum(dot < 192 for dot in dots) / len(dots)


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is not installed")
def test_the_page_of_the_path_diagram_is_turned_to_be_read_on_a_screen(files, text):
    told = subprocess.run(["pdfinfo", "-f", "1", "-l", "999", str(files["pdf"])],
                          check=True, capture_output=True, encoding="utf-8").stdout  # fmt: skip
    turned = re.findall(r"Page +(\d+) rot: +90", told)
    pages = [
        subprocess.run(["pdftotext", "-f", page, "-l", page, str(files["pdf"]), "-"],
                       check=True, capture_output=True, encoding="utf-8").stdout
        for page in turned
    ]  # fmt: skip
    assert [page for page in pages if even(text("figures.diagram.title")) in even(page)]


def test_pages_that_are_not_there_are_not_turned(files, tmp_path):
    copy, odd = tmp_path / "copy.pdf", tmp_path / "odd.pdf"
    copy.write_bytes(files["pdf"].read_bytes())
    with pytest.raises(SurveySemError, match=r"copy.pdf has \d+ pages, none to be turned beyond"):
        turn_pages(copy, [999])
    odd.write_bytes(b"%PDF-1.7 %%EOF")
    with pytest.raises(SurveySemError, match=r"the pages of odd\.pdf cannot be found"):
        turn_pages(odd, [1])


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_pdf_has_contents_with_pages_and_a_running_head(folder, files, study, language):
    printed = even(pdf_text(files["pdf"]))
    source = (folder / "report.qmd").read_text(encoding="utf-8")
    chapters = re.findall(r"^# (.*?) \{#", source, re.MULTILINE)
    assert len(chapters) > 10
    for chapter in chapters:
        assert re.search(re.escape(even(chapter)) + r"[ .\u2060]*\d+\b", printed), chapter
    assert printed.count(study.title[language]) > 10
