"""lavaan's model syntax: a text becomes a list of statements, each with its place."""

from dataclasses import dataclass, field, replace

from surveysem.errors import SpecificationError
from surveysem.sem.text.expressions import parse_expression, right_hand_side
from surveysem.sem.text.statements import Model, Modifier, Statement, collected
from surveysem.sem.text.tokens import Token, fault, fault_at, number, tokenize

MAX_STATEMENTS = 20_000

_OPERATORS = ("=~", "~", "~~", ":=", "==", "|", "~*~")
_LATER = {
    "<~": "formative constructs ('<~') are",
    "<": "inequality constraints are",
    ">": "inequality constraints are",
    ":": "interaction terms (':') are",
}


def parse(text: str) -> Model:
    """Parse a model text in lavaan syntax.

    A formula ends with its line or at ``;``; it goes on where a line ends in an operator, inside
    parentheses, or where the next line begins with ``+`` or ``*``. A term given twice collects
    its modifiers, as in lavaan (``y ~ a*x + start(0.5)*x``).

    Raises ModelSyntaxError that underlines the place; SpecificationError for parts of the syntax
    that are not yet available.
    """
    parser = _Parser(text, tokenize(text))
    while parser.skip_ends():
        parser.formula()
        if len(parser.statements) > MAX_STATEMENTS:
            raise SpecificationError(f"the model has more than {MAX_STATEMENTS} relations")
    if not parser.statements:
        fault(text, 0, 1, "the model is empty; expected for instance 'trust =~ item_1 + item_2'")
    return Model(text, collected(text, parser.statements), tuple(parser.formulas))


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: list[Token]
    at: int = 0
    statements: list[Statement] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "eof"
        return token

    def skip(self, kinds: tuple[str, ...]) -> None:
        while self.peek().kind in kinds:
            self.at += 1

    def skip_ends(self) -> bool:
        """Move to the next formula; False at the end of the text."""
        self.skip(("newline", "end"))
        return self.peek().kind != "eof"

    def formula(self) -> None:
        start = self.peek()
        if self.has_definition():
            self.definition()
        else:
            names = self.names()
            operator = self.operator()
            self.terms(names, operator)
        self.formulas.append((start.start, self.tokens[self.at - 1].end))
        if self.peek().kind not in ("newline", "end", "eof"):
            found = self.peek()
            fault_at(self.text, found, f"expected '+' or the end of the line, found {found}")

    def has_definition(self) -> bool:
        """Does ``:=`` or ``==`` follow before this formula ends?"""
        ahead = self.at
        while self.tokens[ahead].kind not in ("newline", "end", "eof"):
            if self.tokens[ahead].text in (":=", "=="):
                return True
            ahead += 1
        return False

    def names(self) -> list[Token]:
        """Left-hand side: one name, or several joined by ``+``."""
        found = [self.name()]
        while self.peek().text == "+":
            self.take()
            self.skip(("newline",))
            found.append(self.name())
        return found

    def name(self) -> Token:
        token = self.take()
        if token.kind not in ("name", "string"):
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        if not token.name.strip():
            fault_at(self.text, token, "the name is empty")
        return token

    def operator(self) -> Token:
        token = self.take()
        self.refuse_later(token)
        if token.text not in _OPERATORS:
            expected = "expected one of =~ ~ ~~ := == | ~*~"
            fault_at(self.text, token, f"{expected} after the name, found {token}")
        return token

    def refuse_later(self, token: Token) -> None:
        if token.kind == "op" and token.text in _LATER:
            what = _LATER[token.text]
            raise SpecificationError(f"line {token.line}: {what} not yet available")

    def terms(self, names: list[Token], operator: Token) -> None:
        while True:
            self.skip(("newline",))
            self.term(names, operator)
            if not self.continues():
                return
            self.take()

    def continues(self) -> bool:
        """Is the next word a ``+``, here or at the beginning of a following line?"""
        ahead = self.at
        while self.tokens[ahead].kind == "newline":
            ahead += 1
        if self.tokens[ahead].text in ("+", "*"):
            self.at = ahead
        return self.peek().text == "+"

    def term(self, names: list[Token], operator: Token) -> None:
        first, modifier = self.peek(), Modifier()
        while (step := self.modifier(modifier)) is not None:
            modifier = step
        token = self.take()
        op, rhs = operator.text, token.name
        if token.kind == "number":
            op, rhs = self.intercept(operator, token)
        elif token.kind not in ("name", "string"):
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        self.refuse_later(self.peek())
        if len(self.statements) + len(names) > MAX_STATEMENTS:
            raise SpecificationError(f"the model has more than {MAX_STATEMENTS} relations")
        for name in names:
            place = (first.line, first.column, first.start, token.end, len(self.formulas))
            self.statements.append(Statement(name.name, op, rhs, modifier, *place))

    def intercept(self, operator: Token, token: Token) -> tuple[str, str]:
        if operator.text != "~" or token.text not in ("1", "0"):
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        if token.text == "0":
            fault_at(self.text, token, "write '0*1' to fix an intercept at zero")
        return "~1", ""

    def modifier(self, known: Modifier) -> Modifier | None:
        """One modifier and its ``*``, added to those known; None where the term itself begins."""
        token = self.peek()
        if token.text in ("-", "+") or token.kind == "number":
            return self.fixed(known)
        if token.kind in ("name", "string") and self.tokens[self.at + 1].text == "(":
            return self.function(known)
        if token.kind not in ("name", "string") or self.tokens[self.at + 1].text != "*":
            return None
        self.take()
        self.star()
        if token.text == "NA":
            return replace(known, free=True)
        return replace(known, label=token.name)

    def fixed(self, known: Modifier) -> Modifier | None:
        begin = self.at
        value = self.signed_number()
        if self.peek().text != "*" and self.tokens[begin].kind == "number":
            self.at = begin
            return None
        self.star()
        return replace(known, fixed=value)

    def signed_number(self) -> float:
        sign = -1.0 if self.peek().text == "-" else 1.0
        if self.peek().text in ("-", "+"):
            self.take()
        token = self.take()
        if token.kind != "number":
            fault_at(self.text, token, f"expected a number, found {token}")
        return sign * number(self.text, token)

    def star(self) -> None:
        token = self.take()
        if token.text != "*":
            fault_at(self.text, token, f"expected '*' between modifier and variable, found {token}")
        self.skip(("newline",))

    def function(self, known: Modifier) -> Modifier:
        token = self.take()
        self.take()
        if token.text == "start":
            found = replace(known, start=self.signed_number())
        elif token.text == "equal":
            found = replace(known, equal=self.name().name)
        elif token.text == "label":
            found = replace(known, label=self.name().name)
        elif token.text == "c":
            found = replace(known, several=self.group_modifiers())
        else:
            fault_at(
                self.text, token, f"unknown modifier '{token.text}', known: start equal label c"
            )
        close = self.take()
        if close.text != ")":
            fault_at(self.text, close, f"expected ')', found {close}")
        self.star()
        return found

    def group_modifiers(self) -> tuple[Modifier, ...]:
        """One value, NA or label for each group, up to the closing parenthesis."""
        found = [self.group_modifier()]
        while self.peek().text == ",":
            self.take()
            found.append(self.group_modifier())
        return tuple(found)

    def group_modifier(self) -> Modifier:
        token = self.peek()
        if token.kind not in ("name", "string"):
            return Modifier(fixed=self.signed_number())
        self.take()
        return Modifier(free=True) if token.text == "NA" else Modifier(label=token.name)

    def definition(self) -> None:
        """``label := expression`` or ``label == label or number``."""
        name = self.name()
        operator = self.operator()
        if operator.text not in (":=", "=="):
            fault_at(self.text, operator, f"expected ':=' or '==', found {operator}")
        tokens, self.at = right_hand_side(self.tokens, self.at)
        expression = parse_expression(self.text, tokens)
        place = (name.line, name.column, name.start, tokens[-2].end, len(self.formulas))
        self.statements.append(
            Statement(name.name, operator.text, expression.source, Modifier(), *place, expression)
        )
