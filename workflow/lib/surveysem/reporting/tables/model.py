"""A table of the report: numbers in full precision, and how each column is to be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from surveysem.numbers import MISSING, NO_BREAK, is_missing
from surveysem.reporting.artefacts import Study
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.masking import Masked
from surveysem.reporting.text import Text
from surveysem.survey.screen.flags import RULES

LIMITS = ("ci_lower", "ci_upper")
WORDS = frozenset({"text", "markdown", "name", "word", "construct", "path", "rule"})
NUMERIC = frozenset({"max_share", *RULES})
"""The rules of cleaning and screening whose value is a number."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``kind`` is a key of `numbers.FORMATS`, or ``text`` (free text), ``markdown``
    (what a template of the report made), ``name`` (a variable), ``word``
    (a word of a closed vocabulary), ``construct`` (printed by its display name), ``path``
    (constructs joined by arrows) or ``rule`` (a choice of the configuration with its value). A
    column of kind ``ci`` or ``ci3`` takes its limits from the two columns ``limits``. ``heading``
    replaces the heading that the texts give for ``name``. A cell of any kind may be `Masked`.
    """

    name: str
    kind: str
    limits: tuple[str, str] | None = None
    heading: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of the frame that this column prints."""
        return self.limits or (self.name,)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a cell to a place in the report, with a line of explanation and its classes."""

    target: str
    title: str
    classes: tuple[str, ...] = ()

    def around(self, cell: Markdown) -> Markdown:
        """The cell as a link."""
        classes = " ".join(f".{name}" for name in self.classes)
        return Markdown(f'[{cell}](#{self.target} "{escape(self.title)}"){{{classes}}}')


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``frame`` has the sources of every column, and one row per printed row.

    ``values`` fill the placeholders of title and note. The first ``grouped`` cells of a row are
    left blank in print as long as they repeat those above (never in the workbook). ``anchors`` name
    the rows, so that they can be linked to; ``links`` are those of the cells of a column. Both have
    one entry per row or none. A table that is not ``in_print`` is in the workbook alone. Tables of
    one ``kind`` share title and note; a table without one has those of its name. ``appendix`` puts
    a table there that is not one of a fixed name. ``made_by`` names the rules that wrote the
    artefacts it was made from.
    """

    name: str
    columns: Sequence[Column]
    frame: pd.DataFrame
    values: Mapping[str, object] = field(default_factory=dict)
    grouped: int = 0
    anchors: Sequence[str] = ()
    links: Mapping[str, Sequence[Link | None]] = field(default_factory=dict)
    in_print: bool = True
    kind: str = ""
    appendix: bool = False
    made_by: Sequence[str] = ()

    @property
    def texts(self) -> str:
        """The key of title and note among the texts."""
        return f"tables.{self.kind or self.name}"

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the frame by the names of its columns."""
        return [
            {str(name): value for name, value in row.items()}
            for row in self.frame.to_dict("records")
        ]


@dataclass(frozen=True, slots=True)
class Scribe:
    """Prints the cells of tables in one language with the names of one study."""

    text: Text
    study: Study

    def heading(self, column: Column) -> Markdown:
        """The heading of a column."""
        if column.heading is not None:
            return escape(column.heading)
        return self.text(f"columns.{column.name}")

    def construct(self, name: object) -> Markdown:
        """The display name of a construct."""
        return escape(self.study.construct(str(name), self.text.language))

    def cell(self, column: Column, row: Mapping[str, object]) -> Markdown:
        """One printed cell."""
        if column.limits is not None:
            limits = tuple(row[source] for source in column.limits)
            return escape(self.text.shown(limits, column.kind))
        value = row[column.name]
        if is_missing(value) or value == "":
            return Markdown(MISSING)
        return self._value(value, column.kind)

    def _value(self, value: object, kind: str) -> Markdown:
        if isinstance(value, Masked):
            return self._masked(value, kind)
        if kind == "markdown":
            return Markdown(str(value))
        if kind == "word":
            return self.text.word(value)
        if kind == "construct":
            return self.construct(value)
        if kind == "path":
            parts = (self.construct(part.strip()) for part in str(value).split("->"))
            return Markdown(" → ".join(parts))
        if kind == "rule":
            return self._rule(str(value))
        if kind in WORDS:
            return escape(value)
        printed = self.text.shown(value, kind)
        return Markdown(printed) if kind == "tiny" else escape(printed)

    def _masked(self, value: Masked, kind: str) -> Markdown:
        if value.bound is None:
            return escape(value.sign)
        return escape(f"{value.sign}{NO_BREAK}{self.text.shown(value.bound, kind)}")

    def _rule(self, rule: str) -> Markdown:
        """A rule of the cleaning, ``<choice> <value>``, in words."""
        choice, _, value = rule.partition(" ")
        key = f"rules.{choice}"
        if key not in self.text:
            return escape(rule)
        number = float(value) if choice in NUMERIC else None
        return self.text(key, value=self.text.word(value), share=number, number=number)
