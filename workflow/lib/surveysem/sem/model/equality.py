"""Equal parameters: shared labels, ``equal("...")``, ``label == label or number``."""

from dataclasses import dataclass, replace

from surveysem.errors import SpecificationError
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.names import nearest
from surveysem.sem.text.statements import Model, Statement


@dataclass(frozen=True, slots=True)
class Tie:
    """Two rows that are equal, by their places, or one that has a ``value``."""

    first: int
    second: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows with their numbers, the count of distinct ones, and what made some of them equal.

    ``alone`` has the number that each row would have if nothing were equal, 0 where it is fixed.
    """

    rows: tuple[Parameter, ...]
    n_free: int
    ties: tuple[Tie, ...]
    alone: tuple[int, ...]


def number_free(rows: list[Parameter], model: Model, pairs: list[tuple[int, int]]) -> Numbered:
    """Number the free parameters in order; equal ones share a number, or a fixed value.

    ``pairs`` are places of rows that are equal besides. Constraints between expressions
    (``general``) are left to `model.constraints`. Raises SpecificationError where one names no
    parameter or contradicts itself.
    """
    equal = _Equal(rows)
    for i, j in pairs:
        equal.join(i, j)
    for s in model.statements:
        if s.modifier.equal:
            first = equal.find(s.modifier.equal, s)
            for i in _key_rows(rows, s):
                equal.join(equal.in_group(first, rows[i].group), i)
        if s.op == "==" and not _is_general(s, model):
            equal.constrain(s)
    numbers: dict[int, int] = {}
    numbered = []
    for i, p in enumerate(rows):
        value = equal.value(i)
        if value is not None:
            numbered.append(replace(p, fixed=True, value=value))
        elif p.fixed:
            numbered.append(p)
        else:
            free = numbers.setdefault(equal.root(i), len(numbers) + 1)
            numbered.append(replace(p, free=free))
    free_alone = iter(range(1, len(rows) + 1))
    alone = tuple(0 if p.fixed else next(free_alone) for p in rows)
    return Numbered(tuple(numbered), len(numbers), tuple(equal.ties), alone)


def general(model: Model) -> list[Statement]:
    """Constraints that are more than ``label == label`` or ``label == number``."""
    return [s for s in model.statements if s.left is not None and _is_general(s, model)]


def _is_general(s: Statement, model: Model) -> bool:
    assert s.left is not None
    assert s.expression is not None
    sides = (s.left, s.expression)
    defined = {d.lhs for d in model.statements if d.op == ":="}
    alone = all(len(side.program) == 1 and not defined & {*side.names} for side in sides)
    return s.op != "==" or not alone or not s.left.names


def _key_rows(rows: list[Parameter], s: Statement) -> list[int]:
    """The rows of a statement, one in each group."""
    return [i for i, p in enumerate(rows) if p.key == (s.lhs, s.op, s.rhs)]


class _Equal:
    """Sets of equal rows (union-find), each with at most one fixed value."""

    def __init__(self, rows: list[Parameter]) -> None:
        self.rows = rows
        self.parent = list(range(len(rows)))
        self.fixed = {i: p.value for i, p in enumerate(rows) if p.fixed and p.value is not None}
        self.labels: dict[str, int] = {}
        self.ties: list[Tie] = []
        for i, p in enumerate(rows):
            if p.label:
                self.join(self.labels.setdefault(p.label, i), i)

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            i = self.parent[i]
        return i

    def value(self, i: int) -> float | None:
        return self.fixed.get(self.root(i))

    def join(self, i: int, j: int) -> None:
        if i != j:
            self.ties.append(Tie(i, j))
        first, second = sorted((self.root(i), self.root(j)))
        if first == second:
            return
        value = self.fixed.pop(second, None)
        self.parent[second] = first
        if value is not None:
            self.fix(first, value)

    def fix(self, i: int, value: float) -> None:
        root = self.root(i)
        if self.fixed.setdefault(root, value) != value:
            raise SpecificationError(
                f"the parameter '{self.rows[i].name}' is held at {self.fixed[root]:g} "
                f"and at {value:g} at once"
            )

    def find(self, name: str, s: Statement) -> int:
        """Row of a label, or of a parameter written as ``f =~ x``."""
        if name in self.labels:
            return self.labels[name]
        spelled = name.replace(" ", "")
        for i, p in enumerate(self.rows):
            if spelled == p.lhs + p.op + p.rhs:
                return i
        hint = nearest(name, self.labels)
        raise SpecificationError(f"line {s.line}: no parameter has the label '{name}'{hint}")

    def in_group(self, i: int, number: int) -> int:
        """The row of one group that relates the same variables."""
        key = self.rows[i].key
        return next(j for j, p in enumerate(self.rows) if p.key == key and p.group == number)

    def constrain(self, s: Statement) -> None:
        program = s.expression.program if s.expression else ()
        i = self.find(s.lhs, s)
        if program[0].kind == "name":
            self.join(i, self.find(program[0].text, s))
        else:
            self.ties.append(Tie(i, value=program[0].value))
            self.fix(i, program[0].value)
