import os
import stat

import pytest

from surveysem import reporting
from surveysem.errors import SurveySemError

GOOD = """
test "$1" = --version && { echo 1.10.0; exit 0; }
test "$2" = report.qmd || exit 0
case "$4" in typst) form=pdf;; *) form=$4;; esac
"""


@pytest.fixture
def quarto(tmp_path, monkeypatch):
    """A stand-in for Quarto: gives its version, then does what the test says."""

    def install(behaviour):
        place = tmp_path / "bin"
        place.mkdir()
        program = place / "quarto"
        program.write_text(f"#!/bin/sh{GOOD}{behaviour}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")

    return install


@pytest.mark.parametrize("form", reporting.FORMATS)
def test_quarto_is_taken_where_it_is_on_the_path(quarto, folder, form, tmp_path):
    quarto("cp report.qmd report.$form; echo 'Output created'")
    made = reporting.render(folder, form, tmp_path / f"r.{form}")
    assert "Quarto 1\\.10\\.0" in made.read_text(encoding="utf-8")


@pytest.mark.parametrize(("behaviour", "message"), [
    ("exit 0", r"Quarto ended without error but wrote no report.html"),
    (": > report.html", r"wrote no report.html"),
    ("echo x > report.html; echo 'WARN: Unable to resolve crossref @tbl-x' >&2",
     r"Quarto warned: WARN: Unable to resolve crossref @tbl-x"),
    ("echo x > report.html; printf '\\033[33mWARNING\\033[0m (a.lua) missing image\\n' >&2",
     r"Quarto warned: WARNING \(a.lua\) missing image"),
    ("echo x > report.html; echo 'ERROR: report.qmd:200 bad' >&2; exit 1",
     r"quarto failed in sections/.*qmd.*bad"),
    ("echo x > report.html; touch -t 200001010000 report.html", r"left an old report.html"),
    ("echo x > elsewhere.html", r"wrote no report.html"),
])  # fmt: skip
def test_each_silent_failure_of_quarto_is_an_error(quarto, folder, behaviour, message, tmp_path):
    quarto(behaviour)
    good = tmp_path / "report.html"
    good.write_text("good")
    with pytest.raises(SurveySemError, match=message):
        reporting.render(folder, "html", good)
    assert good.read_text() == "good"


def test_quarto_has_folders_to_write_to_without_a_home(quarto, folder, tmp_path, monkeypatch):
    monkeypatch.delenv("HOME")
    quarto('test -w "$XDG_CACHE_HOME" && test -w "$HOME" && echo x > report.$form')
    assert reporting.render(folder, "html", tmp_path / "r.html").is_file()


def test_a_render_by_quarto_does_not_touch_the_assembled_folder(quarto, folder, tmp_path):
    before = sorted(path.name for path in folder.rglob("*"))
    quarto("echo x > report.$form; rm -r figures")
    reporting.render(folder, "html", tmp_path / "r.html")
    assert sorted(path.name for path in folder.rglob("*")) == before
