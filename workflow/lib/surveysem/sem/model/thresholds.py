"""Rows of ordered items in a parameter table: thresholds, scaling factors, residual variances."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from surveysem.errors import SpecificationError
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.text.statements import Model, Statement

PARAMETERIZATIONS = ("delta", "theta")


@dataclass(frozen=True, slots=True)
class OrderedItems:
    """Number of thresholds of each ordered item, and what sets the scale of what lies behind it.

    ``delta``: its scaling factor, one over its standard deviation; the residual variance follows.
    ``theta``: its residual variance; the scaling factor follows (Muthen and Asparouhov, 2002).
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    parameterization: str = "delta"

    def is_scale(self, p: Parameter) -> bool:
        """Does the row set the scale of an ordered item?"""
        if p.lhs not in self.counts:
            return False
        return p.op == "~*~" if self.parameterization == "delta" else p.is_variance


def with_thresholds(rows: list[Parameter], model: Model, items: OrderedItems) -> list[Parameter]:
    """The rows of a table with those of ordered items added.

    Thresholds are free, the intercept is 0 and what sets the scale is 1, each unless the text says
    otherwise. Raises SpecificationError for thresholds that do not exist and for what follows from
    other parameters yet is given.
    """
    counts = items.counts
    _check_thresholds(model, counts)
    _check_scales(rows, items)
    rows = [_held(p, items) if p.lhs in counts and not p.user else p for p in rows]
    named = {s.lhs for s in model.statements if s.op == "|"}
    user = [p for p in rows if p.user]
    means = [p for p in rows if not p.user and p.op == "~1"]
    others = [p for p in rows if not p.user and p.op != "~1"]
    thresholds = [
        Parameter(item, "|", f"t{k}", user=item in named)
        for item, count in counts.items()
        for k in range(1, count + 1)
    ]
    return [*user, *thresholds, *others, *_scaling(user, items), *means]


def _scaling(user: list[Parameter], items: OrderedItems) -> Iterator[Parameter]:
    given = {p.lhs for p in user if p.op == "~*~"}
    value = 1.0 if items.parameterization == "delta" else None
    for item in items.counts:
        if item not in given:
            yield Parameter(item, "~*~", item, fixed=True, value=value)


def _held(p: Parameter, items: OrderedItems) -> Parameter:
    if p.op == "~1":
        return replace(p, fixed=True, value=0.0)
    if not p.is_variance:
        return p
    return replace(p, fixed=True, value=1.0 if items.parameterization == "theta" else None)


def _check_thresholds(model: Model, counts: Mapping[str, int]) -> None:
    for s in model.statements:
        if s.op != "|":
            continue
        if s.lhs not in counts:
            raise SpecificationError(_not_ordered(s, "thresholds"))
        if s.rhs not in {f"t{k}" for k in range(1, counts[s.lhs] + 1)}:
            raise SpecificationError(
                f"line {s.line}: {s.lhs} has no threshold {s.rhs}; its {counts[s.lhs] + 1} "
                f"categories have t1 to t{counts[s.lhs]}"
            )


def check_scaling(model: Model, counts: Mapping[str, int]) -> None:
    """Raise SpecificationError for scaling factors of what is no ordered item."""
    for s in model.statements:
        if s.op != "~*~":
            continue
        if s.lhs not in counts:
            raise SpecificationError(_not_ordered(s, "the scaling factor"))
        if s.lhs != s.rhs:
            raise SpecificationError(
                f"line {s.line}: '{s.lhs} ~*~ {s.rhs}'; expected '{s.lhs} ~*~ {s.lhs}'"
            )


def _not_ordered(s: Statement, what: str) -> str:
    return (
        f"line {s.line}: {what} of {s.lhs}, which is not among the ordered items; "
        f"expected ordered = [..., {s.lhs!r}]"
    )


def _check_scales(rows: list[Parameter], items: OrderedItems) -> None:
    for p in rows:
        if not p.user or p.lhs not in items.counts:
            continue
        if p.is_variance and items.parameterization == "delta":
            raise SpecificationError(
                f"'{p.name}': the residual variance of an ordered item is 1 less what its factors "
                "explain, and cannot be given; expected parameterization 'theta'"
            )
        if p.op == "~*~" and items.parameterization == "theta":
            raise SpecificationError(
                f"'{p.name}': with parameterization 'theta' the scaling factor follows from the "
                "residual variance, and cannot be given; expected parameterization 'delta'"
            )


def check_values(rows: Sequence[Parameter], items: OrderedItems) -> None:
    """Raise SpecificationError for scales held at 0 or below, and thresholds held in no order."""
    held: dict[tuple[int, str], dict[int, float]] = {}
    for p in rows:
        if p.value is None or not p.fixed:
            continue
        if items.is_scale(p) and p.value <= 0:
            raise SpecificationError(
                f"'{p.name}' is held at {p.value:g}, and sets the scale of an ordered item; "
                "expected a positive number"
            )
        if p.op == "|":
            held.setdefault((p.group, p.lhs), {})[int(p.rhs[1:])] = p.value
    for (_, item), values in held.items():
        for (low, below), (high, above) in pairwise(sorted(values.items())):
            if below >= above:
                raise SpecificationError(
                    f"the thresholds t{low} and t{high} of {item} are held at {below:g} and "
                    f"{above:g}; expected rising values"
                )
