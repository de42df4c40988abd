"""Models that the moments cannot determine."""

import pytest
from lib.sem.models import THREE_FACTORS, holzinger

from surveysem import sem
from surveysem.errors import SpecificationError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f =~ x1 + x2", "4 free parameters, but only 3 (co)variances of observed variables"),
        ("x1 ~ x2\nx2 ~ x1", "4 free parameters, but only 3"),
        (
            THREE_FACTORS + "g =~ NA*visual + textual + speed",
            "g =~ visual, g =~ textual, g =~ speed",
        ),
        ("f =~ x1 + x2 + x3 + x4\nf ~~ 0*f", "f =~ x2, f =~ x3, f =~ x4"),
        (THREE_FACTORS + "visual ~ 1\nx1 ~ 1", "visual ~1, x1 ~1, x2 ~1, x3 ~1"),
        ("f =~ x1 + x2\ng =~ x4 + x5 + x6\nf ~~ 0*g", "f =~ x2, x1 ~~ x1, x2 ~~ x2, f ~~ f"),
    ],
)
def test_undetermined_parameters_are_named(text: str, message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.fit(text, holzinger())
    assert str(error.value).startswith("the model is not identified")
    assert message in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 + x2\ng =~ x4 + x5",
        "x1 ~ x2 + x4\nx2 ~ x1 + x5",
        THREE_FACTORS + "g =~ visual + textual\ng ~~ speed",
        "f =~ x1\nf ~ x2",
    ],
)
def test_models_that_are_identified_only_off_the_starting_values(text: str) -> None:
    assert sem.fit(text, holzinger()).converged


def test_fixed_values_may_be_impossible() -> None:
    with pytest.raises(SpecificationError) as error:
        sem.fit("f =~ g\ng =~ f\nf =~ x1 + x2 + x3", holzinger())
    assert "no positive definite covariance matrix" in str(error.value)
    assert "f =~ g, g =~ f" in str(error.value)
