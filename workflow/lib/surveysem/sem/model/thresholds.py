"""Rows of ordered items in a parameter table: thresholds, scaling factors, implied residuals."""

from collections.abc import Mapping
from dataclasses import replace

from surveysem.errors import SpecificationError
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.text.statements import Model


def with_thresholds(
    rows: list[Parameter], model: Model, counts: Mapping[str, int]
) -> list[Parameter]:
    """The rows of a table with those of ordered items added, in the delta parameterisation.

    ``counts`` is the number of thresholds of each ordered item. Its thresholds are free, its
    scaling factor (``~*~``) is 1 and its intercept 0; its residual variance is what is left of a
    variance of 1, hence no parameter (Muthen and Asparouhov, 2002). Raises SpecificationError for
    thresholds that do not exist and for residual variances that the text gives.
    """
    _check(rows, model, counts)
    rows = [_held(p) if _is_held(p, counts) else p for p in rows]
    named = {s.lhs for s in model.statements if s.op == "|"}
    user = [p for p in rows if p.user]
    means = [p for p in rows if not p.user and p.op == "~1"]
    others = [p for p in rows if not p.user and p.op != "~1"]
    thresholds = [
        Parameter(item, "|", f"t{k}", user=item in named)
        for item, count in counts.items()
        for k in range(1, count + 1)
    ]
    scaling = [Parameter(item, "~*~", item, fixed=True, value=1.0) for item in counts]
    return [*user, *thresholds, *others, *scaling, *means]


def _is_held(p: Parameter, counts: Mapping[str, int]) -> bool:
    return p.lhs in counts and not p.user and (p.is_variance or p.op == "~1")


def _held(p: Parameter) -> Parameter:
    return replace(p, fixed=True, value=None if p.is_variance else 0.0)


def _check(rows: list[Parameter], model: Model, counts: Mapping[str, int]) -> None:
    for s in model.statements:
        if s.op != "|":
            continue
        if s.lhs not in counts:
            raise SpecificationError(
                f"line {s.line}: thresholds of {s.lhs}, which is not among the ordered items; "
                f"expected ordered = [..., {s.lhs!r}]"
            )
        if s.rhs not in {f"t{k}" for k in range(1, counts[s.lhs] + 1)}:
            raise SpecificationError(
                f"line {s.line}: {s.lhs} has no threshold {s.rhs}; its {counts[s.lhs] + 1} "
                f"categories have t1 to t{counts[s.lhs]}"
            )
    for p in rows:
        if p.user and p.is_variance and p.lhs in counts:
            raise SpecificationError(
                f"'{p.name}': the residual variance of an ordered item is 1 less what its factors "
                "explain, and cannot be given"
            )
