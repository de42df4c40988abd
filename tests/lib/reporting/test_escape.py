import json
import random
import shutil
import string
import subprocess

import pypandoc
import pytest
from lib.reporting.conftest import docx_text, even, pandoc_text, pdf_text
from lib.reporting.hostile import HOSTILE, hostile_report
from lib.reporting.test_render import OWN_SCRIPTS, SOURCE

from surveysem import reporting
from surveysem.reporting.escape import Markdown, escape, plain
from surveysem.reporting.renderers.embedded import READER


@pytest.mark.parametrize("text", HOSTILE)
def test_pandoc_prints_escaped_text_as_it_is(text):
    """In a paragraph, at its start, and in the cell of a table."""
    cell = escape(text)
    source = f"{cell}\n\nx {cell} x\n\n| h |\n|---|\n| {cell} |\n"
    blocks = _parsed(source)["blocks"]
    assert [block["t"] for block in blocks] == ["Para", "Para", "Table"]
    assert _text(blocks[0]["c"]) == plain(text)
    assert _text(blocks[1]["c"]) == f"x {plain(text)} x"
    row = blocks[2]["c"][4][0][3][0]
    assert _text(row[1][0][4][0]["c"]) == plain(text)


def test_random_punctuation_stays_text():
    """Three hundred strings in which every second character is punctuation."""
    draw = random.Random(1)
    strings = [
        "".join(draw.choice(string.punctuation + " aZ0é\n\t") for _ in range(30))
        for _ in range(300)
    ]
    strings = [text for text in strings if plain(text)]
    blocks = _parsed("\n\n".join(map(escape, strings)))["blocks"]
    assert [_text(block["c"]) for block in blocks] == list(map(plain, strings))


def test_escaping_twice_is_escaping_once():
    once = escape("*a*")
    assert escape(once) == once == Markdown(r"\*a\*")


def test_control_characters_become_the_replacement_character():
    assert plain("a\x00b\x1b\ud800c") == "a\ufffdb\ufffd\ufffdc"


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    return hostile_report(tmp_path_factory)


def test_hostile_text_is_text_in_html(hostile_folder, tmp_path):
    path = reporting.render(hostile_folder, "html", tmp_path / "report.html", engine="embedded")
    seen = pandoc_text(path, "html-smart")
    raw = path.read_text(encoding="utf-8")
    assert raw.count("<script") == OWN_SCRIPTS
    assert "passwd" in raw
    assert "root:x:" not in raw
    assert [text for text in HOSTILE if _unmarked(text) not in _unmarked(seen)] == []


def test_hostile_text_is_text_in_word(hostile_folder, tmp_path):
    path = reporting.render(hostile_folder, "docx", tmp_path / "report.docx", engine="embedded")
    seen = docx_text(path)
    assert [text for text in HOSTILE if even(text) not in seen] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_hostile_text_is_text_in_pdf(hostile_folder, tmp_path):
    path = reporting.render(hostile_folder, "pdf", tmp_path / "report.pdf", engine="embedded")
    seen = _letters(pdf_text(path))
    checked = [text for text in HOSTILE if text.isascii()]
    assert [text for text in checked if _letters(text) not in seen] == []


@pytest.mark.parametrize(
    ("first", "written"),
    [("=", '#"=";'), ("===", '#"===";'), ("-", '#"-";'), ("+", '#"+";'), ("/", '#"/";'),
     ("1.", '#"1.";'), ("12.", '#"12.";'), ("a=b", "a=b")],
)  # fmt: skip
def test_the_first_sign_of_a_cell_begins_no_heading_and_no_list(first, written):
    cells = f"| {escape(first)} x |\n|---|\n| {escape(first)} (2) |\n"
    words = [pypandoc.get_pandoc_path(), f"--from={READER}", "--to=typst"]
    done = subprocess.run(
        [*words, f"--lua-filter={SOURCE / 'filters/report.lua'}"],
        input=cells,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert f"[{written} (2)]" in done.stdout
    assert f"[{written} x]" in done.stdout


def _parsed(source):
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={READER}", "--to=json"],
        input=source,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def _text(inlines):
    """The text of inlines that hold nothing but text; anything else fails the test."""
    assert {inline["t"] for inline in inlines} <= {"Str", "Space"}
    return "".join(inline.get("c", " ") for inline in inlines)


def _unmarked(text):
    """Text without the marks of emphasis that pandoc's plain writer may add."""
    return even(text).replace("_", "").replace("*", "")


def _letters(text):
    return "".join(text.split())
