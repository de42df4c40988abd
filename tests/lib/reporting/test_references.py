"""The list of references: every work that is cited, in the form of APA 7, and no other."""

import re

import pytest
from lib.reporting.conftest import SOURCE, even, pandoc_text

from surveysem.reporting import read_text
from surveysem.reporting.references import MARK, cited_works, read_works, with_references, written
from surveysem.reporting.renderers.source import read_references

HOME = SOURCE.parents[1]
YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
WORKS = read_references(SOURCE)


def _printed():
    """What cites: the sentences of both languages, the sources of the shipped configuration."""
    for language in ("fr", "en"):
        yield from read_text(SOURCE, language)._templates.values()
    for path in (HOME / "config" / "config.yaml", HOME / "workflow" / "start" / "config.yaml"):
        yield from re.findall(r"source: ([^}\n]*)", path.read_text(encoding="utf-8"))


def test_every_year_of_a_sentence_or_source_is_that_of_a_work_of_the_list():
    unknown = []
    for sentence in map(even, _printed()):
        known = {
            (found.start("years"), found.end("years"))
            for work in WORKS
            for found in work.pattern.finditer(sentence)
            if str(work.year) in found["years"]
        }
        unknown += [
            sentence[max(0, year.start() - 40) : year.end()]
            for year in YEAR.finditer(sentence)
            if not any(start <= year.start() and year.end() <= end for start, end in known)
        ]
    assert unknown == []


def test_no_work_of_the_list_is_never_cited():
    everything = " ".join(_printed())
    assert [work.families for work in WORKS if not work.cited_by(everything)] == []


def test_the_list_is_in_order_and_has_no_work_twice():
    assert cited_works(" ".join(_printed()), WORKS) == WORKS
    assert len({(work.authors, work.year) for work in WORKS}) == len(WORKS)


def _work(first, second):
    return next(w for w in WORKS if w.families[0] == first and w.year == second)


@pytest.mark.parametrize(("name", "year", "english", "french"), [
    ("Hu", 1999,
     "Hu, L.-t., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure "
     "analysis: Conventional criteria versus new alternatives. *Structural Equation Modeling*, "
     "*6*(1), 1–55. [https://doi.org/10.1080/10705519909540118]"
     "(https://doi.org/10.1080/10705519909540118)",
     "Hu, L.-t. et Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure "
     "analysis: Conventional criteria versus new alternatives. *Structural Equation Modeling*, "
     "*6*(1), 1–55. [https://doi.org/10.1080/10705519909540118]"
     "(https://doi.org/10.1080/10705519909540118)"),
    ("Cohen", 1988,
     "Cohen, J. (1988). *Statistical power analysis for the behavioral sciences* (2nd ed.). "
     "Lawrence Erlbaum Associates.",
     "Cohen, J. (1988). *Statistical power analysis for the behavioral sciences* (2e éd.). "
     "Lawrence Erlbaum Associates."),
    ("Satorra", 1994,
     "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in "
     "covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), *Latent variables "
     "analysis: Applications for developmental research* (pp. 399–419). Sage.",
     "Satorra, A. et Bentler, P. M. (1994). Corrections to test statistics and standard errors in "
     "covariance structure analysis. Dans A. von Eye et C. C. Clogg (dir.), *Latent variables "
     "analysis: Applications for developmental research* (p. 399–419). Sage."),
    ("Swain", 1975,
     "Swain, A. J. (1975). *Analysis of parametric structures for variance matrices* [Unpublished "
     "doctoral dissertation]. University of Adelaide.",
     "Swain, A. J. (1975). *Analysis of parametric structures for variance matrices* [thèse de "
     "doctorat non publiée]. University of Adelaide."),
])  # fmt: skip
def test_works_are_written_as_apa_has_them(name, year, english, french):
    for language, expected in (("en", english), ("fr", french)):
        entry = written(_work(name, year), read_text(SOURCE, language))
        assert re.sub(r"\\(?=\W)", "", entry) == expected


@pytest.mark.parametrize(("given", "english", "french"), [
    (r"(Hu & Bentler, 1999)", r"(Hu & Bentler, 1999)", r"(Hu et Bentler, 1999)"),
    (r"by Hu \& Bentler \(1999\)", r"by Hu and Bentler \(1999\)", r"by Hu et Bentler \(1999\)"),
    (r"Henseler\, Ringle \& Sarstedt \(2015\)", r"Henseler et al. \(2015\)",
     r"Henseler et al. \(2015\)"),
    (r"(Podsakoff et al., 2003, 2012)", r"(Podsakoff et al., 2003, 2012)",
     r"(Podsakoff et al., 2003, 2012)"),
    (r"Hu \& Bentler \(1995\)", r"Hu \& Bentler \(1995\)", r"Hu \& Bentler \(1995\)"),
    (r"Little’s (1988) test", r"Little’s (1988) test", r"Little’s (1988) test"),
])  # fmt: skip
def test_citations_of_known_works_have_one_form(given, english, french):
    for language, expected in (("en", english), ("fr", french)):
        assert with_references(given, WORKS, read_text(SOURCE, language)) == expected


def test_only_what_is_cited_is_listed_and_the_mark_is_where_it_stands(text):
    works = read_works([
        {"authors": ["Él, A."], "year": 2001, "title": "T", "publisher": "P"},
        {"authors": ["Eb, A."], "year": 2002, "title": "U?", "journal": "J", "volume": 1},
        {"authors": ["Ez, A."], "year": 2003, "title": "V", "publisher": "P"},
    ])  # fmt: skip
    cited = cited_works("Él (2001), Eb, 2002, Ez (1999)", works)
    assert [work.year for work in cited] == [2002, 2001]
    assert with_references(MARK, cited, text).count("\n\n") == 1


def test_the_report_lists_its_references_before_the_appendix(files, text):
    seen = pandoc_text(files["html"], "html")
    heading = str(text("references.heading"))
    listed = seen.split(f"{heading} ")[-1]
    assert "Gelman, A." in listed.split(str(text("appendix.intro")))[0]
    assert "Dupont, " not in listed
    assert "Dupont (1999)" in seen
    assert MARK not in seen
