"""Hostile answers for exploratory analysis: a right answer or an own error, in ten seconds."""

import numpy as np
import pandas as pd
import pytest
from lib.hostile import DAMAGE, answer_or_own_error
from reference import cases

from surveysem import efa

ITEMS = [f"x{i}" for i in range(1, 7)]


def damaged(name: str) -> pd.DataFrame:
    data = cases.read("holzinger")[ITEMS].head(150).reset_index(drop=True)
    with np.errstate(all="ignore"):
        return DAMAGE[name](data, "x2", np.random.default_rng(len(name)))


@pytest.mark.parametrize("extraction", ["pca", "paf", "ml", "minres"])
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_frame(name: str, extraction: str) -> None:
    data = damaged(name)
    rotation = {"pca": "varimax", "paf": "promax", "ml": "oblimin", "minres": "geomin"}[extraction]
    found = answer_or_own_error(lambda: efa.fit(data, 2, extraction, rotation))
    if found is None:
        return
    for part in (found.loadings, found.structure, found.phi, found.communalities, found.variance):
        assert np.isfinite(part.to_numpy()).all()
    assert np.abs(np.linalg.norm(found.phi.to_numpy().diagonal()) - np.sqrt(2)) < 1e-8
    statistics = [v for v in (found.statistics.chisq, found.statistics.rmsea) if v is not None]
    assert np.isfinite([*statistics, found.statistics.rmsr]).all()
    scores = answer_or_own_error(lambda: efa.scores(found, data, "bartlett"))
    if scores is not None:
        assert np.isfinite(scores.weights.to_numpy()).all()
        assert np.isfinite(scores.scores.to_numpy()).all()


@pytest.mark.parametrize("name", DAMAGE)
def test_how_many_factors(name: str) -> None:
    data = damaged(name)
    found = answer_or_own_error(lambda: efa.retain(data, seed=1, draws=20))
    if found is not None:
        assert np.isfinite(found.eigenvalues).all()
        assert np.isfinite(found.parallel.percentile).all()
        assert 0 <= found.suggested <= data.shape[1]
    adequacy = answer_or_own_error(lambda: efa.adequacy(data))
    assert (adequacy is None) == (found is None)
    if adequacy is not None:
        assert 0 < adequacy.kmo <= 1
        assert 0 <= adequacy.bartlett_pvalue <= 1


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_categories(name: str) -> None:
    whole = cases.read("data.csv", "ordered_items")
    with np.errstate(all="ignore"):
        data = DAMAGE[name](whole, str(whole.columns[1]), np.random.default_rng(1))
    names = [str(n) for n in whole.columns]
    found = answer_or_own_error(lambda: efa.fit(data, 1, "minres", ordered=names))
    if found is not None:
        assert np.isfinite(found.loadings.to_numpy()).all()


MATRICES = {
    "not square": np.ones((3, 2)),
    "not symmetric": np.array([[1, 0.5, 0.2], [0.4, 1, 0.1], [0.2, 0.1, 1]]),
    "indefinite": np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]),
    "singular": np.ones((3, 3)),
    "missing": np.full((3, 3), np.nan),
    "infinite": np.diag([1, 1, np.inf]),
    "negative": -np.eye(3),
    "no correlations": np.eye(3),
    "beyond 1": np.array([[1, 1.2, 0], [1.2, 1, 0], [0, 0, 1]]),
    "huge variances": np.diag([1e300, 1e300, 1.0]),
    "tiny variances": np.diag([1e-300, 1e-300, 1.0]),
    "empty": np.empty((0, 0)),
}


@pytest.mark.parametrize("extraction", ["pca", "paf", "ml", "minres"])
@pytest.mark.parametrize("name", MATRICES)
def test_a_damaged_matrix(name: str, extraction: str) -> None:
    names = [f"x{i}" for i in range(len(MATRICES[name]))]
    matrix = efa.Correlations(MATRICES[name], 100, names)
    found = answer_or_own_error(lambda: efa.fit(matrix, 1, extraction))
    if found is not None:
        assert np.isfinite(found.loadings.to_numpy()).all()


@pytest.mark.parametrize("m", [-1, 0, 3, 5, 6, 7, 10**6])
@pytest.mark.parametrize("extraction", ["pca", "paf", "ml", "minres"])
def test_an_odd_number_of_factors(m: int, extraction: str) -> None:
    data = damaged("as it is")
    found = answer_or_own_error(lambda: efa.fit(data, m, extraction, "varimax"))
    if found is not None:
        assert np.isfinite(found.loadings.to_numpy()).all()
        assert found.loadings.shape == (6, m)
