"""Arithmetic of defined parameters (``:=``): an own small evaluator, no ``eval``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Numbers, jacobian, positive_sqrt
from surveysem.sem.text.tokens import Token, fault_at, number

MAX_DEPTH = 50


def _log(x: Numbers) -> Numbers:
    return np.asarray(np.log(np.where(np.real(x) < 0, np.nan, x)))


def _power(x: Numbers, y: Numbers) -> Numbers:
    whole = np.real(y) == np.round(np.real(y))
    return np.asarray(np.power(np.where((np.real(x) < 0) & ~whole, np.nan, x), y))


_FUNCTIONS: dict[str, Callable[[Numbers], Numbers]] = {
    "sqrt": positive_sqrt,
    "exp": np.exp,
    "log": _log,
    "log2": lambda x: _log(x) / np.log(2.0),
    "log10": lambda x: _log(x) / np.log(10.0),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "atanh": np.arctanh,
    "abs": lambda x: np.where(np.real(x) < 0, -x, x),
    "-": np.negative,
}
_OF_SEVERAL: dict[str, Callable[[Numbers, Numbers], Numbers]] = {
    "min": lambda x, y: np.where(np.real(x) <= np.real(y), x, y),
    "max": lambda x, y: np.where(np.real(x) >= np.real(y), x, y),
}
_OPERATORS: dict[str, Callable[[Numbers, Numbers], Numbers]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": _power,
}
CALLABLE = tuple(name for name in (*_FUNCTIONS, *_OF_SEVERAL) if name != "-")
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_UNARY_BINDING = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction of the postfix program: push a number or a name, or apply a function."""

    kind: str
    text: str = ""
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed right-hand side: ``source`` as written, ``names`` in order, postfix ``program``."""

    source: str
    names: tuple[str, ...]
    program: tuple[Step, ...]

    def value(self, values: Mapping[str, Numbers]) -> Numbers:
        """Value for named numbers (scalars or arrays of one shape, real or complex).

        Outside the domain of a function the result is NaN or infinite, without a warning.
        """
        stack: list[Numbers] = []
        with np.errstate(all="ignore"):
            for step in self.program:
                if step.kind == "number":
                    stack.append(np.asarray(step.value))
                elif step.kind == "name":
                    stack.append(np.asarray(values[step.text]))
                elif step.kind == "function":
                    stack.append(_FUNCTIONS[step.text](stack.pop()))
                else:
                    right, left = stack.pop(), stack.pop()
                    stack.append((_OPERATORS | _OF_SEVERAL)[step.text](left, right))
        return stack[0]

    def minus(self, other: "Expression") -> "Expression":
        """The difference of two expressions."""
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        program = (*self.program, *other.program, Step("operator", "-"))
        return Expression(f"{self.source} - ({other.source})", names, program)

    def gradient(self, values: Mapping[str, float]) -> Array:
        """Derivatives (k,) with respect to ``names`` (k,)."""
        at = np.array([values[name] for name in self.names], dtype=float)

        def function(x: Numbers) -> Numbers:
            value = self.value(dict(zip(self.names, x.T, strict=True)))
            return np.broadcast_to(value, x.shape[:1])[:, None]

        return np.asarray(jacobian(function, at)[0])


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: list[Token]
    at: int
    program: list[Step]

    def expression(self, binding: int, depth: int) -> None:
        """Precedence climbing: operators that bind at least as tightly as ``binding``."""
        self.operand(depth)
        while (op := self.tokens[self.at]).text in _BINDING and op.kind == "op":
            tightness = _BINDING[op.text]
            if tightness < binding:
                return
            self.at += 1
            right_associative = op.text == "^"
            self.expression(tightness if right_associative else tightness + 1, self.deeper(depth))
            self.program.append(Step("operator", op.text))

    def operand(self, depth: int) -> None:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            self.program.append(Step("number", value=number(self.text, token)))
        elif token.text in ("-", "+"):
            self.expression(_UNARY_BINDING, self.deeper(depth))
            if token.text == "-":
                self.program.append(Step("function", "-"))
        elif token.text == "(":
            self.parenthesis(depth)
        elif token.kind == "name" and self.tokens[self.at].text == "(":
            self.call(token, depth)
        elif token.kind in ("name", "string"):
            self.program.append(Step("name", token.name))
        else:
            fault_at(self.text, token, f"expected a label, a number or '(', found {token}")

    def call(self, token: Token, depth: int) -> None:
        if token.text not in CALLABLE:
            known = ", ".join(CALLABLE)
            fault_at(self.text, token, f"unknown function '{token.text}', known are {known}")
        self.at += 1
        self.expression(0, self.deeper(depth))
        if token.text in _FUNCTIONS:
            self.program.append(Step("function", token.text))
        while token.text in _OF_SEVERAL and self.tokens[self.at].text == ",":
            self.at += 1
            self.expression(0, self.deeper(depth))
            self.program.append(Step("operator", token.text))
        self.close()

    def parenthesis(self, depth: int) -> None:
        self.expression(0, self.deeper(depth))
        self.close()

    def close(self) -> None:
        found = self.tokens[self.at]
        if found.text != ")":
            fault_at(self.text, found, f"expected ')', found {found}")
        self.at += 1

    def deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            message = f"more than {MAX_DEPTH} nested terms"
            fault_at(self.text, self.tokens[self.at], message)
        return depth + 1


def parse_expression(text: str, tokens: list[Token]) -> Expression:
    """Parse the words of one right-hand side, the last of which ends the statement.

    Operators as in R: ``^`` binds tightest and to the right, then unary minus, ``* /``, ``+ -``.
    Raises ModelSyntaxError at the word that does not fit.
    """
    parser = _Parser(text, tokens, 0, [])
    parser.expression(0, 0)
    rest = tokens[parser.at]
    if parser.at != len(tokens) - 1:
        fault_at(text, rest, f"expected an operator or the end of the line, found {rest}")
    names = dict.fromkeys(step.text for step in parser.program if step.kind == "name")
    source = text[tokens[0].start : tokens[-2].end]
    return Expression(source, tuple(names), tuple(parser.program))


def right_hand_side(tokens: list[Token], at: int) -> tuple[list[Token], int]:
    """Words from ``at`` to the end of the formula, the ending one included, and its place.

    The formula goes on where a line ends in an operator or inside parentheses.
    """
    words: list[Token] = []
    depth = 0
    while True:
        token = tokens[at]
        opens_line = token.kind == "newline" and (
            depth > 0 or not words or words[-1].text in tuple("+-*/^,(")
        )
        if token.kind in ("end", "eof") or (token.kind == "newline" and not opens_line):
            return [*words, token], at
        at += 1
        depth += (token.text == "(") - (token.text == ")")
        if not opens_line:
            words.append(token)
