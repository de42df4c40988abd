"""Damaged models fitted to good data: a right answer or an own error, within ten seconds."""

import re

import numpy as np
import pytest
from lib.hostile import answer_or_own_error, check_fit
from lib.sem.models import KINDS, holzinger

from surveysem import sem

PIECES = [
    *("~", "~~", "=~", "==", ":=", "<", "|", "~*~", "*", "+", "-", "/", "^", "(", ")", ",", ";"),
    *(
        "0*",
        "1*",
        "-1*",
        "1e300*",
        "1e-300*",
        "NA*",
        "a*",
        "start(-5)*",
        "c(a, b)*",
        'equal("x1")*',
    ),
    *("x1", "x2", "visual", "g", "1", "0", "t1", "new", "été", "if", "nan", "inf", "#", "\n", " "),
]
TOKENS = re.compile(r"[\w.]+|[~=:|*+<>]+|\s|.")


def mutated(rng: np.random.Generator) -> str:
    """A model with a few tokens taken out, put in, exchanged or said again."""
    tokens = TOKENS.findall(KINDS[str(rng.choice(list(KINDS)))])
    for _ in range(rng.integers(1, 4)):
        at = int(rng.integers(0, max(len(tokens), 1)))
        kind = rng.integers(0, 4)
        if kind == 0:
            del tokens[at : at + 1]
        elif kind == 1:
            tokens.insert(at, str(rng.choice(PIECES)))
        elif kind == 2:
            tokens[at : at + 1] = [str(rng.choice(PIECES))]
        else:
            tokens[at:at] = tokens[at : at + 5]
    return "".join(tokens)


@pytest.mark.parametrize("seed", range(200))
def test_a_mutated_model(seed: int) -> None:
    rng = np.random.default_rng(seed)
    text = mutated(rng)
    options = {"std_lv": bool(rng.integers(0, 2)), "missing": str(rng.choice(["listwise", "fiml"]))}
    fit = answer_or_own_error(lambda: sem.fit(text, holzinger(), **options))
    if fit is not None:
        check_fit(fit)


ONE = "visual =~ x1 + x2 + x3 + x7\n"
ODD = {
    "all loadings 0": "visual =~ 0*x1 + 0*x2 + 0*x3",
    "a huge loading": "visual =~ 1e300*x1 + x2 + x3",
    "a tiny loading": "visual =~ 1e-300*x1 + x2 + x3",
    "a loading as marker of 1e-8": "visual =~ 1e-8*x1 + x2 + x3 + x7",
    "a negative variance": ONE + "visual ~~ -1*visual",
    "a negative residual variance": ONE + "x1 ~~ -1*x1",
    "no residuals": ONE + "x1 ~~ 0*x1\nx2 ~~ 0*x2",
    "a huge start": ONE + "x1 ~~ start(1e12)*x1",
    "a negative start": ONE + "x1 ~~ start(-3)*x1",
    "a covariance beyond 1": "x1 ~~ 100*x2\nx1 ~~ 1*x1\nx2 ~~ 1*x2",
    "dividing by 0": ONE + "x1 ~~ a*x1\nz := a/0",
    "dividing by a zero": "visual =~ a*x1 + b*x2 + x3\nz := 1/(a - a)",
    "root of a negative": "visual =~ a*x1 + b*x2 + x3\nz := sqrt(-b)",
    "log of 0": "visual =~ a*x1 + b*x2 + x3\nz := log(a - a)",
    "overflow": "visual =~ a*x1 + b*x2 + x3\nz := exp(exp(exp(10*b)))",
    "a power tower": "visual =~ a*x1 + b*x2 + x3\nz := 9^9^9^9^b",
    "a contradiction": ONE + "a == 1\na == 2",
    "numbers alone": ONE + "1 == 2",
    "equal to itself": "visual =~ a*x1 + b*x2 + c*x3\na == a",
    "a fixed label": "visual =~ a*x1 + b*x2 + x3 + x7\na == 0",
    "labels in a circle": "visual =~ x1 + b*x2 + c*x3 + d*x7\nb == c\nc == d\nd == b",
    "a factor of itself": "visual =~ visual + x1",
    "factors of each other": "f =~ g + x1\ng =~ f + x2",
    "an item as factor": "x1 =~ x2 + x3 + x7",
    "an item and factor": "visual =~ x1 + x2 + x3\nx1 =~ x4 + x5",
    "a path to itself": "x1 ~ x1",
    "a circle": "x1 ~ x2\nx2 ~ x3\nx3 ~ x1",
    "a singular circle": "x1 ~ 1*x2\nx2 ~ 1*x1",
    "collinear predictors": "x1 ~ x2 + x3\nx4 ~ x2 + x3 + x1",
    "one item": "visual =~ x1",
    "two items": "visual =~ x1 + x2",
    "two factors, the same items": "f =~ x1 + x2 + x3\ng =~ x1 + x2 + x3",
    "an empty factor": "visual =~ ",
    "nothing": "",
    "blanks": " \n\t\n",
    "a comment": "# nothing",
    "means alone": "x1 ~ 1\nx2 ~ 1",
    "a variance alone": "x1 ~~ x1",
    "a mean of a factor": ONE + "visual ~ 1\nx1 ~ 1",
    "thresholds of numbers": ONE + "x1 | t1",
    "a scaling factor": ONE + "x1 ~*~ x1",
    "an unknown item": "visual =~ x1 + x2 + x_3",
    "a text": "visual =~ x1 + x2 + school",
    "an identifier": "visual =~ x1 + x2 + id",
    "a long name": "f" * 5000 + " =~ x1 + x2 + x3",
    "many statements": "\n".join(f"x1 ~~ x{i}" for i in range(1, 10)) * 3,
    "deep brackets": "visual =~ a*x1 + x2 + x3\nz := " + "(" * 500 + "a" + ")" * 500,
    "a long sum": "visual =~ x1 + b*x2 + x3\nz := " + " + ".join(["b"] * 5000),
    "control characters": "visual =~ x1 + \x00x2",
    "other scripts": "視覚 =~ x1 + x2 + x3 + x7",
    "right to left": "visual =~ x1 + \u202ex2 + x3",
}


@pytest.mark.parametrize("std_lv", [False, True])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_model(name: str, std_lv: bool) -> None:
    fit = answer_or_own_error(lambda: sem.fit(ODD[name], holzinger(), std_lv=std_lv))
    if fit is not None:
        check_fit(fit)
        answer_or_own_error(fit.effects)
        answer_or_own_error(fit.modification_indices)
        answer_or_own_error(lambda: fit.residuals("standardized"))
        answer_or_own_error(fit.factor_scores)
        answer_or_own_error(lambda: fit.bootstrap(10, seed=1, workers=1).summary())


@pytest.mark.parametrize("name", ODD)
def test_an_odd_population(name: str) -> None:
    data = answer_or_own_error(lambda: sem.simulate(ODD[name], 20, seed=1))
    assert data is None or np.isfinite(data.to_numpy()).all()
