"""Words of a model text read one by one, and what stands before a term."""

from dataclasses import dataclass, replace
from typing import NoReturn

from surveysem.errors import SpecificationError
from surveysem.sem.text.expressions import CALLABLE, parse_expression
from surveysem.sem.text.statements import Modifier, combined, conflict
from surveysem.sem.text.tokens import Token, fault, fault_at, number

_KNOWN = ("start", "equal", "label", "c")
_LATER = {
    "lower": "bounds in front of a term (lower) are not yet available; write 'label > 0'",
    "upper": "bounds in front of a term (upper) are not yet available; write 'label < 1'",
    "rv": "random slopes (rv) are not yet available",
    "efa": "exploratory blocks (efa) are not yet available",
    "prior": "priors are not yet available",
}


@dataclass(slots=True)
class Reader:
    """A place among the words of a text."""

    text: str
    tokens: list[Token]
    at: int = 0

    def peek(self, ahead: int = 0) -> Token:
        """The next word, or one of those that follow it."""
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next word, moving past it."""
        token = self.tokens[self.at]
        self.at += token.kind != "eof"
        return token

    def skip(self, kinds: tuple[str, ...]) -> None:
        """Move past words of some kinds."""
        while self.peek().kind in kinds:
            self.at += 1

    def expect(self, sign: str, where: str = "") -> None:
        """Move past a sign that must come next."""
        token = self.take()
        if token.text != sign:
            fault_at(self.text, token, f"expected '{sign}'{where}, found {token}")

    def name(self) -> Token:
        """A name of a variable or label."""
        token = self.take()
        if token.kind not in ("name", "string"):
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        if not token.name.strip():
            fault_at(self.text, token, "the name is empty")
        return token

    def modifiers(self) -> Modifier:
        """All that stands before a term, each part with its ``*``."""
        known = Modifier()
        while True:
            first = self.peek()
            found = self.modifier()
            if found is None:
                return known
            twice = conflict(known, found)
            if twice:
                end = self.tokens[self.at - 2].end
                fault(self.text, first.start, end, f"{twice} of the same term is given twice")
            known = combined(known, found)

    def modifier(self) -> Modifier | None:
        """One modifier and its ``*``; None where the term itself begins."""
        token, following = self.peek(), self.peek(1)
        if self.begins_constant():
            return self.constant_modifier()
        if token.kind in ("name", "string") and following.text == "(":
            return self.function()
        if token.kind not in ("name", "string") or following.text not in ("*", "?"):
            return None
        if following.text == "?":
            fault_at(self.text, token, f"expected a number before '?', found {token}")
        self.take()
        self.star()
        return Modifier(free=True) if token.text == "NA" else Modifier(label=token.name)

    def begins_constant(self) -> bool:
        """Does a number come next, or an expression in parentheses?"""
        token, following = self.peek(), self.peek(1)
        if token.kind == "number" or token.text in ("-", "+", "("):
            return True
        return token.kind == "name" and token.text in CALLABLE and following.text == "("

    def constant_modifier(self) -> Modifier | None:
        """``0.5*`` (fixed) or ``0.5?`` (start)."""
        begin = self.at
        value = self.constant()
        if self.peek().text == "?":
            self.take()
            return Modifier(start=value)
        if self.peek().text != "*" and self.tokens[begin].kind == "number":
            self.at = begin
            return None
        self.star()
        return Modifier(fixed=value)

    def constant(self) -> float:
        """A number, a quotient of numbers, or an expression of numbers in parentheses."""
        sign = -1.0 if self.peek().text == "-" else 1.0
        if self.peek().text in ("-", "+"):
            self.take()
        value = self.factor()
        while self.peek().text == "/":
            self.take()
            value /= self.factor() or float("nan")
        if value - value != 0:
            fault_at(self.text, self.tokens[self.at - 1], "the number is not finite")
        return sign * value

    def factor(self) -> float:
        """A number, or an expression of numbers in parentheses or of a function."""
        token = self.peek()
        if token.kind == "number":
            return number(self.text, self.take())
        if not self.begins_constant() or token.text in ("-", "+"):
            fault_at(self.text, token, f"expected a number, found {token}")
        begin = self.at
        self.at += token.text != "("
        self.to_closing()
        ended = replace(self.tokens[self.at], kind="eof", text="")
        inside = parse_expression(self.text, [*self.tokens[begin : self.at], ended])
        if inside.names:
            label = inside.names[0]
            fault(self.text, token.start, self.peek().start, f"expected numbers, found '{label}'")
        return float(inside.value({}))

    def to_closing(self) -> None:
        """Move past the parenthesis that closes the one that comes next."""
        depth = 0
        while True:
            token = self.peek()
            if token.kind in ("newline", "end", "eof"):
                fault_at(self.text, token, f"expected ')', found {token}")
            self.at += 1
            depth += (token.text == "(") - (token.text == ")")
            if not depth:
                return

    def star(self) -> None:
        """The ``*`` behind a modifier."""
        self.expect("*", " between modifier and variable")
        self.skip(("newline",))

    def function(self) -> Modifier:
        """``start(...)``, ``equal(...)``, ``label(...)`` or ``c(...)`` with its ``*``."""
        token = self.take()
        if token.text in _LATER:
            raise SpecificationError(f"line {token.line}: {_LATER[token.text]}")
        if token.text not in _KNOWN:
            known = " ".join(_KNOWN)
            fault_at(self.text, token, f"unknown modifier '{token.text}', known: {known}")
        if token.text == "c":
            found = self.of_groups("c")
        elif self.peek(1).text == "c" and self.peek(2).text == "(":
            self.take()
            self.take()
            found = self.of_groups(token.text)
            self.expect(")")
        else:
            self.take()
            found = self.argument(token.text)
            self.expect(")")
        self.star()
        return found

    def of_groups(self, function: str) -> Modifier:
        """One argument for each group, in parentheses."""
        begin = self.at
        self.expect("(")
        found = [self.argument(function)]
        while self.peek().text == ",":
            self.take()
            found.append(self.argument(function))
        self.expect(")")
        if len({bool(one.label) for one in found}) > 1:
            self.mixed(begin)
        return Modifier(several=tuple(found))

    def mixed(self, begin: int) -> NoReturn:
        """Labels beside values in ``c()``: R makes labels of all, or of one the label of all."""
        written = "".join(token.text for token in self.tokens[begin : self.at])
        fault(
            self.text,
            self.tokens[begin].start,
            self.tokens[self.at - 1].end,
            f"c{written} mixes labels with values, which lavaan takes for labels; expected "
            "c() of values times c() of labels: c(1, NA)*c(a, b)*x",
        )

    def argument(self, function: str) -> Modifier:
        """What one argument of a modifier says."""
        if function == "start":
            return Modifier(start=self.constant())
        if function == "equal":
            return Modifier(equal=self.name().name)
        if function == "label":
            return Modifier(label=self.name().name)
        token = self.peek()
        if self.begins_constant() or token.kind not in ("name", "string"):
            return Modifier(fixed=self.constant())
        self.take()
        return Modifier(free=True) if token.text == "NA" else Modifier(label=token.name)
