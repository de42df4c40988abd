"""The table of pseudonyms: names that nobody outside of ``data/raw`` may read."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path

from surveysem.cases.read.encoding import decode
from surveysem.errors import DataError

COLUMNS = ["name", "pseudonym"]
LETTER = r"[^\W\d_]"


@dataclass(frozen=True)
class Pseudonyms:
    """What stands for each name; `__call__` puts it into a text.

    Whole words are replaced, the longest name first, whatever their case and however their accents
    are composed; blanks inside a name are any blanks or, as in names of files, underscores. Words
    end where letters do (``talk_Anna2``); a name that ends with a digit ends where digits do. A
    name written in capitals gets its pseudonym in capitals. Elisions (``d'Anna``) keep their
    apostrophe.
    """

    table: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """``text`` with every name replaced; characters are composed (NFC)."""
        composed = unicodedata.normalize("NFC", text)
        if not self.table:
            return composed
        return self._pattern.sub(self._replacement, composed)

    def named_in(self, texts: Iterable[str]) -> list[str]:
        """The names of the table that stand in ``texts``, each once."""
        if not self.table:
            return []
        found = (
            name
            for text in texts
            for name in self._pattern.findall(unicodedata.normalize("NFC", text))
        )
        return list(dict.fromkeys(found))

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, str]]:
        return {_key(name): (name, pseudonym) for name, pseudonym in self.table.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(map(_composed, self.table), key=len, reverse=True)
        any_of = "|".join(map(_beside_digits, names))
        return re.compile(rf"(?<!{LETTER})(?:{any_of})(?!{LETTER})", re.IGNORECASE)

    def _replacement(self, found: re.Match[str]) -> str:
        name, pseudonym = self._by_key.get(_key(found[0])) or self._folded(found[0])
        return pseudonym.upper() if found[0].isupper() and not name.isupper() else pseudonym

    def _folded(self, found: str) -> tuple[str, str]:
        """Name and pseudonym where letters are alike for the pattern alone, as ``ı`` and ``i``."""
        return next(
            (name, pseudonym)
            for name, pseudonym in self.table.items()
            if re.fullmatch(_words(_composed(name)), found, re.IGNORECASE)
        )


def pseudonyms_of(paths: Sequence[Path | str]) -> Pseudonyms:
    """The table at the one path of ``paths``, tab-separated; no pseudonym where there is none.

    Raises
    ------
    DataError
        It is no such table; every fault is in the message.
    """
    if not paths:
        return Pseudonyms()
    (path,) = map(Path, paths)
    file = path.name
    text = decode(path.read_bytes(), file)
    rows = list(csv.reader(StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1)]
    lines = [(number, row) for number, row in lines if any(row)]
    if not lines or lines[0][1] != COLUMNS:
        found = "another header" if lines else "no line"
        raise DataError(f"{file}: found {found}; expected name and pseudonym, separated by a tab")
    faults, table = [], dict[str, str]()
    keys = dict[str, str]()
    for number, row in lines[1:]:
        if len(row) != len(COLUMNS) or not all(row):
            faults.append(f"{file}, line {number}: expected a name, a tab and its pseudonym")
        elif keys.setdefault(_key(row[0]), row[1]) != row[1]:
            faults.append(f"{file}, line {number}: the name has two pseudonyms; expected one")
        else:
            table[row[0]] = row[1]
    pseudonyms = Pseudonyms(table)
    if pseudonyms.named_in(table.values()):
        faults.append(
            f"{file}: a pseudonym holds a name of the table; expected pseudonyms that tell no name"
        )
    if faults:
        raise DataError("\n\n".join(faults))
    return pseudonyms


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _key(name: str) -> str:
    return " ".join(_composed(name).casefold().replace("_", " ").split())


def _words(name: str) -> str:
    return r"[\s_]+".join(map(re.escape, name.replace("_", " ").split() or [name]))


def _beside_digits(name: str) -> str:
    """The pattern of a name with no digit beside a digit of its own."""
    before, after = (r"\d" if end.isdigit() else "" for end in (name[0], name[-1]))
    return (f"(?<!{before})" if before else "") + _words(name) + (f"(?!{after})" if after else "")
