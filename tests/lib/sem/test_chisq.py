"""Chi-square probabilities against scipy.stats."""

import pytest
from scipy.stats import chi2, ncx2

from surveysem.sem.indices import chisq


@pytest.mark.parametrize(
    ("x", "df", "nc"), [(20.0, 10, 5.0), (85.3, 24, 61.0), (900.0, 860, 120.0)]
)
def test_noncentral_probabilities(x: float, df: int, nc: float) -> None:
    assert chisq.noncentral_survival(x, df, nc) == pytest.approx(ncx2.sf(x, df, nc), rel=1e-8)
    assert chisq.noncentral_cdf(x, df, nc) == pytest.approx(ncx2.cdf(x, df, nc), rel=1e-8)


def test_the_tail_does_not_cancel() -> None:
    assert 0 < chisq.noncentral_survival(500.0, 24, 20.0) < 1e-60


@pytest.mark.parametrize("probability", [0.05, 0.95])
@pytest.mark.parametrize(("x", "df"), [(85.3, 24), (2000.0, 900), (30.0, 24)])
def test_noncentrality_inverts_the_distribution(x: float, df: int, probability: float) -> None:
    found = chisq.noncentrality(x, df, probability)
    assert found is not None
    if found == 0.0:
        assert chi2.cdf(x, df) < probability
    else:
        assert ncx2.cdf(x, df, found) == pytest.approx(probability, rel=1e-6)


def test_a_search_without_end_gives_none() -> None:
    assert chisq.noncentrality(1e12, 1, 0.05) is None


def test_quantiles() -> None:
    assert chisq.quantile(0.05, 24) == pytest.approx(chi2.isf(0.05, 24))
    assert chisq.survival(36.4, 24) == pytest.approx(chi2.sf(36.4, 24))
