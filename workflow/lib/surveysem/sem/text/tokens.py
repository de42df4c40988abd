"""Words of a model text, each with its place, so that an error can underline the fault."""

import re
from dataclasses import dataclass
from typing import NoReturn

from surveysem.errors import ModelSyntaxError

MAX_LENGTH = 1_000_000
MAX_NUMBER = 1e100
_SHOWN = 80

_PATTERN = re.compile(
    r"""
      (?P<blank>[^\S\n]+)
    | (?P<comment>[#!][^\n]*)
    | (?P<newline>\n)
    | (?P<end>;)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<name>\.?[^\W\d][\w.]*)
    | (?P<string>"[^"\n]+"|'[^'\n]+'|`[^`\n]+`)
    | (?P<op>=~|:=|==|<=|>=|~\*~|~~|<~|[~*+\-/^(),<>|?:])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``kind`` (newline, end, number, name, string, op, eof), text and place."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int

    @property
    def name(self) -> str:
        """The text without its quotation marks."""
        return self.text[1:-1] if self.kind == "string" else self.text

    def __str__(self) -> str:
        words = {"newline": "the end of the line", "eof": "the end of the text"}
        return words.get(self.kind, f"'{self.text}'")


def fault(text: str, start: int, end: int, message: str) -> NoReturn:
    """Raise ModelSyntaxError with the line of ``text`` and carets under ``start:end``."""
    line = text.count("\n", 0, start) + 1
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = last if last >= 0 else len(text)
    column = start - first
    first, last = max(first, start - _SHOWN), min(last, start + _SHOWN)
    lead = "".join("\t" if c == "\t" else " " for c in text[first:start])
    carets = "^" * max(1, min(end, last) - start)
    place = f"line {line}, column {column + 1}"
    shown = f"  {text[first:last]}\n  {lead}{carets}"
    raise ModelSyntaxError(f"model text, {place}: {message}\n{shown}")


def fault_at(text: str, token: Token, message: str) -> NoReturn:
    """Raise ModelSyntaxError that underlines one word."""
    fault(text, token.start, token.end, message)


def tokenize(text: str) -> list[Token]:
    """Cut a model text into its words; blanks and comments fall away.

    Raises ModelSyntaxError at the first sign that belongs to no word of lavaan's syntax.
    """
    if not isinstance(text, str):
        raise ModelSyntaxError(f"a model is a text in lavaan syntax, not {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise ModelSyntaxError(f"model text: {len(text)} characters, at most {MAX_LENGTH} are read")
    tokens, at, line, first = [], 0, 1, 0
    while at < len(text):
        found = _PATTERN.match(text, at)
        if found is None:
            fault(text, at, at + 1, f"unexpected {_sign(text, at)}")
        kind = str(found.lastgroup)
        if kind not in ("blank", "comment"):
            place = (line, at - first + 1)
            tokens.append(Token(kind, found.group(), at, found.end(), *place))
        at = found.end()
        if kind == "newline":
            line, first = line + 1, at
    tokens.append(Token("eof", "", at, at, line, at - first + 1))
    return tokens


def number(text: str, token: Token) -> float:
    """Value of a number word."""
    value = float(token.text)
    if value > MAX_NUMBER:
        fault_at(text, token, f"the number is larger than {MAX_NUMBER:g}")
    return value


def _sign(text: str, at: int) -> str:
    if text[at] in "\"'`":
        return "quotation mark that is not closed on its line"
    if text[at].isdigit():
        return "number followed by a letter (a name that begins with a digit needs quotation marks)"
    if text[at] in "@$#%&":
        return f"sign '{text[at]}' (quote names that contain it)"
    if text[at] == "=":
        return "sign '=' (a factor is measured by =~, two values are equal by ==)"
    return f"sign {text[at]!r}"
