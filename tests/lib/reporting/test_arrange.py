"""Pages of the PDF are filled with text, and no table or figure overtakes another."""

import json
import random
import shutil

import pytest
import typst

HEAD = """
#import "arrange.typ": announcing, arranged, sides, sideways
#set page(paper: "a4", margin: sides)
#set par(spacing: 0.95em)
#set text(size: 10.2pt)
#let at(name) = context [#metadata((name, here().page(), here().position().y / 1pt)) <at>]
#let told(name, lines) = [#at(name + " begins")#range(lines).map(str).join(linebreak())#at(name)]
#let shape(name, tall) = [#at(name)#rect(height: tall)]
"""


@pytest.fixture
def places(source, tmp_path):
    """A function of the pieces of a text that gives the page and height of what they name."""
    shutil.copyfile(source / "styles/arrange.typ", tmp_path / "arrange.typ")

    def find(*pieces):
        document = tmp_path / "pages.typ"
        document.write_text(f"{HEAD}#arranged({','.join(pieces)})", encoding="utf-8")
        found = json.loads(typst.query(str(document), "<at>", field="value"))
        return {name: (page, height) for name, page, height in found}

    return find


def _text(name, lines):
    return f'("text", told("{name}", {lines}))'


def _kept(name, tall):
    return f'("kept", shape("{name}", {tall}mm))'


def test_a_figure_stands_where_it_is_named_when_it_fits(places):
    found = places(_text("a", 10), _kept("figure", 100), _text("b", 10))
    assert [name for name, _ in sorted(found.items(), key=lambda item: item[1])] == [
        "a begins", "a", "figure", "b begins", "b",
    ]  # fmt: skip


def test_text_fills_the_page_below_which_a_figure_does_not_fit(places):
    found = places(_text("a", 20), _kept("figure", 190), _text("b", 12), _text("c", 30))
    assert found["figure"][0] == 2
    assert found["b"][0] == 1
    assert found["c begins"][0] == 1
    assert found["c"][0] == 2
    assert found["figure"][1] < found["c"][1]


def test_tables_and_figures_keep_their_order_over_pages(places):
    kept = [_kept(f"figure {number}", 150) for number in range(4)]
    texts = [_text(f"text {number}", 25) for number in range(12)]
    found = places(texts[0], kept[0], texts[1], kept[1], kept[2], texts[2], kept[3], *texts[3:])
    at = [found[f"figure {number}"] for number in range(4)]
    assert at == sorted(at)
    assert len({page for page, _ in at}) == len(at)
    said = [found[f"text {number}"] for number in range(12)]
    assert said == sorted(said)


def test_a_heading_stays_with_the_text_below_it(places):
    heading = '("heading", [#told("heading", 1)])'
    found = places(_text("a", 38), _kept("figure", 120), heading, _kept("table", 60))
    assert found["heading"] > found["figure"]


def test_a_sideways_page_leaves_no_gap_before_it(places):
    turned = '("sideways", shape("turned", 100mm))'
    found = places(_text("a", 10), turned, _text("b", 30), _kept("table", 40), _text("c", 40))
    assert found["b"][0] == 1
    assert found["turned"][0] == 2
    assert found["table"][0] != 2


def test_text_that_ends_before_the_page_does_leaves_the_figure_to_the_next(places):
    found = places(_text("a", 20), _kept("figure", 190), _text("b", 5))
    assert found["b begins"][0] == 1
    assert found["figure"][0] == 2


def test_what_announces_a_list_stands_on_its_page(places):
    found = places(_text("a", 51), '("text", [#announcing(told("b", 1)) #told("list", 4)])')
    assert found["b begins"][0] == found["list begins"][0] == 2


@pytest.mark.parametrize("seed", range(4))
def test_numbers_ascend_whatever_the_heights(places, seed):
    rng = random.Random(seed)
    texts = [_text(f"text {number}", rng.randint(1, 25)) for number in range(40)]
    kept = [_kept(f"figure {number}", rng.randint(15, 240)) for number in range(40)]
    found = places(*(piece for pair in zip(texts, kept, strict=True) for piece in pair))
    at = [found[f"figure {number}"] for number in range(40)]
    assert at == sorted(at)
