"""One collection of cases as the report sees it: its tables, and the names of what is in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Record, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text

ALLIANCE = "alliance"
"""The view of a matrix in which both partners' statements stand together."""
ALL = ""
"""The place of a case or a code in the row that is of all of them."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The ``number``-th collection of a study (from 1); ``choices`` are its own."""

    name: str
    number: int
    choices: Record
    artefacts: Artefacts
    language: str

    def rows(self, table: str) -> pd.DataFrame:
        """The rows of this collection in the artefact ``case_<table>``; none where it was not made.

        A table without rows has no columns.
        """
        whole = getattr(self.artefacts, f"case_{table}")
        if whole is None:
            return pd.DataFrame()
        own = whole[whole["collection"] == self.name].reset_index(drop=True)
        return own if len(own) else pd.DataFrame()

    def records(self, table: str) -> list[dict[str, Any]]:
        """`rows` one by one."""
        return records(self.rows(table))

    def place(self, part: str) -> str:
        """The name of this collection's table ``part``."""
        return f"cases_{self.number}_{part}"

    def reference(self, part: str, kind: str = "tbl") -> Markdown:
        """A reference to this collection's table or figure ``part``."""
        return Markdown(f"[@{kind}-{self.place(part).replace('_', '-')}]")

    @property
    def title(self) -> str:
        """The display name."""
        return self._in_language(self.choices.get("title"), self.name)

    @property
    def note(self) -> str:
        """What the study says of the material; empty where it says nothing."""
        return self._in_language(self.choices.get("note"), "")

    @property
    def cases(self) -> list[str]:
        """The cases, in the order of the study."""
        stated = [str(row["case"]) for row in self.choices.get("cases") or ()]
        return list(dict.fromkeys([*stated, *self.rows("interviews")["case"]]))

    def partners(self, case: str) -> list[str]:
        """The partners of one case."""
        stated = [row for row in self.choices.get("cases") or () if row["case"] == case]
        heard = self.rows("interviews")
        both = [*(str(row["partner"]) for row in stated), *heard[heard["case"] == case]["partner"]]
        return list(dict.fromkeys(both))

    @property
    def order(self) -> Mapping[str, int]:
        """The number of each interview by its source."""
        heard = self.rows("interviews")
        return dict(zip(heard["source"], heard["order"], strict=True))

    def theme(self, name: object) -> str:
        """The display name of a theme."""
        return self._in_language((self.choices.get("themes") or {}).get(name), name)

    def attribute(self, name: object) -> str:
        """The display name of an attribute."""
        return self._in_language((self.choices.get("attributes") or {}).get(name), name)

    def value(self, word: object) -> str:
        """The display name of a word that a cell of an attribute holds."""
        return self._in_language((self.choices.get("values") or {}).get(word), word)

    def code(self, name: object) -> str:
        """The display name of a code."""
        row = named(self.choices.get("codes"), name, "code")
        return str(row.get(f"label_{self.language}") or name)

    def axis(self, name: object) -> str:
        """The display name of an axis."""
        return self._in_language(self._axis(name).get("label"), name)

    def poles(self, axis: object) -> list[str]:
        """The display names of the poles of an axis, the first of them at +1."""
        poles = self._axis(axis).get("poles") or {}
        return [self._in_language(label, name) for name, label in poles.items()]

    def pole(self, axis: object, name: object) -> str:
        """The display name of one pole."""
        return self._in_language((self._axis(axis).get("poles") or {}).get(name), name)

    def type(self, name: object) -> str:
        """The display name of a type."""
        return self._in_language(named(self.choices.get("types"), name).get("label"), name)

    def rung(self, name: object) -> str:
        """The display name of a rung."""
        return self._in_language(named(self.rungs, name).get("label"), name)

    @property
    def rungs(self) -> list[Record]:
        """The rungs of the ladder, the lowest first."""
        return list((self.choices.get("ladder") or {}).get("rungs") or ())

    @property
    def axes(self) -> list[str]:
        """The axes by name."""
        return list(self.choices.get("axes") or {})

    def labelled(self, stated: Record, name: object) -> str:
        """The label of what the configuration states, else ``name``."""
        return self._in_language(stated.get("label"), name)

    def source(self, stated: Record) -> str:
        """Who proposed what the configuration states; empty where it does not say."""
        return self._in_language(stated.get("source"), "")

    def _axis(self, name: object) -> Record:
        found: Record = (self.choices.get("axes") or {}).get(name) or {}
        return found

    def _in_language(self, label: Mapping[str, str] | None, other: object) -> str:
        return str((label or {}).get(self.language) or other)


def collections(artefacts: Artefacts, study: Study, text: Text) -> list[Collection]:
    """The collections of which interviews were read, in the order of the study."""
    if not artefacts.has("case_interviews") or artefacts.case_interviews is None:
        return []
    there = set(artefacts.case_interviews["collection"])
    names = [*(name for name in study.cases if name in there), *sorted(there - set(study.cases))]
    return [
        Collection(name, number, study.cases.get(name) or {}, artefacts, text.language)
        for number, name in enumerate(names, start=1)
    ]


def named(rows: Iterable[Record] | None, name: object, key: str = "name") -> Record:
    """The row of that name; an empty one where there is none."""
    return next((row for row in rows or () if row[key] == name), {})


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
