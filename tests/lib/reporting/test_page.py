"""The HTML report as its readers meet it, in headless Chromium."""

from pathlib import Path

import pytest
from lib import browser as chromium
from lib.reporting.conftest import SOURCE, rendered
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.hostile import HOSTILE, hostile_report
from lib.reporting.test_render import OWN_SCRIPTS

from surveysem import reporting
from surveysem.reporting.escape import plain

CHECKS = (Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8")
DESK, PHONE = (1280, 900), (390, 844)
CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""
LARGEST = 6_000_000
TROUBLE = {"error", "warning", "assert"}
TIP = "document.getElementById('tip')"

pytestmark = pytest.mark.skipif(
    chromium.program() is None,
    reason="no Chromium on the PATH (Debian: apt-get install chromium)",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """One browser for all tests of this file."""
    browser = chromium.Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The whole report in French, whose words are longer."""
    return rendered(tmp_path_factory, "fr", "html")


def faults(page, call):
    page.run(CHECKS)
    return page.run(f"checks.{call}")


def requested(page):
    urls = [
        event["params"]["request"]["url"]
        for event in page.events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return [url for url in urls if not url.startswith("data:")]


def complaints(page):
    """What the console shows of faults, and what the page threw."""
    found = []
    for event in page.events:
        params = event["params"]
        if event["method"] == "Log.entryAdded" and params["entry"]["level"] in TROUBLE:
            found.append(params["entry"]["text"])
        elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in TROUBLE:
            found.append(str(params["args"]))
        elif event["method"] == "Runtime.exceptionThrown":
            found.append(str(params["exceptionDetails"]))
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_is_whole_and_legible(page, report, width, height, dark):
    page.open(report, width, height, dark)
    assert complaints(page) == []
    assert requested(page) == [report.resolve().as_uri()]
    assert faults(page, f"faint({CONTRAST})") == []
    if not dark:
        assert faults(page, "cut()") == []
        assert faults(page, "overlaps()") == []
        assert page.run("Math.max(...Array.from(document.querySelectorAll('caption'),"
                        " (one) => one.getBoundingClientRect().right))") <= width  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_serves_with_scripts_off(page, report, width, height):
    page.open(report, width, height, scripts=False)
    assert faults(page, "outline()") == []
    assert faults(page, "cut()") == []
    assert page.run("getComputedStyle(document.querySelector('#TOC li a')).display") != "none"
    assert page.run("document.querySelector('#find').checkVisibility()") is False
    assert page.run("document.querySelectorAll('.tools, #tip').length") == 0
    assert page.run("document.querySelectorAll('svg a.path > title').length") > 20
    assert page.run("document.querySelector('a.verdict.supported').title").startswith(
        "effet standardisé"
    )
    paper = page.run("getComputedStyle(document.body).backgroundColor")
    page.run("document.querySelector('#theme input[value=dark]').checked = true")
    assert page.run("getComputedStyle(document.body).backgroundColor") != paper


def test_the_page_is_one_file_with_names_for_all_that_it_holds(page, report):
    assert report.stat().st_size < LARGEST
    page.open(report, *DESK)
    assert faults(page, "outline()") == []


def test_every_verdict_links_to_the_row_of_its_evidence(page, report):
    page.open(report, *DESK)
    targets = page.run(
        "Array.from(document.querySelectorAll('#tbl-verdicts a.verdict'),"
        " (link) => document.getElementById(link.hash.slice(1))?.closest('table').id)"
    )
    assert set(targets) == {"tbl-paths"}
    assert len(targets) == len(fake_artefacts().verdicts)
    page.run("document.querySelector('#tbl-verdicts a.verdict').click()")
    assert page.run("document.querySelector('tr:target').cells[1].textContent") == (
        "Complémentarité des ressources"
    )


def test_a_path_says_its_estimate_under_the_mouse_and_under_the_tab_key(page, report):
    page.open(report, *DESK)
    page.run("document.querySelector('#fig-diagram').scrollIntoView({block: 'center'})")
    box = page.run(
        "(() => { const g = document.querySelector('#fig-diagram a.path g:last-of-type');"
        " const b = g.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()"
    )
    page.point(*box)
    said = page.run(f"{TIP}.checkVisibility() && {TIP}.textContent")
    assert said.startswith("Complémentarité des ressources → Confiance")
    for part in ("effet standardisé 0,04", "[−0,13", "p = 0,030", "non tranchée"):
        assert part in said.replace("\xa0", " ")
    page.run("document.querySelector('#fig-diagram .skip-figure').focus()")
    page.press("Tab")
    assert page.run("document.activeElement.getAttribute('aria-label')") == said
    assert page.run(f"{TIP}.textContent") == said
    page.press("Escape")
    assert page.run(f"{TIP}.checkVisibility()") is False


def test_a_verdict_says_its_evidence_under_the_mouse_and_under_the_tab_key(page, report):
    page.open(report, *DESK)
    link = "document.querySelector('#tbl-verdicts a.verdict.supported')"
    page.run(f"{link}.focus()")
    assert page.run(f"{TIP}.checkVisibility() && {TIP}.textContent").startswith("effet standardisé")
    assert page.run(f"{link}.getAttribute('aria-describedby')") == "tip"
    page.run(f"{link}.blur()")
    assert page.run(f"{TIP}.checkVisibility()") is False
    page.run(f"{link}.scrollIntoView({{block: 'center'}})")
    page.point(*page.run(f"(b => [b.x + 4, b.y + 6])({link}.getBoundingClientRect())"))
    assert page.run(f"{TIP}.checkVisibility()") is True


def test_the_keyboard_reaches_the_text_and_shows_where_it_is(page, report):
    page.open(report, *DESK)
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    assert page.run("document.activeElement.getBoundingClientRect().left") >= 0
    seen = []
    for _ in range(5):
        page.press("Tab")
        seen.append(page.run("document.activeElement.id || document.activeElement.tagName"))
        focus = "getComputedStyle(document.activeElement.matches('#theme input') ?"
        focus += " document.activeElement.nextElementSibling : document.activeElement)"
        assert page.run(f"{focus}.outlineStyle") != "none"
    assert seen[1:4] == ["query", "SUMMARY", "toc-summary"]
    page.run("document.querySelector('.skip').focus()")
    page.press("Enter")
    assert page.run("document.activeElement.id") == "text"


def test_the_contents_mark_the_section_in_sight(page, report):
    page.open(report, *DESK)
    page.run("document.querySelector('#hypotheses').scrollIntoView()")
    current = "document.querySelector('#TOC [aria-current]')?.hash"
    page.run("new Promise((done) => setTimeout(done, 200))")
    assert page.run(current) == "#hypotheses"
    assert page.run("document.querySelector('#side').getBoundingClientRect().top") == 0


def test_search_finds_text_without_its_accents_and_leads_to_it(page, report):
    page.open(report, *DESK)
    page.run("document.getElementById('query').focus()")
    page.type("complementarite des")
    page.press("Enter")
    hits = page.run("Array.from(document.querySelectorAll('#hits mark'), (hit) => hit.textContent)")
    assert len(hits) > 3
    assert set(hits) == {"Complémentarité des"}
    page.press("Enter")
    assert page.run("document.activeElement.closest('main') !== null")
    assert page.run("CSS.highlights.get('found').size") > 0
    page.run("document.getElementById('query').focus()")
    page.run("document.getElementById('query').value = ''")
    page.type("qqqq")
    page.press("Enter")
    assert page.run("document.getElementById('count').textContent") == "Aucun résultat"


def test_a_table_is_filtered_and_copied_as_it_is_shown(page, report):
    page.open(report, *DESK)
    page.run(
        "window.block = document.querySelector('#tbl-paths').closest('.table-block');"
        "block.addEventListener('copied', (event) => { window.got = event.detail }, true);"
        "block.querySelector('input').focus()"
    )
    page.type("cooperation engagement")
    page.run("block.querySelector('button').click()")
    assert page.run("block.querySelector('.tools span').textContent") == "1 / 23 lignes"
    rows = [line.split("\t") for line in page.run("got").split("\n")]
    assert rows[0][:2] == ["Résultat", "Prédicteur"]
    assert [row[:2] for row in rows[1:]] == [["Coopération", "Engagement"]]
    page.press("Escape")
    page.run("block.querySelector('button').click()")
    rows = [line.split("\t") for line in page.run("got").split("\n")]
    assert {len(row) for row in rows} == {8}
    assert all(row[0] for row in rows)
    assert any(row[2].startswith("-0,") for row in rows)


def test_wide_tables_scroll_in_their_own_box_which_the_keyboard_reaches(page, report):
    page.open(report, *PHONE)
    page.run("new Promise((done) => setTimeout(done, 100))")
    assert page.run("document.querySelectorAll('.scroller.cut').length") > 5
    assert page.run("document.querySelectorAll('.scroller.cut:not([tabindex])').length") == 0
    assert page.run("document.querySelectorAll('.scroller[tabindex]:not(.cut)').length") == 0
    assert page.run("document.querySelectorAll('figure.cut[tabindex]').length") > 5


def test_the_chosen_colours_win_over_those_of_the_system(page, report):
    page.open(report, *DESK, dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.run(paper)
    page.run("document.querySelector('#theme input[value=light]').click()")
    assert page.run(paper) == "rgb(255, 255, 255)" != dark


def test_print_is_the_text_alone_on_white(page, report):
    page.open(report, *DESK, dark=True, media="print")
    assert page.run("document.querySelector('#side').checkVisibility()") is False
    assert page.run("document.querySelector('.tools').checkVisibility()") is False
    assert page.run("getComputedStyle(document.body).colorScheme") == "light"
    assert page.run("getComputedStyle(document.querySelector('.scroller')).overflowX") == "visible"


PLANTED = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body style="margin: 0">
<p style="color: #999">faint</p><p style="width: 9999px; text-align: right">beyond</p>
<div style="overflow: hidden; width: 40px; white-space: nowrap">cut off at the side</div>
<p style="position: absolute; top: 0; margin: 0" id="a">one upon</p>
<p style="position: absolute; top: 0; margin: 0" id="a">the other</p>
<a href="#nowhere"></a><img><h3>3</h3></body></html>"""


def test_the_checks_find_what_is_planted(page, tmp_path):
    path = tmp_path / "planted.html"
    path.write_text(PLANTED, encoding="utf-8")
    page.open(path, *PHONE)
    assert [fault[:9] for fault in faults(page, f"faint({CONTRAST})")] == ['P "faint"']
    assert len(faults(page, "cut()")) == 3
    assert any('"one upon" / P "the other"' in fault for fault in faults(page, "overlaps()"))
    found = " ".join(faults(page, "outline()"))
    for fault in ("ids twice: a", "0 main", "figure without words", "dead link", "no name"):
        assert fault in found


def test_hostile_text_stays_text_in_the_browser(page, tmp_path, tmp_path_factory):
    folder = hostile_report(tmp_path_factory)
    path = reporting.render(folder, "html", tmp_path / "report.html", engine="embedded")
    page.open(path, *DESK)
    assert complaints(page) == []
    assert requested(page) == [path.resolve().as_uri()]
    assert page.run("document.scripts.length") == OWN_SCRIPTS
    assert page.run("document.querySelectorAll('main script, main style, main iframe').length") == 0
    handlers = "Array.from(document.querySelectorAll('*'), (e) => Array.from(e.attributes)).flat()"
    assert page.run(f"{handlers}.filter((a) => a.name.startsWith('on')).length") == 0
    paths = "Array.from(document.querySelectorAll('svg .path'), (p) => p.dataset.tip)"
    assert any(tip.startswith(plain(HOSTILE[2])) for tip in page.run(paths))
    labels = page.run("document.querySelector('#tbl-items').textContent").replace("\n", " ")
    assert [text for text in HOSTILE if plain(text) not in labels] == []


def test_the_index_is_whole_and_legible_too(page, tmp_path):
    files = {"fr": ["w/report.fr.html", "w/report.fr.pdf"], "": ["w/tables.xlsx"]}
    counts = {"supported": 16, "contradicted": 0, "undecided": 15, "not estimable": 0}
    entries = [reporting.Entry(f"wave_{i}", 133, "2012-05-01", counts, files) for i in (1, 2)]
    path = tmp_path / "index.html"
    reporting.write_index(SOURCE, entries, fake_study().title, True, "fr", path)
    for (width, height), dark in ((DESK, False), (PHONE, True)):
        page.open(path, width, height, dark)
        assert complaints(page) == []
        assert requested(page) == [path.resolve().as_uri()]
        assert faults(page, f"faint({CONTRAST})") + faults(page, "cut()") == []
    assert page.run("document.querySelectorAll('h1').length") == 1
