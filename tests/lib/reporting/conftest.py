import html
import re
import subprocess
import zipfile
from pathlib import Path

import pypandoc
import pytest
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem import reporting

SOURCE = Path(__file__).parents[3] / "workflow" / "report"


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


@pytest.fixture(scope="session")
def folder(artefacts, study, language, tmp_path_factory):
    """The whole report, assembled once per language."""
    return reporting.assemble(
        SOURCE, artefacts, study, language, tmp_path_factory.mktemp("assembled") / language
    )


@pytest.fixture(scope="session")
def files(folder, tmp_path_factory):
    """The whole report in the three formats, by the embedded renderer."""
    place = tmp_path_factory.mktemp("rendered")
    return {
        form: reporting.render(folder, form, place / f"report.{form}", engine="embedded")
        for form in reporting.FORMATS
    }


def pandoc_text(path, reader):
    """What a reader of the file sees, by pandoc, white space made even."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=plain", "--wrap=none", str(path)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return even(done.stdout)


def docx_text(path):
    """All text of a Word file, paragraph by paragraph."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    paragraphs = re.findall(r"<w:p\b.*?</w:p>", xml, re.DOTALL)
    lines = ["".join(re.findall(r"<w:t\b[^>]*>(.*?)</w:t>", p, re.DOTALL)) for p in paragraphs]
    return even(html.unescape("\n".join(lines)))


def pdf_text(path):
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return even(done.stdout)


def even(text):
    return re.sub(r"\s+", " ", text)
