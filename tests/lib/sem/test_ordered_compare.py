"""Difference tests of models of ordered items."""

from functools import cache

import numpy as np
import pytest
from lib.sem.test_ordered import ITEMS, MODEL, answers, fit, fitted
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError

RESTRICTED = MODEL.replace("g ~ b*f", "g ~ 0*f")


@cache
def restricted(estimator="WLSMV"):
    return fit(RESTRICTED, estimator=estimator)


def test_the_order_does_not_matter():
    assert sem.compare(fitted(), restricted()) == sem.compare(restricted(), fitted())


def test_plain_least_squares_differ_as_they_are():
    found = sem.compare(fitted("DWLS"), restricted("DWLS"))
    plain = restricted("DWLS").chisq - fitted("DWLS").chisq
    assert found.chisq_diff == pytest.approx(plain, abs=ANALYTIC)
    assert (found.scaling_factor, found.shift) == (1.0, 0.0)


def test_against_the_saturated_model_it_is_the_test_of_the_model():
    """Satorra's difference from a model without degrees of freedom is the adjusted chi-square."""
    one = fit("f =~ q1 + q2 + q3 + q4", ordered=ITEMS[:4])
    loadings = "f =~ q1 + q2 + q3 + q4\nq1 ~~ q2\nq1 ~~ q3"
    found = sem.compare(one, fit(loadings, ordered=ITEMS[:4]))
    assert found.chisq_diff == pytest.approx(one.chisq_scaled, abs=ANALYTIC)


def test_size_of_the_test_where_the_restriction_holds():
    """Of 100 samples whose factors are independent, about 5 are rejected at 5 %."""
    pvalues = []
    for seed in range(100):
        data = answers(200, seed)
        data[ITEMS[3:]] = answers(200, seed + 1000)[ITEMS[3:]].to_numpy()
        pvalues.append(sem.compare(fit(data=data), fit(RESTRICTED, data)).pvalue)
    # binomial with p = .05: 5 and four standard deviations of 2.2
    assert sum(p < 0.05 for p in pvalues) <= 13
    assert abs(np.mean(pvalues) - 0.5) < 4 * np.sqrt(1 / 12 / 100)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (lambda: restricted("ULSMV"), "one model was fitted by WLSMV, the other by ULSMV"),
        (lambda: fit(RESTRICTED, answers(399)), "the models were fitted to different data"),
        (
            lambda: fit(RESTRICTED, ordered=ITEMS[:5]),
            "the models treat different items as ordered",
        ),
    ],
)
def test_what_cannot_be_compared(other, message):
    with pytest.raises(SpecificationError, match=message):
        sem.compare(fitted(), other())


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("satorra-bentler-2001", "the tests of WLSMV are adjusted in mean and variance"),
        ("satorra", "method 'satorra'; expected default, satorra-2000"),
    ],
)
def test_methods_that_do_not_go_with_the_estimator(method, message):
    with pytest.raises(SpecificationError, match=message):
        sem.compare(fitted(), restricted(), method=method)
