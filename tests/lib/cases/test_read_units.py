"""Positions that count an emoji once or twice: what is stated, and what the file itself shows."""

from pathlib import Path

import pytest
from lib.cases.projects import PARTNERS, SUD, TEXT, THEMES, project, qde, reading, selection, source

from surveysem.cases import read
from surveysem.cases.read.counting import Units

LINES = ["Bonjour 🙂 à vous", "Nous étions amis 👩‍🌾 depuis", "toujours, dit-elle"]
CURE = "expected `positions: {}` in the block cases"


def frame(positions: Units) -> read.Frame:
    return read.Frame(THEMES, PARTNERS, "quote", positions)


def coded(text: str, words: str, units: Units, name: str = "") -> str:
    """A selection of ``words``, its positions counted in units."""
    before, after = text[: text.index(words)], text[: text.index(words) + len(words)]
    size = {"codepoints": len, "utf16": lambda one: len(one.encode("utf-16-le")) // 2}[units]
    made = selection(size(before), size(after), "C1", "C5")
    return made.replace("startPos", f'name="{name}" startPos') if name else made


def found(folder: Path, inner: str, text: str, positions: Units) -> read.Reading:
    xml = qde(source("Duo - Nord", inner) + SUD)
    content = project(xml, **{"Duo - Nord": text.encode()})
    return reading(folder, content, frame=frame(positions))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("units", ["codepoints", "utf16"])
@pytest.mark.parametrize("named", [True, False])
def test_positions_as_they_are_stated(
    tmp_path: Path, line_end: str, units: Units, named: bool
) -> None:
    text, words = line_end.join(LINES), "toujours, dit-elle"
    inner = coded(text, words, units, words if named else "")
    whole = found(tmp_path, inner, text, units)
    assert whole.faults == ()
    assert whole.segments.text[0] == words
    assert whole.interviews.characters[0] == len(text)
    told = "emoji or the like in Duo - Nord" in " ".join(whole.notes)
    assert told is not named


def test_line_ends_and_units_both_counted_otherwise(tmp_path: Path) -> None:
    """A program that stores two characters for a line end, counts one, and counts units."""
    counted, words = "\n".join(LINES), "toujours, dit-elle"
    inner = coded(counted, words, "utf16", words)
    whole = found(tmp_path, inner, "\r\n".join(LINES), "utf16")
    assert whole.faults == ()
    assert whole.segments.text[0] == words


@pytest.mark.parametrize(("stated", "right"), [("codepoints", "utf16"), ("utf16", "codepoints")])
def test_names_that_contradict_what_is_stated(tmp_path: Path, stated: Units, right: Units) -> None:
    text, words = "\n".join(LINES), "toujours, dit"
    told = " ".join(found(tmp_path, coded(text, words, right, words), text, stated).faults)
    assert "source Duo - Nord: found 1 selections that have the words of their names only" in told
    assert CURE.format(right) in told


def test_a_position_beyond_the_text_or_within_a_character(tmp_path: Path) -> None:
    text = "Bonjour 🙂"
    beyond = found(tmp_path, selection(0, len(text) + 1, "C1"), text, "codepoints").faults
    assert "then state cases/positions: utf16" in " ".join(beyond)
    within = found(tmp_path, selection(0, len(text), "C1"), text, "utf16").faults
    assert f"expected 0 <= start < end <= {len(text) + 1}, the length of the source" in within[0]
    assert "utf16" not in within[0]


def test_a_text_without_emoji_is_read_alike(tmp_path: Path) -> None:
    inner = selection(0, 16, "C1") + selection(18, 26, "C2")
    plain = TEXT.replace("🙂", ":)")
    both = [found(tmp_path, inner, plain, one) for one in ("codepoints", "utf16")]
    assert both[0].segments.equals(both[1].segments)
    assert both[0].interviews.equals(both[1].interviews)


def test_a_mark_of_order_is_no_character(tmp_path: Path) -> None:
    text = "\ufeff" + "\r\n".join(LINES)
    inner = coded(text[1:], "toujours", "codepoints", "toujours")
    assert found(tmp_path, inner, text, "codepoints").segments.text[0] == "toujours"
