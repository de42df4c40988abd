"""The numbers of sentences and the order of headings, tables and figures: one report, six files."""

import html
import json
import re
import shutil
import subprocess
from collections import Counter

import pypandoc
import pytest
from lib.reporting.conftest import docx_text, even, pdf_text, rendered
from lib.reporting.test_numbers import THOUSAND, _text, numbers
from lib.reporting.test_render import FIGURES, PREFIX, TABLES

CAPTION = re.compile(r"^(?:Tableau|Table|Figure)\s\d+")
VERSION = re.compile(r"\d\.\d")
"""In French a decimal has a comma, so that a point stands in versions of programs alone."""
LINK = re.compile(r"https?://\S+")
BLOCKS = {"Para", "Plain"}
MANY = 60
FEW = 20


def blocks(path, reader):
    """The document as pandoc reads it."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=json", str(path)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)["blocks"]


def prose(part):
    """The paragraphs outside of tables and figures, in their order."""
    if isinstance(part, list):
        return [text for each in part for text in prose(each)]
    if not isinstance(part, dict) or part.get("t") in {"Table", "Figure"}:
        return []
    if part.get("t") in BLOCKS:
        text = _text(_unreferred(part["c"]))
        return [] if CAPTION.match(text) else [text]
    return prose(part.get("c", []))


def _unreferred(part):
    """Without references: in Word they are fields, which pandoc leaves out."""
    if isinstance(part, list):
        return [_unreferred(each) for each in part if not _refers(each)]
    return part


def _refers(part):
    return isinstance(part, dict) and part.get("t") == "Link" and "reference" in part["c"][0][1]


def sentences(tmp_path_factory, language, form):
    """The numbers of each paragraph that has any."""
    found = prose(blocks(rendered(tmp_path_factory, language, form), form))
    found = [LINK.sub("", text) for text in found]
    return [some for text in found if (some := numbers([text], language))]


def headings(part):
    """The headings of the document, bare."""
    if isinstance(part, list):
        return [text for each in part for text in headings(each)]
    if not isinstance(part, dict):
        return []
    if part.get("t") == "Header":
        return [_text(part["c"][2])]
    return headings(part.get("c", []))


def captions(path):
    """The captions of a page, one after the other."""
    page = path.read_text(encoding="utf-8")
    parts = [m.group() for m in re.finditer(r"<(caption|figcaption)\b.*?</\1>", page, re.DOTALL)]
    return even(html.unescape(re.sub(r"<[^>]*>", "", "\n".join(parts))))


def test_sentences_have_the_same_numbers_in_html_and_word(tmp_path_factory, language):
    page = sentences(tmp_path_factory, language, "html")
    assert len(page) > MANY
    assert sentences(tmp_path_factory, language, "docx") == page


def test_sentences_have_the_same_numbers_in_both_languages(tmp_path_factory):
    french, english = (
        prose(blocks(rendered(tmp_path_factory, language, "docx"), "docx"))
        for language in ("fr", "en")
    )
    compared = [
        (_told(ours, "fr"), _told(theirs, "en"))
        for ours, theirs in zip(french, english, strict=True)
        if not VERSION.search(ours)
    ]
    assert [pair for pair in compared if pair[0] != pair[1]] == []


def _told(sentence, language):
    """Its numbers, but none and one, which one language says in a word where the other counts."""
    return sorted(one for one in numbers([sentence], language) if one not in {"0", "1"})


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_every_decimal_of_a_sentence_is_in_the_pdf(tmp_path_factory, language):
    seen = Counter(numbers([pdf_text(rendered(tmp_path_factory, language, "pdf"))], language))
    told = sentences(tmp_path_factory, language, "html")
    want = Counter(
        one for some in told for one in some if "." in one and abs(float(one)) < THOUSAND
    )
    assert want - seen == Counter()


def test_headings_stand_in_one_order(tmp_path_factory, language):
    page = headings(blocks(rendered(tmp_path_factory, language, "html"), "html"))
    word = headings(blocks(rendered(tmp_path_factory, language, "docx"), "docx"))
    assert [each for each in page if each in set(word)] == [each for each in word if each in page]
    assert len(set(page) & set(word)) > FEW


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
@pytest.mark.parametrize("kind", ["table", "figure"])
def test_captions_are_numbered_in_the_order_of_the_text(files, language, form, kind):
    if form == "pdf" and not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    read = {"html": captions, "docx": docx_text, "pdf": pdf_text}
    word = PREFIX[language] if kind == "table" else "Figure"
    found = re.findall(rf"{word}\s(\d+)\s?(?=[A-ZÀ-Ý])", read[form](files[form]))
    count = len(TABLES) if kind == "table" else FIGURES
    assert [int(number) for number in dict.fromkeys(found)] == list(range(1, count + 1))
