"""Comparison of nested models."""

import numpy as np
import pytest
from lib.sem.models import SECOND_ORDER, THREE_FACTORS, fitted, holzinger

from surveysem import sem
from surveysem.errors import ConvergenceError, SpecificationError

ORTHOGONAL = THREE_FACTORS + "visual ~~ 0*textual\n"


def test_the_order_does_not_matter() -> None:
    general, restricted = fitted("factors"), sem.fit(ORTHOGONAL, holzinger())
    found = sem.compare(general, restricted)
    assert found == sem.compare(restricted, general)
    assert found.df_diff == 1
    assert np.isclose(found.chisq_diff, restricted.chisq - general.chisq)
    assert np.isclose(found.delta_cfi, restricted.cfi - general.cfi)
    assert found.pvalue < 0.001


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (lambda: sem.fit(SECOND_ORDER, holzinger()), "24 degrees of freedom: neither is nested"),
        (
            lambda: sem.fit("visual =~ x1 + x2 + x3 + x4", holzinger()),
            "different observed variables",
        ),
        (lambda: sem.fit(ORTHOGONAL, holzinger().head(200)), "fitted to different data"),
        (lambda: sem.fit(ORTHOGONAL, holzinger(), convention="amos"), "under convention"),
        (lambda: sem.fit(ORTHOGONAL + "x1 ~ 1", holzinger()), "one model has means"),
    ],
)
def test_what_cannot_be_compared(second, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        sem.compare(fitted("factors"), second())


def test_a_restricted_model_cannot_fit_better() -> None:
    wrong = sem.fit("a =~ x1 + x4 + x7\nb =~ x2 + x5 + x8\nc =~ x3 + x6 + x9", holzinger())
    with pytest.raises(SpecificationError, match="1 more degrees of freedom fits better by"):
        sem.compare(sem.fit(ORTHOGONAL, holzinger()), wrong)


def test_both_must_have_converged() -> None:
    with pytest.raises(ConvergenceError, match="cannot be compared"):
        sem.compare(fitted("factors"), sem.fit(THREE_FACTORS, holzinger().head(11)))
