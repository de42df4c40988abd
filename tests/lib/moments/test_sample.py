"""Moments of a sample and what is refused."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem.errors import DataError
from surveysem.moments import Moments, sample_moments, weighted_moments

S = [[4.0, 1.0], [1.0, 9.0]]


def test_moments_divide_by_n() -> None:
    data = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [0.0, 5.0, 1.0]})
    found = sample_moments(data)
    assert np.allclose(found.S, np.cov(data.T, ddof=0), atol=ANALYTIC)
    assert np.allclose(found.mean, data.mean(), atol=ANALYTIC)
    assert (found.n, found.names, found.divisor) == (3, ("a", "b"), "n")


def test_a_large_mean_costs_no_digits() -> None:
    x = np.array([0.0, 1.0, 2.0, 4.0])
    data = pd.DataFrame({"a": x + 1e9, "b": x[::-1]})
    assert np.isclose(sample_moments(data).S[0, 0], x.var(), rtol=ANALYTIC)


def test_the_divisor_can_be_changed() -> None:
    moments = Moments(S, 11, names=["a", "b"])
    assert np.allclose(moments.with_divisor("n").S, np.array(S) * 10 / 11)
    assert moments.with_divisor("n-1") is moments


def test_selection_follows_the_names() -> None:
    moments = Moments(S, 11, mean=[1, 2], names=["a", "b"]).select(["b", "a"])
    assert np.array_equal(moments.S, [[9.0, 1.0], [1.0, 4.0]])
    assert moments.mean is not None
    assert moments.mean.tolist() == [2.0, 1.0]


def test_names_may_come_from_a_frame() -> None:
    frame = pd.DataFrame(S, columns=["a", "b"], index=["a", "b"])
    assert Moments(frame, 11).names == ("a", "b")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": [1, 1, 1], "b": [1, 2, 3]}, "item a: all rows have one and the same value (1)"),
        ({"a": [1, None, 2]}, "variables with missing or infinite values: a"),
        ({"a": ["x", "y"]}, "variable a: the values are not numbers"),
        ({"a": [1.0]}, "1 complete rows; moments need at least two"),
    ],
)
def test_data_without_moments(data: dict[str, list[object]], message: str) -> None:
    with pytest.raises(DataError) as error:
        sample_moments(pd.DataFrame(data))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("matrix", "n", "options", "message"),
    [
        ([[1, 0, 0], [0, 1, 0]], 9, {"names": "abc"}, "square, found shape (2, 3)"),
        (S, 9, {"names": ["a"]}, "2 variables need as many different names, found 1"),
        (S, 9, {"names": ["a", "a"]}, "2 variables need as many different names, found 1"),
        (S, 1, {"names": "ab"}, "a sample of n = 1; moments need at least two rows"),
        (S, 9, {"names": "ab", "divisor": "N"}, "divisor 'N'; expected 'n' or 'n-1'"),
        (S, 9, {"names": "ab", "mean": [1]}, "2 variables need 2 means, found shape (1,)"),
        ([[1, 0.5], [0.4, 1]], 9, {"names": "ab"}, "the covariance matrix is not symmetric"),
        ([[1, 0], [0, 0]], 9, {"names": "ab"}, "item b: variance 0, expected a positive number"),
        ([[1, np.nan], [np.nan, 1]], 9, {"names": "ab"}, "hold missing or infinite values"),
    ],
)
def test_published_moments_are_checked(matrix, n, options, message) -> None:
    with pytest.raises(DataError) as error:
        Moments(matrix, n, **options)
    assert message in str(error.value)


def test_weighted_moments_are_those_of_the_repeated_rows() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(30, 4)) + 100
    counts = rng.multinomial(30, np.full(30, 1 / 30), size=5).astype(float)
    mean, S = weighted_moments(X, counts)
    for r, count in enumerate(counts):
        rows = np.repeat(X, count.astype(int), axis=0)
        assert np.allclose(S[r], np.cov(rows.T, ddof=0), atol=ANALYTIC)
        assert np.allclose(mean[r], rows.mean(axis=0), atol=ANALYTIC)


def test_weighted_moments_of_many_rows_go_in_pieces() -> None:
    X = np.random.default_rng(2).normal(size=(5000, 2))
    mean, S = weighted_moments(X, np.ones((1, 5000)))
    assert np.allclose(S[0], np.cov(X.T, ddof=0), atol=ANALYTIC)
    assert np.allclose(mean[0], X.mean(axis=0), atol=ANALYTIC)
