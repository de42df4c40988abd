"""lavaan's model syntax: a text becomes a list of statements, each with its place."""

from dataclasses import dataclass, field
from typing import NoReturn

from surveysem.errors import SpecificationError
from surveysem.sem.text.expressions import Expression, parse_expression, right_hand_side
from surveysem.sem.text.reader import Reader
from surveysem.sem.text.statements import Model, Modifier, Statement, collected
from surveysem.sem.text.tokens import Token, fault, fault_at, tokenize

MAX_STATEMENTS = 20_000

_OPERATORS = ("=~", "~", "~~", "|", "~*~")
_COMPARISONS = ("==", "<", ">", "<=", ">=")
_LATER = {"<~": "formative constructs ('<~') are"}
_BLOCKS = {
    "group": "model texts of single groups ('group:')",
    "level": "models of several levels ('level:')",
    "block": "model texts of single blocks ('block:')",
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
class _Parser(Reader):
    statements: list[Statement] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)

    def skip_ends(self) -> bool:
        """Move to the next formula; False at the end of the text."""
        self.skip(("newline", "end"))
        return self.peek().kind != "eof"

    def formula(self) -> None:
        start = self.peek()
        self.refuse_block(start)
        if (place := self.find_in_formula((":=",))) is not None:
            self.definition()
        elif (place := self.find_in_formula(_COMPARISONS)) is not None:
            self.constraint(place)
        else:
            names = self.names()
            operator = self.operator()
            self.terms(names, operator)
        self.formulas.append((start.start, self.tokens[self.at - 1].end))
        if self.peek().kind not in ("newline", "end", "eof"):
            found = self.peek()
            fault_at(self.text, found, f"expected '+' or the end of the line, found {found}")

    def refuse_block(self, token: Token) -> None:
        """Refuse what opens a block of a model of its own."""
        if token.text in _BLOCKS and self.peek(1).text == ":":
            what = _BLOCKS[token.text]
            raise SpecificationError(f"line {token.line}: {what} are not yet available")

    def find_in_formula(self, operators: tuple[str, ...]) -> int | None:
        """Place of the first of some operators before this formula ends."""
        ahead = self.at
        while self.tokens[ahead].kind not in ("newline", "end", "eof"):
            if self.tokens[ahead].text in operators:
                return ahead
            ahead += 1
        return None

    def names(self) -> list[Token]:
        """Left-hand side: one name, or several joined by ``+``."""
        found = [self.name()]
        while self.peek().text == "+":
            self.take()
            self.skip(("newline",))
            found.append(self.name())
        return found

    def operator(self) -> Token:
        token = self.take()
        if token.text == ":":
            self.refuse_interaction(token)
        self.refuse_later(token)
        if token.text not in _OPERATORS:
            expected = "expected one of =~ ~ ~~ | ~*~ := == < >"
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
        first, modifier = self.peek(), self.modifiers()
        token = self.take()
        op, rhs = operator.text, token.name
        if token.kind == "number":
            op, rhs, modifier = "~1", "", self.intercept(operator, token, modifier)
        elif token.kind not in ("name", "string"):
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        self.refuse_later(self.peek())
        if self.peek().text == ":":
            token, rhs = self.interaction(token, operator)
        if len(self.statements) + len(names) > MAX_STATEMENTS:
            raise SpecificationError(f"the model has more than {MAX_STATEMENTS} relations")
        for name in names:
            place = (first.line, first.column, first.start, token.end, len(self.formulas))
            self.statements.append(Statement(name.name, op, rhs, modifier, *place))

    def interaction(self, first: Token, operator: Token) -> tuple[Token, str]:
        """``:`` and the second name of a product of two; its last word, and the product's name."""
        colon = self.take()
        if operator.text != "~" or first.kind == "number":
            self.refuse_interaction(colon)
        second = self.name()
        if self.peek().text == ":":
            fault_at(
                self.text,
                self.peek(),
                "an interaction of three constructs is not yet available; expected two of them",
            )
        return second, f"{first.name}:{second.name}"

    def refuse_interaction(self, colon: Token) -> NoReturn:
        """Products elsewhere than among the predictors."""
        expected = "an interaction stands among the predictors alone; expected 'y ~ a + b + a:b'"
        fault_at(self.text, colon, expected)

    def intercept(self, operator: Token, token: Token, modifier: Modifier) -> Modifier:
        """``~ 1``, or ``~ 0`` for an intercept fixed at zero."""
        if operator.text != "~":
            fault_at(self.text, token, f"expected the name of a variable, found {token}")
        if token.text == "0" and modifier == Modifier():
            return Modifier(fixed=0.0)
        if token.text != "1":
            at = token.text
            fault_at(self.text, token, f"write '{at}*1' to fix an intercept at {at}")
        return modifier

    def definition(self) -> None:
        """``label := expression``."""
        name = self.name()
        operator = self.take()
        if operator.text != ":=":
            fault_at(self.text, operator, f"expected ':=', found {operator}")
        self.state(name.name, ":=", name, self.right_side())

    def constraint(self, place: int) -> None:
        """``expression == expression``, or with ``<`` or ``>``."""
        first, operator = self.peek(), self.tokens[place]
        if operator.text in ("<=", ">="):
            fault_at(
                self.text, operator, f"write '{operator.text[0]}': a bound may hold with equality"
            )
        left = parse_expression(self.text, self.tokens[self.at : place + 1])
        self.at = place + 1
        again = self.find_in_formula((":=", *_COMPARISONS))
        if again is not None:
            fault_at(self.text, self.tokens[again], "a second comparison; expected one in a line")
        right = self.right_side()
        self.state(left.source, operator.text, first, right, left)

    def state(
        self, lhs: str, op: str, first: Token, right: Expression, left: Expression | None = None
    ) -> None:
        """Keep a definition or constraint that ends before the present word."""
        place = (first.line, first.column, first.start, self.tokens[self.at - 1].end)
        number = len(self.formulas)
        self.statements.append(
            Statement(lhs, op, right.source, Modifier(), *place, number, right, left)
        )

    def right_side(self) -> Expression:
        """The expression up to the end of the formula."""
        words, self.at = right_hand_side(self.tokens, self.at)
        return parse_expression(self.text, words)
