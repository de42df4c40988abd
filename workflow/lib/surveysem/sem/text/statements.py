"""What a model text says, statement by statement."""

from dataclasses import dataclass, replace

from surveysem.sem.text.expressions import Expression
from surveysem.sem.text.tokens import fault


@dataclass(frozen=True, slots=True)
class Modifier:
    """What stands before a term: ``0.5*`` ``NA*`` ``start(0.5)*`` ``label*`` ``equal("x")*``.

    ``several`` holds one modifier for each group (``c(a, b)*``).
    """

    fixed: float | None = None
    free: bool = False
    start: float | None = None
    label: str = ""
    equal: str = ""
    several: tuple["Modifier", ...] = ()

    def in_group(self, number: int) -> "Modifier":
        """What holds for one group, counted from 1."""
        if not self.several:
            return self
        own = self.several[number - 1]
        return replace(
            self,
            fixed=self.fixed if own.fixed is None else own.fixed,
            free=self.free or own.free,
            label=own.label or self.label,
            start=self.start if own.start is None else own.start,
            equal=own.equal or self.equal,
            several=(),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation of the text; ``start:end`` is the place of its term, modifiers included.

    ``rhs`` is "" for intercepts (op ``~1``); ``expression`` is the right-hand side of ``:=`` and of
    constraints (``== < >``), ``left`` the left-hand side of the latter.
    """

    lhs: str
    op: str
    rhs: str
    modifier: Modifier
    line: int
    column: int
    start: int
    end: int
    formula: int
    expression: Expression | None = None
    left: Expression | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed model text; ``formulas`` holds start and end of each formula in the text."""

    text: str
    statements: tuple[Statement, ...]
    formulas: tuple[tuple[int, int], ...]


def collected(text: str, statements: list[Statement]) -> tuple[Statement, ...]:
    """Collect the modifiers of a term that is given more than once."""
    merged: dict[tuple[str, str, str], Statement] = {}
    for statement in statements:
        key = (statement.lhs, statement.op, statement.rhs)
        if statement.op == "~~" and (statement.rhs, "~~", statement.lhs) in merged:
            key = (statement.rhs, "~~", statement.lhs)
        if statement.op == ":=":
            key = (statement.lhs, ":=", "")
        if key not in merged:
            merged[key] = statement
            continue
        earlier = merged[key]
        if statement.op == ":=" or statement.modifier in (Modifier(), earlier.modifier):
            what = statement.lhs if statement.op == ":=" else " ".join(key).strip()
            message = f"'{what}' is given twice, first in line {earlier.line}"
            fault(text, statement.start, statement.end, message)
        both = _join(text, statement, earlier.modifier)
        merged[key] = replace(earlier, modifier=both)
    return tuple(merged.values())


def _join(text: str, statement: Statement, earlier: Modifier) -> Modifier:
    twice = conflict(earlier, statement.modifier)
    if twice:
        message = f"a second {twice} for '{statement.lhs} {statement.op} {statement.rhs}'"
        fault(text, statement.start, statement.end, message)
    return combined(earlier, statement.modifier)


_FIELDS = {
    "fixed": "fixed value",
    "free": "NA",
    "start": "starting value",
    "label": "label",
    "equal": "equality",
}


def conflict(one: Modifier, other: Modifier) -> str:
    """What two modifiers of one term say differently, "" where they go together."""
    for name, words in _FIELDS.items():
        both = getattr(one, name), getattr(other, name)
        if both[0] != both[1] and not any(_is_unsaid(x) for x in both):
            return words
    if one.several and other.several:
        if len(one.several) != len(other.several):
            return "number of groups"
        pairs = zip(one.several, other.several, strict=True)
        return next((found for a, b in pairs if (found := conflict(a, b))), "")
    return ""


def combined(one: Modifier, other: Modifier) -> Modifier:
    """Two modifiers of one term that go together."""
    said = {n: getattr(other, n) for n in _FIELDS if not _is_unsaid(getattr(other, n))}
    several = other.several or one.several
    if one.several and other.several:
        pairs = zip(one.several, other.several, strict=True)
        several = tuple(combined(a, b) for a, b in pairs)
    return replace(one, **said, several=several)


def _is_unsaid(value: float | bool | str | None) -> bool:
    return value is None or value is False or value == ""
