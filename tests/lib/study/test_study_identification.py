"""The counting rule against models whose identification is known."""

import pytest

from surveysem import sem
from surveysem.study.identification import shortages

THREE = "f =~ x1 + x2 + x3"
IDENTIFIED = {
    "three indicators": THREE,
    "two pairs that correlate": "f =~ x1 + x2\ng =~ x3 + x4",
    "a pair with equal loadings and residuals": "f =~ x1 + 1*x2\nx1 ~~ v*x1\nx2 ~~ v*x2",
    "one indicator": "f =~ x1\ng =~ x2 + x3 + x4",
    "a path model of observed variables": "y1 ~ x1 + x2\ny2 ~ y1 + x1",
    "second order of three": (
        "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\ng =~ a + b + c"
    ),
    "second order of two, related to another": (
        "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9\ng =~ a + b\nc ~ g"
    ),
    "second order of two with a cause": "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\ng =~ a + b\ng ~ x7",
    "labels that tie two parts": (
        "f =~ x1 + a*x2 + x3\ng =~ x4 + a*x5\nf ~~ 0*g\nx1 ~~ v*x1\nx5 ~~ v*x5"
    ),
}
NOT_IDENTIFIED = {
    "a pair": ("f =~ x1 + x2", 4, 3),
    "a pair held apart": (f"{THREE}\ng =~ x4 + x5\nf ~~ 0*g", 4, 3),
    "every residual correlates": (f"{THREE}\nx1 ~~ x2 + x3\nx2 ~~ x3", 9, 6),
    "second order of two": ("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\ng =~ a + b", 4, 3),
}


@pytest.mark.parametrize("text", IDENTIFIED.values(), ids=IDENTIFIED)
def test_identified_models_pass(text: str) -> None:
    assert shortages(sem.parameter_table(text)) == []


@pytest.mark.parametrize(
    ("text", "n_free", "n_moments"), NOT_IDENTIFIED.values(), ids=NOT_IDENTIFIED
)
def test_models_with_too_many_parameters(text: str, n_free: int, n_moments: int) -> None:
    (short,) = shortages(sem.parameter_table(text))
    assert (short.n_free, short.n_moments) == (n_free, n_moments)
