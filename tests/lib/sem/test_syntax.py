"""The syntax of models, and how faults are shown."""

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lib.sem.models import DEMOCRACY

from surveysem import sem
from surveysem.errors import ModelSyntaxError, SpecificationError, SurveySemError


def relations(text: str) -> list[str]:
    return [f"{s.lhs} {s.op} {s.rhs}".strip() for s in sem.parse(text).statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f =~ a + b", ["f =~ a", "f =~ b"]),
        ("f =~ a +\n  b", ["f =~ a", "f =~ b"]),
        ("f =~ a\n  + b # more", ["f =~ a", "f =~ b"]),
        ("f =~\n\n a", ["f =~ a"]),
        ("# only\ny ~ x ! so\n", ["y ~ x"]),
        ("y ~ x; z ~~ y", ["y ~ x", "z ~~ y"]),
        ("y + z ~ x", ["y ~ x", "z ~ x"]),
        ("y ~ 1", ["y ~1"]),
        ("y ~ 0*1 + x", ["y ~1", "y ~ x"]),
        ("'filter_$' ~ `@11` + \"a b\"", ["filter_$ ~ @11", "filter_$ ~ a b"]),
        ("fidélité =~ œuvre + größe", ["fidélité =~ œuvre", "fidélité =~ größe"]),
        ("i := a*(b +\n c)", ["i := a*(b +\n c)"]),
        ("a + b == 1; c < 2*d", ["a + b == 1", "c < 2*d"]),
        ("a*b >\n0.5", ["a*b > 0.5"]),
        ("y ~ 0 + x", ["y ~1", "y ~ x"]),
        ("a == b", ["a == b"]),
        ("f =~ a\r\nf ~~ 1*f\r\n", ["f =~ a", "f ~~ f"]),
    ],
)
def test_relations(text: str, expected: list[str]) -> None:
    assert relations(text) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("0.5*x", {"fixed": 0.5}),
        ("-.5e1*x", {"fixed": -5.0}),
        ("NA*x", {"free": True}),
        ("lab*x", {"label": "lab"}),
        ("'a b'*x", {"label": "a b"}),
        ("label('b')*x", {"label": "b"}),
        ("start(-2)*x", {"start": -2.0}),
        ("equal('f =~ y')*x", {"equal": "f =~ y"}),
        ("NA*start(0.2)*lab*x", {"free": True, "start": 0.2, "label": "lab"}),
        ("lab*x + start(3)*x", {"label": "lab", "start": 3.0}),
    ],
)
def test_modifiers(term: str, expected: dict[str, object]) -> None:
    (statement,) = sem.parse(f"f =~ {term}").statements
    modifier = statement.modifier
    found = {
        name: getattr(modifier, name)
        for name in ("fixed", "free", "start", "label", "equal")
        if getattr(modifier, name) not in (None, False, "")
    }
    assert found == expected


def test_statements_know_their_place() -> None:
    text = "# first\n  f =~ a +\n   0.5*bb\n"
    statement = sem.parse(text).statements[1]
    assert (statement.line, statement.column) == (3, 4)
    assert text[statement.start : statement.end] == "0.5*bb"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "f =~ a\nf =~ b + + c",
            "model text, line 2, column 12: expected a number, found 'c'\n"
            "  f =~ b + + c\n"
            "             ^",
        ),
        (
            "trust =~ a b",
            "model text, line 1, column 12: expected '+' or the end of the line, found 'b'\n"
            "  trust =~ a b\n"
            "             ^",
        ),
        (
            "f = abc",
            "model text, line 1, column 3: unexpected sign '=' (a factor is measured by =~, "
            "two values are equal by ==)\n  f = abc\n    ^",
        ),
        (
            "f =~ a +",
            "model text, line 1, column 9: expected the name of a variable, "
            "found the end of the text\n  f =~ a +\n          ^",
        ),
    ],
)
def test_faults_are_underlined(text: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as error:
        sem.parse(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the model is empty"),
        ("f =~ 'a", "quotation mark that is not closed on its line"),
        ("f =~ 1a", "number followed by a letter"),
        ("f =~ @11", "sign '@' (quote names that contain it)"),
        ("y ~ 0.5", "write '0.5*1' to fix an intercept at 0.5"),
        ("f =~ 2", "expected the name of a variable, found '2'"),
        ("f =~ 9e999*a", "the number is larger than 1e+100"),
        ("f =~ a + a", "'f =~ a' is given twice, first in line 1"),
        ("a ~~ b\nb ~~ a", "'a ~~ b' is given twice, first in line 1"),
        ("i := a\ni := b", "'i' is given twice, first in line 1"),
        ("f =~ 1*a + 2*a", "a second fixed value for 'f =~ a'"),
        ("f =~ st(2)*a", "unknown modifier 'st', known: start equal label"),
        ("f =~ a*b*x", "label of the same term is given twice"),
        ("f =~ 0.5*0.7*x", "fixed value of the same term is given twice"),
        ("f =~ c(a, b)*c(d, e)*x", "label of the same term is given twice"),
        ("f =~ c(a, b)*c(1, NA, NA)*x", "number of groups of the same term is given twice"),
        ("f =~ x + c(1, s)*y", "c(1,s) mixes labels with values, which lavaan takes for labels"),
        ("f =~ x + c(NA, 's')*y", "expected c() of values times c() of labels"),
        ("f =~ a?x", "expected a number before '?', found 'a'"),
        ("f =~ (a + 1)*x", "expected numbers, found 'a'"),
        ("f =~ (1 + 2*x", "expected ')', found the end of the text"),
        ("f =~ 1/0*x", "the number is not finite"),
        ("f =~ sqrt(-1)*x", "the number is not finite"),
        ("f =~ -NA*x", "expected a number, found 'NA'"),
        ("y ~~ 0", "expected the name of a variable, found '0'"),
        ("0*x ~~ y", "expected the name of a variable, found '0'"),
        ("f =~ start(2*a", "expected ')', found '*'"),
        ("f =~ ''*a", "quotation mark that is not closed"),
        ("f =~ ' '+a\n' ' ~ b", "the name is empty"),
        ("~ a", "expected the name of a variable, found '~'"),
    ],
)
def test_faults_say_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as error:
        sem.parse(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f <~ a", "line 1: formative constructs ('<~') are not yet available"),
        (
            "group: 1\nf =~ a",
            "line 1: model texts of single groups ('group:') are not yet available",
        ),
        ("level: 1\nf =~ a", "line 1: models of several levels ('level:') are not yet available"),
        (
            "f =~ a + lower(0)*b",
            "line 1: bounds in front of a term (lower) are not yet available; write 'label > 0'",
        ),
        ("f =~ a + rv('s')*b", "line 1: random slopes (rv) are not yet available"),
        ("f =~ a + efa('b')*b", "line 1: exploratory blocks (efa) are not yet available"),
    ],
)
def test_what_comes_later_says_so(text: str, message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.parse(text)
    assert str(error.value) == message


def test_a_text_must_be_text() -> None:
    with pytest.raises(ModelSyntaxError, match="not int"):
        sem.parameter_table(5)


def test_a_long_line_is_shown_in_part() -> None:
    with pytest.raises(ModelSyntaxError) as error:
        sem.parse("f =~ " + " + ".join(f"x{i}" for i in range(5000)) + " + +")
    assert len(str(error.value)) < 400


def test_a_model_has_a_size() -> None:
    many = " + ".join(f"x{i}" for i in range(300))
    with pytest.raises(SpecificationError, match="more than 20000 relations"):
        sem.parse(f"{many.replace('x', 'y')} ~ {many}")
    with pytest.raises(ModelSyntaxError, match="at most 1000000"):
        sem.parse("#" * 1_000_001)


def table_or_own_error(text: str) -> None:
    with suppress(SurveySemError):
        sem.parameter_table(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="fxy1.0 =~:*?+-/^()<>|,#!;'\"\n\té@$\x00", max_size=60))
def test_any_text_gives_a_table_or_an_own_error(text: str) -> None:
    table_or_own_error(text)


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_model_gives_a_table_or_an_own_error(seed: int) -> None:
    rng = random.Random(seed)
    text = list(DEMOCRACY)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        text[at : at + rng.randint(0, 3)] = rng.choice(
            ["~", "=~", "(", "\n", "*", "1", "", "é", ":="]
        )
    table_or_own_error("".join(text))
