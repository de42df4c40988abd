"""A model text without the labels that would tie its groups together."""

from collections import Counter

from surveysem import sem
from surveysem.sem.text.statements import Statement

_STRUCTURE = ("=~", "~", "~~", "~1")


def plain_model(text: str) -> str | None:
    """The structure of a model with its fixed values, labels and definitions apart.

    A label holds a parameter equal in all groups, as in lavaan; hypotheses need labels, a
    comparison of groups must do without. None where labels or constraints tie parameters to each
    other, so that without them it would be another model.
    """
    statements = sem.parse(text).statements
    labels = Counter(s.modifier.label for s in statements if s.modifier.label)
    tied = max(labels.values(), default=0) > 1 or any(
        s.op in ("==", "<", ">") or s.modifier.equal or s.modifier.several for s in statements
    )
    if tied:
        return None
    return "".join(map(_line, (s for s in statements if s.op in _STRUCTURE)))


def _line(s: Statement) -> str:
    modifier = ""
    if s.modifier.fixed is not None:
        modifier = f"{s.modifier.fixed!r}*"
    elif s.modifier.free:
        modifier = "NA*"
    op, rhs = ("~", "1") if s.op == "~1" else (s.op, _quoted(s.rhs))
    return f"{_quoted(s.lhs)} {op} {modifier}{rhs}\n"


def _quoted(name: str) -> str:
    """A name as a model text may hold it; the parts of an interaction ``a:b`` each on its own."""
    parts = name.split(":")
    plain = all(part.replace(".", "_").isidentifier() and part.isascii() for part in parts)
    return name if plain else f'"{name}"'
