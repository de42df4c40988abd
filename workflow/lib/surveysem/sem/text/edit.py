"""Take indicators out of a model text and leave the rest as it is written."""

import re
from collections.abc import Iterable

from surveysem.errors import SpecificationError
from surveysem.sem.text.statements import Model, Statement
from surveysem.sem.text.syntax import parse


def without_items(text: str, items: Iterable[str]) -> str:
    """The model text without some indicators; comments and layout of other lines are kept.

    Their residual covariances, intercepts and thresholds go too. Raises SpecificationError where a
    construct would lose its last item, or where an item takes part in a regression.
    """
    for item in dict.fromkeys(items):
        while (model := parse(text)) and (s := _first_use(model, item)) is not None:
            text = _without_term(model, s) if s.rhs == item else _without_formula(model, s)
    return text


def _first_use(model: Model, item: str) -> Statement | None:
    for s in model.statements:
        used = (s.lhs,) if s.op == "|" else (s.lhs, s.rhs)
        if item not in used or s.expression is not None:
            continue
        reason = ""
        if s.op == "~" or (s.op == "=~" and s.lhs == item):
            reason = f"'{s.lhs} {s.op} {s.rhs}' uses it"
        elif s.op == "=~" and _n_items(model, s.lhs) == 1:
            reason = f"it is the last item of {s.lhs}"
        if reason:
            raise SpecificationError(f"line {s.line}: {item} cannot be dropped, {reason}")
        return s
    return None


def _n_items(model: Model, factor: str) -> int:
    return sum(s.op == "=~" and s.lhs == factor for s in model.statements)


def _without_formula(model: Model, s: Statement) -> str:
    names = {t.lhs for t in model.statements if t.formula == s.formula}
    if len(names) > 1:
        raise SpecificationError(
            f"line {s.line}: {s.lhs} shares the left-hand side with others; "
            "write one line for each, so that it can be dropped"
        )
    return _cut(model.text, *model.formulas[s.formula])


def _without_term(model: Model, s: Statement) -> str:
    """Cut one term with the ``+`` that joins it, or its formula when nothing else is left."""
    text = model.text
    terms = {(t.start, t.end) for t in model.statements if t.formula == s.formula}
    before = [end for _, end in terms if end <= s.start]
    after = [start for start, _ in terms if start >= s.end]
    if before:
        joined = _plus(text, max(before), s.start)
        return _cut(_cut(text, s.start, s.end), joined, joined + 1)
    if after:
        joined = _plus(text, s.end, min(after))
        return _cut(_cut(text, joined, joined + 1), s.start, s.end)
    return _cut(text, *model.formulas[s.formula])


def _plus(text: str, start: int, end: int) -> int:
    """Place of the ``+`` between two terms, comments apart."""
    masked = re.sub(r"[#!][^\n]*", lambda m: " " * len(m.group()), text[start:end])
    return start + masked.index("+")


def _cut(text: str, start: int, end: int) -> str:
    """Remove a piece and the blanks before it; remove its line too if nothing is left on it."""
    head = text[:start].rstrip(" \t")
    tail = text[end:]
    if head and not head.endswith("\n"):
        return head + tail
    rest = tail.lstrip(" \t")
    if not rest or rest.startswith("\n"):
        return head + rest[1:]
    return text[:start] + rest
