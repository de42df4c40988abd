"""A measurement model taken apart: the model of each construct with its own items alone."""

from surveysem import sem

Measured = dict[str, list[str]]

_RELATED = ("~~", "~1")


def own_models(text: str) -> dict[str, str]:
    """The model text of each construct of a measurement model, in the order of the model.

    A construct's own model holds its loadings, those of the constructs that measure it, and the
    residual covariances and intercepts among its variables, with their modifiers; definitions,
    constraints and regressions stay out.
    """
    parsed = sem.parse(text)
    measured: Measured = {}
    for s in parsed.statements:
        if s.op == "=~":
            measured.setdefault(s.lhs, []).append(s.rhs)
    return {name: _own(parsed, _within(name, measured)) for name in measured}


def with_held_intercepts(text: str) -> str:
    """The text with the intercepts of constructs that measure other constructs held at 0.

    Where item intercepts are equal across groups, the means of constructs are free. Those of a
    higher-order construct and of its dimensions cannot be free together: the dimensions' are held,
    so that their differences are those of the construct (Chen, Sousa and West, 2005, Structural
    Equation Modeling 12, step 4). With free item intercepts this restricts nothing.
    """
    statements = sem.parse(text).statements
    measured = dict.fromkeys(s.lhs for s in statements if s.op == "=~")
    stated = {s.lhs for s in statements if s.op == "~1"}
    parts = {s.rhs for s in statements if s.op == "=~"}
    held = [name for name in measured if name in parts and name not in stated]
    return text.rstrip("\n") + "\n" + "".join(f"{name} ~ 0*1\n" for name in held)


def _within(construct: str, measured: Measured) -> set[str]:
    """The construct and all that measures it, down to the items."""
    found = {construct}
    for part in measured.get(construct, []):
        found |= _within(part, measured)
    return found


def _own(parsed: sem.Model, variables: set[str]) -> str:
    lines = []
    for s in parsed.statements:
        term = parsed.text[s.start : s.end]
        related = s.op in _RELATED and s.lhs in variables and (not s.rhs or s.rhs in variables)
        if related or (s.op == "=~" and s.lhs in variables):
            op, term = ("~", term) if s.op == "~1" else (s.op, term)
            lines.append(f"{s.lhs} {op} {term}")
    return "\n".join(lines) + "\n"
