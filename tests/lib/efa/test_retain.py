"""Number of factors."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import efa
from surveysem.efa.parallel import random_spectra
from surveysem.errors import DataError, SpecificationError

# Five standard errors of a mean of 4,000 eigenvalues whose standard deviation is below .08.
MONTE_CARLO = 0.009


def two_factor_answers(n=300):
    rng = np.random.default_rng(7)
    factors = rng.standard_normal((n, 2))
    Lambda = np.kron(np.eye(2), np.full((1, 4), 0.75))
    return pd.DataFrame(factors @ Lambda + 0.66 * rng.standard_normal((n, 8)))


def test_two_clear_factors_are_found_by_every_rule():
    found = efa.retain(two_factor_answers(), seed=1, draws=200)
    counts = (found.kaiser, found.parallel.n_factors, found.map.original, found.map.revised)
    assert counts == (2, 2, 2, 2)
    assert found.suggested == 2
    assert found.reason == (
        "2 eigenvalues exceed percentile 95 of 200 random sets (parallel analysis); "
        "Kaiser 2, MAP 2 (1976) and 2 (2000): all rules agree"
    )


def test_noise_has_no_factor():
    noise = pd.DataFrame(np.random.default_rng(3).standard_normal((200, 6)))
    found = efa.retain(noise, seed=1, draws=500)
    assert found.suggested == 0
    assert found.kaiser > 0
    assert found.reason.endswith("the rules differ")


def test_equal_seeds_give_equal_numbers_and_others_do_not():
    answers = two_factor_answers()
    first, again, other = (efa.retain(answers, seed, draws=50) for seed in (1, 1, 2))
    assert np.array_equal(first.parallel.mean, again.parallel.mean)
    assert not np.array_equal(first.parallel.mean, other.parallel.mean)


def test_random_eigenvalues_do_not_depend_on_workers_or_on_how_many_follow():
    whole, again, fewer = (
        random_spectra(30, 5, 1, draws, workers) for draws, workers in ((150, 1), (150, 3), (70, 2))
    )
    for name in ("components", "factors"):
        assert np.array_equal(getattr(whole, name), getattr(again, name))
        assert np.array_equal(getattr(whole, name)[:70], getattr(fewer, name))


def test_random_eigenvalues_are_those_of_correlated_noise():
    rng = np.random.default_rng(11)
    X = rng.standard_normal((4000, 40, 4))
    X -= X.mean(axis=1, keepdims=True)
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    plain = np.linalg.eigvalsh(X.swapaxes(1, 2) @ X)[:, ::-1]
    ours = random_spectra(40, 4, 1, 4000).components
    assert np.abs(ours.mean(axis=0) - plain.mean(axis=0)).max() < MONTE_CARLO
    assert np.abs(ours.std(axis=0) - plain.std(axis=0)).max() < MONTE_CARLO


def test_minimum_average_partial_by_its_definition():
    answers = two_factor_answers()
    R = answers.corr().to_numpy()
    values, vectors = np.linalg.eigh(R)
    found = efa.retain(answers, seed=1, draws=2).map
    for m in range(7):
        A = vectors[:, 8 - m :] * np.sqrt(values[8 - m :])
        C = R - A @ A.T
        partial = [
            C[i, j] / np.sqrt(C[i, i] * C[j, j]) for i in range(8) for j in range(8) if i != j
        ]
        assert found.squared[m] == pytest.approx(np.mean(np.square(partial)), abs=ANALYTIC)
        assert found.fourth[m] == pytest.approx(np.mean(np.power(partial, 4)), abs=ANALYTIC)


def test_uncorrelated_items_have_no_component_to_partial_out():
    found = efa.retain(efa.Correlations(np.eye(4), 100, list("abcd")), seed=1, draws=10)
    assert found.map.original == 0
    assert np.isnan(found.map.squared[1:]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 0}, "parallel analysis: draws 0, expected at least 1"),
        ({"percentile": 100}, "parallel analysis: percentile 100, expected within 0..100"),
    ],
)
def test_impossible_choices_are_refused(options, message):
    with pytest.raises(SpecificationError) as raised:
        efa.retain(two_factor_answers(), seed=1, **options)
    assert str(raised.value) == message


def test_a_matrix_without_n_has_no_parallel_analysis():
    with pytest.raises(DataError, match="parallel analysis: the correlation matrix came without"):
        efa.retain(efa.Correlations(np.eye(3), None, list("abc")), seed=1)
