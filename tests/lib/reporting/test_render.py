import re
import shutil
import zipfile
from dataclasses import replace

import pytest
from lib.reporting.conftest import SOURCE, coarse, docx_text, even, pandoc_text, pdf_text
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.test_tables import CASES, PRINTED

from surveysem import reporting
from surveysem.errors import SpecificationError, SurveySemError
from surveysem.reporting import Artefacts

TABLES = [
    *PRINTED,
    *(
        name
        for name in reporting.build_tables(
            fake_artefacts(), fake_study(), reporting.read_text(SOURCE, "en")
        )
        if name.startswith(CASES)
    ),
]
WIDER_THAN_UPRIGHT = 7_000_000
"""In 360,000ths of a centimetre; an upright page has room for 6,120,000."""
FIGURES = 17
DRAWN_IN_THE_PAGE = 2
OWN_SCRIPTS = 3
PREFIX = {"fr": "Tableau", "en": "Table"}


def test_tables_and_figures_have_the_same_numbers_in_html_and_word(files, language):
    pattern = re.compile(rf"(?:{PREFIX[language]}|Figure)\s\d+")
    seen = {"html": pandoc_text(files["html"], "html"), "docx": docx_text(files["docx"])}
    found = {form: sorted(set(pattern.findall(text))) for form, text in seen.items()}
    assert found["html"] == found["docx"]
    assert len(found["html"]) == len(TABLES) + FIGURES


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_pdf_has_the_same_numbers_too(files, language):
    pattern = re.compile(rf"(?:{PREFIX[language]}|Figure)\s\d+")
    assert set(pattern.findall(pdf_text(files["pdf"]))) == set(
        pattern.findall(pandoc_text(files["html"], "html"))
    )


UNREAD = re.compile(r"\[@\w|\]\(#|\\[_*,.;|]")


@pytest.mark.parametrize("form", ["html", "docx"])
def test_no_markup_of_the_source_is_left_in_what_is_read(files, form):
    text = pandoc_text(files["html"], "html") if form == "html" else docx_text(files["docx"])
    assert UNREAD.findall(text) == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_no_markup_of_the_source_is_left_in_the_pdf(files):
    assert UNREAD.findall(pdf_text(files["pdf"])) == []


def test_html_stands_alone_and_its_tables_have_scopes(files):
    html = files["html"].read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#|data:|https://doi\.org/10\.|\.?$)""", html)
    assert not re.search(r"""<(?!a )[^>]*(?:src|href)=["']https?:""", html)
    assert "url(http" not in html
    assert html.count("<script") == OWN_SCRIPTS
    heads = re.findall(r"<th\b[^>]*>", html)
    assert heads
    assert all("scope=" in head for head in heads)
    images = re.findall(r"<img\b[^>]*>", html)
    drawings = re.findall(r"<svg\b[^>]*>", html)
    assert len(drawings) == DRAWN_IN_THE_PAGE
    assert len(images) + len(drawings) == FIGURES
    label = re.compile(r'(?:alt|aria-label)="[^"]{20,}"')
    assert all(map(label.search, [*images, *drawings]))


def test_word_tables_are_tables_with_captions_that_word_counts(files, language):
    with zipfile.ZipFile(files["docx"]) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    assert xml.count(f"SEQ {PREFIX[language]} ") == len(TABLES)
    assert xml.count("<w:tbl>") >= len(TABLES)
    assert {'w:val="TableText"', 'w:val="TableTextKept"'} <= set(
        re.findall(r'w:val="TableText\w*"', xml)
    )
    widths = [int(width) for width in re.findall(r'<wp:extent cx="(\d+)"', xml)]
    assert max(widths) > WIDER_THAN_UPRIGHT
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL)
    assert all("footerReference" in section for section in sections)


def test_pdf_is_a_pdf_and_equal_reports_are_equal_files(files, folder, tmp_path):
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    for form in reporting.FORMATS:
        path = files[form]
        again = reporting.render(folder, form, tmp_path / path.name, engine="embedded")
        assert again.read_bytes() == path.read_bytes(), form


def test_numbers_of_the_artefacts_are_in_the_report(files, text):
    seen = pandoc_text(files["html"], "html")
    artefacts = fake_artefacts()
    for value in artefacts.reliability["alpha"]:
        assert text.shown(value, "r2") in seen
    fit = artefacts.fit("measurement")
    assert f"({fit['df']}) = {text.shown(fit['chisq'], 'num2')}" in seen


def test_synthetic_data_is_announced_only_where_it_is(source, text, tmp_path):
    banner = even(text("synthetic.text"))
    for synthetic in (True, False):
        folder = reporting.assemble(
            source,
            Artefacts(),
            fake_study(synthetic=synthetic),
            text.language,
            tmp_path / str(synthetic),
        )
        assert (banner in even((folder / "report.qmd").read_text("utf-8"))) is synthetic


def test_warnings_of_the_fits_are_repeated_in_words(folder, language):
    report = even((folder / "report.qmd").read_text(encoding="utf-8"))
    assert {"fr": "118 cas pour 123 paramètres libres", "en": "118 cases for 123 free parameters"}[
        language
    ] in report
    assert {
        "fr": r"la variance perf\_b\_2 \~\~ perf\_b\_2 est négative (−0,040)",
        "en": r"the variance perf\_b\_2 \~\~ perf\_b\_2 is negative (−0.040)",
    }[language] in report


def test_intervals_that_are_no_bootstrap_intervals_are_counted(folder, language):
    report = even((folder / "report.qmd").read_text(encoding="utf-8"))
    count = int(fake_artefacts().effects["std_ci_lower"].notna().sum())
    assert {
        "fr": f"Les intervalles de {count} effets viennent de la méthode delta",
        "en": f"The intervals of {count} effects come from the delta method",
    }[language] in report


def test_a_model_that_did_not_converge_is_named(source, tmp_path):
    given = Artefacts(fits=[{"model": "structural", "converged": False, "n_obs": 300, "n_free": 9}])
    folder = reporting.assemble(source, given, fake_study(), "en", tmp_path / "en")
    report = even((folder / "report.qmd").read_text(encoding="utf-8"))
    assert "Structural model: the estimation did not converge" in report


@pytest.fixture(scope="module")
def bare_folder(tmp_path_factory):
    """The report of a study without second-order construct and hypotheses."""
    bare = replace(
        fake_artefacts(),
        contest=None,
        comparisons=None,
        higher_order=None,
        improper=None,
        omega=None,
        common_variance=None,
        claims=None,
        second_order=None,
        verdicts=None,
        effects=None,
        intervals=None,
        bootstrap=None,
        power=None,
        precision=None,
        r_squared=None,
    )
    place = tmp_path_factory.mktemp("bare") / "en"
    with coarse():
        return reporting.assemble(SOURCE, bare, fake_study(synthetic=False), "en", place)


@pytest.mark.parametrize("form", reporting.FORMATS)
def test_a_study_without_second_order_construct_and_hypotheses_has_a_report(
    bare_folder, form, tmp_path
):
    made = reporting.render(bare_folder, form, tmp_path / "r", engine="embedded")
    assert made.stat().st_size > 9000


def test_a_failing_render_leaves_the_last_good_report(folder, tmp_path):
    good = tmp_path / "report.html"
    good.write_text("good")
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / "figures" / "scree.svg").unlink()
    with pytest.raises(SurveySemError, match=r"pandoc failed.*scree"):
        reporting.render(broken, "html", good, engine="embedded")
    assert good.read_text() == "good"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_reference_without_target_is_an_error(folder, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    with (broken / "report.qmd").open("a", encoding="utf-8") as report:
        report.write("\nSee [@tbl-nowhere].\n")
    with pytest.raises(SurveySemError, match=r"reference to tbl-nowhere"):
        reporting.render(broken, "html", tmp_path / "r.html", engine="embedded")


def test_unknown_formats_and_engines_are_named(folder, tmp_path):
    with pytest.raises(SpecificationError, match="report format odt: expected one of html, pdf"):
        reporting.render(folder, "odt", tmp_path / "r.odt")
    with pytest.raises(SpecificationError, match="engine latex: expected auto, quarto or embedded"):
        reporting.render(folder, "pdf", tmp_path / "r.pdf", engine="latex")
