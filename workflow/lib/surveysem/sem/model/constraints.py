"""Constraints on the parameters beyond equal labels: equations and bounds between expressions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array, Numbers, jacobian
from surveysem.sem.model.parameters import Definition, Parameter
from surveysem.sem.names import nearest
from surveysem.sem.text.expressions import Expression
from surveysem.sem.text.statements import Statement

COMPARISONS = ("==", "<", ">")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One line of the text; where it holds ``difference`` is 0 (``==``), of bounds not negative."""

    source: str
    line: int
    difference: Expression

    def __str__(self) -> str:
        return f"line {self.line}: '{self.source}'"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Equations (e) and bounds (b) as functions of theta (q,).

    ``numbers`` has the place in theta of each label, ``fixed`` the value of those that are fixed.
    ``units`` (q,) are sizes of the parameters against which 0 is judged, 1 if not known.
    """

    equations: tuple[Constraint, ...] = ()
    bounds: tuple[Constraint, ...] = ()
    definitions: tuple[Definition, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    units: Array | None = None

    def __bool__(self) -> bool:
        return bool(self.equations or self.bounds)

    @property
    def rows(self) -> tuple[Constraint, ...]:
        """Equations, then bounds."""
        return (*self.equations, *self.bounds)

    def in_units(self, information: Array) -> "Constraints":
        """With the standard errors of single parameters from an information matrix (q, q)."""
        diagonal = information.diagonal()
        return replace(self, units=np.where(diagonal > 0, 1.0 / np.sqrt(np.abs(diagonal)), 1.0))

    def sizes(self, theta: Array) -> Array:
        """Sizes (q,) of the parameters at theta."""
        return np.maximum(np.abs(theta), 1.0 if self.units is None else self.units)

    def terms(self, theta: Array) -> Array:
        """Sizes (e + b,) of the terms of each constraint, against which 0 is judged."""
        return np.asarray(np.abs(self.jacobian(theta)) @ self.sizes(theta) + 1e-300)

    def values(self, theta: Numbers) -> Numbers:
        """Differences (..., e + b) at theta (..., q), equations first."""
        labels: dict[str, Numbers] = {name: theta[..., i] for name, i in self.numbers.items()}
        labels |= {name: np.asarray(value) for name, value in self.fixed.items()}
        for d in self.definitions:
            labels[d.label] = d.expression.value(labels)
        shape = theta.shape[:-1]
        found = [np.broadcast_to(c.difference.value(labels), shape) for c in self.rows]
        return np.stack(found, axis=-1)

    def jacobian(self, theta: Array) -> Array:
        """Their derivatives (e + b, q)."""
        return jacobian(self.values, theta)


NONE = Constraints()


def constraints_of(
    statements: Iterable[Statement],
    rows: Iterable[Parameter],
    definitions: tuple[Definition, ...],
) -> Constraints:
    """The constraints of a model text, of which ``rows`` are numbered and have labels.

    Raises SpecificationError where one names a label that no parameter has.
    """
    numbers: dict[str, int] = {}
    fixed: dict[str, float] = {}
    for p in rows:
        if p.label and p.free:
            numbers.setdefault(p.label, p.free - 1)
        elif p.label and p.value is not None:
            fixed.setdefault(p.label, p.value)
    known = {*numbers, *fixed, *(d.label for d in definitions)}
    equations: list[Constraint] = []
    bounds: list[Constraint] = []
    for s in statements:
        if s.left is None or s.expression is None:
            continue
        _check_labels(s, known)
        low, high = (s.left, s.expression) if s.op == "<" else (s.expression, s.left)
        source = f"{s.lhs} {s.op} {s.rhs}"
        found = Constraint(source, s.line, high.minus(low))
        (equations if s.op == "==" else bounds).append(found)
    if not equations and not bounds:
        return NONE
    return Constraints(tuple(equations), tuple(bounds), definitions, numbers, fixed)


def _check_labels(s: Statement, known: set[str]) -> None:
    assert s.left is not None
    assert s.expression is not None
    used = (*s.left.names, *s.expression.names)
    where = f"line {s.line}: '{s.lhs} {s.op} {s.rhs}'"
    if not used:
        raise SpecificationError(f"{where} names no parameter; expected a label")
    for name in used:
        if name not in known:
            raise SpecificationError(
                f"{where} uses the label '{name}', which no parameter has{nearest(name, known)}"
            )
