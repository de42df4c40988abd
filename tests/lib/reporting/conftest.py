import html
import re
import subprocess
import zipfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pypandoc
import pytest
from lib.reporting.fakes import fake_artefacts, fake_study
from once import once

from surveysem import reporting
from surveysem.reporting.renderers import images

SOURCE = Path(__file__).parents[3] / "workflow" / "report"
COARSE = 60
"""Dots per inch; drawing at 300 takes longer than all the rest of a report."""


@pytest.fixture(scope="session")
def source():
    return SOURCE


@pytest.fixture(scope="session")
def artefacts():
    return fake_artefacts()


@pytest.fixture(scope="session")
def study():
    return fake_study()


@pytest.fixture(scope="session", params=["fr", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="session")
def text(language):
    return reporting.read_text(SOURCE, language)


@contextmanager
def coarse():
    """Figures for Word at `COARSE` dots per inch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(images, "DOTS_PER_INCH", COARSE)
        yield


def assembled(tmp_path_factory, language):
    """The whole report of the made-up study, its figures for Word coarse."""

    def make(path):
        with coarse():
            reporting.assemble(SOURCE, fake_artefacts(), fake_study(), language, path)

    return once(tmp_path_factory, f"source_{language}", make)


def rendered(tmp_path_factory, language, form):
    """The whole report in one format, by the embedded renderer."""
    folder = assembled(tmp_path_factory, language)
    return once(
        tmp_path_factory,
        f"report_{language}.{form}",
        lambda path: reporting.render(folder, form, path, engine="embedded"),
    )


@pytest.fixture(scope="session")
def folder(language, tmp_path_factory):
    """The whole report, assembled once per language."""
    return assembled(tmp_path_factory, language)


class Rendered(dict):
    """The whole report in the formats that are asked for."""

    def __init__(self, render):
        super().__init__()
        self._render = render

    def __missing__(self, form):
        self[form] = self._render(form)
        return self[form]


@pytest.fixture(scope="session")
def files(language, tmp_path_factory):
    """The whole report by formats, each rendered once per language."""
    return Rendered(lambda form: rendered(tmp_path_factory, language, form))


@cache
def pandoc_text(path, reader):
    """What a reader of an HTML file sees, by pandoc, white space made even."""
    page = path.read_text(encoding="utf-8")
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r'src="data:[^"]*"', 'src="picture"', page)
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=plain", "--wrap=none"],
        input=page,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return even(done.stdout)


@cache
def docx_text(path):
    """All text of a Word file, paragraph by paragraph."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    paragraphs = re.findall(r"<w:p\b.*?</w:p>", xml, re.DOTALL)
    lines = ["".join(re.findall(r"<w:t\b[^>]*>(.*?)</w:t>", p, re.DOTALL)) for p in paragraphs]
    return even(html.unescape("\n".join(lines)))


@cache
def pdf_text(path):
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return even(done.stdout)


def even(text):
    return re.sub(r"\s+", " ", text)
