"""The evaluator of defined parameters."""

import math

import numpy as np
import pytest
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import ModelSyntaxError, SpecificationError
from surveysem.sem.text.expressions import Expression

VALUES = {"a": 2.0, "b": -3.0, "c": 0.5}


def expression(source: str) -> Expression:
    (statement,) = sem.parse(f"d := {source}").statements
    assert statement.expression is not None
    return statement.expression


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a + b*c", 0.5),
        ("(a + b)*c", -0.5),
        ("a - b - c", 4.5),
        ("a/b/c", -4 / 3),
        ("-a^2", -4.0),
        ("a^-2", 0.25),
        ("2^3^2", 512.0),
        ("-a*b", 6.0),
        ("--a", 2.0),
        ("a*-b", 6.0),
        ("abs(b) + sqrt(a^2) + log(exp(c))", 5.5),
        ("1e2*c", 50.0),
        ("+a", 2.0),
        ("max(a, b, c) + min(a, b, c)", -1.0),
        ("min(a) - max(c*a, 7)", -5.0),
        ("log10(100) + log2(8)", 5.0),
        ("atanh(tanh(c)) + cos(0) + sin(0) + tan(0)", 1.5),
    ],
)
def test_values_follow_the_rules_of_algebra(source: str, value: float) -> None:
    assert math.isclose(expression(source).value(VALUES), value, rel_tol=ANALYTIC)


@pytest.mark.parametrize(
    "source",
    [
        "a*b*c",
        "abs(b)^3/a",
        "sqrt(a)*log(c)",
        "exp(-a)/b",
        "b^2 - a^c",
        "1/(1 + exp(-c))",
        "max(a*b, c)/min(a, b)",
        "log10(a) - tanh(b)*sin(c)",
    ],
)
def test_gradients_agree_with_differences(source: str) -> None:
    e = expression(source)
    for name, derivative in zip(e.names, e.gradient(VALUES), strict=True):
        step = 1e-6
        up = e.value(VALUES | {name: VALUES[name] + step})
        down = e.value(VALUES | {name: VALUES[name] - step})
        assert abs((up - down) / (2 * step) - derivative) < NUMERIC_GRADIENT


def test_names_are_those_used() -> None:
    assert expression("b*(a + b) - 2*sqrt(c)").names == ("b", "a", "c")


@pytest.mark.parametrize(
    ("source", "check"),
    [("a/0", np.isinf), ("log(b)", np.isnan), ("sqrt(b)", np.isnan), ("b^c", np.isnan)],
)
def test_outside_a_domain_there_is_no_value(source: str, check) -> None:
    assert check(expression(source).value(VALUES))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("qnorm(a)", "unknown function 'qnorm', known are sqrt, exp, log"),
        ("(a", "expected ')', found the end of the text"),
        ("a b", "expected an operator or the end of the line, found 'b'"),
        ("a)", "expected an operator or the end of the line, found ')'"),
        ("", "expected a label, a number or '(', found the end of the text"),
        ("a*", "expected a label, a number or '(', found the end of the text"),
        ("(" * 60, "more than 50 nested terms"),
        ("-" * 60 + "a", "more than 50 nested terms"),
        ("__import__('os')", "unknown function '__import__'"),
    ],
)
def test_faults(source: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as error:
        sem.parse(f"d := {source}")
    assert message in str(error.value)


def test_a_definition_uses_labels_that_exist() -> None:
    with pytest.raises(SpecificationError) as error:
        sem.parameter_table("f =~ x1 + lab*x2 + x3\nd := 2*lap")
    assert str(error.value) == (
        "line 2: 'd := 2*lap' uses the label 'lap', which no parameter before it has (nearest: lab)"
    )
