"""Text that comes from data, made safe for the source of the report."""

import re
import unicodedata

# Pandoc reads a backslash before any ASCII character that is neither letter, digit nor space as
# "this very character", and no construct of Markdown or of Quarto survives the backslash.
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_DRAWN_CONTROLS = "\u200c\u200d\u200e\u200f"


class Markdown(str):
    """Text that is Markdown already: a template of the report, or the result of `escape`."""

    __slots__ = ()


def escape(value: object) -> Markdown:
    """Markdown that prints ``value`` as the text it is.

    Whatever ``value`` holds (emphasis, raw HTML, mathematics, a shortcode, a code cell, a
    cross-reference, a table row), it stays on one line and cannot become markup. Characters that no
    format can show (control characters, lone surrogates) become U+FFFD. `Markdown` passes as it is.
    """
    if isinstance(value, Markdown):
        return value
    return Markdown(_MARKUP.sub(r"\\\1", plain(value)))


def plain(value: object) -> str:
    """``value`` as one line of text without control characters, with nothing else changed.

    Spaces at which a line must not break stay.
    """
    line = _SPACES.sub(" ", str(value)).strip()
    return "".join(map(_shown, line))


def _shown(character: str) -> str:
    if character in _DRAWN_CONTROLS:
        return character
    unseen = unicodedata.category(character) in {"Cc", "Cs"} or ord(character) & 0xFFFE == 0xFFFE
    return "\N{REPLACEMENT CHARACTER}" if unseen else character
