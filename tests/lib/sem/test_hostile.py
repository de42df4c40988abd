"""Damaged data give a right answer or an own error, never a message of numpy or NaN."""

import json

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import KINDS, holzinger

from surveysem import sem
from surveysem.errors import SurveySemError


def damaged(rng: np.random.Generator) -> pd.DataFrame:
    """The pupils with one or two things wrong."""
    data = holzinger()[[f"x{i}" for i in range(1, 10)] + ["ageyr", "sex"]].astype(float)
    noise = rng.normal(size=len(data))
    for _ in range(rng.integers(1, 3)):
        column = rng.choice(data.columns)
        old = data[column]
        new = {
            "infinite": old.where(noise < 2, np.inf),
            "huge": old * 1e150,
            "tiny": old * 1e-160,
            "large": old * 1e12,
            "constant": old * 0 + 2,
            "nearly constant": 1 + 1e-13 * noise,
            "copied": data["x1"],
            "nearly copied": data["x2"] + 1e-9 * noise,
            "half missing": old.where(noise < 0),
            "missing": old * np.nan,
            "outlier": old.where(noise < noise.max(), 1e8),
            "whole": old.round(),
            "same": old,
        }
        data[column] = new[str(rng.choice(list(new)))]
    return data.head(rng.choice([0, 5, 14, 40, 301, 301, 301]))


@pytest.mark.parametrize("seed", range(200))
def test_an_answer_or_an_own_error(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data, text = damaged(rng), KINDS[str(rng.choice(list(KINDS)))]
    try:
        fit = sem.fit(text, data, convention=str(rng.choice(["lavaan", "wishart", "amos"])))
    except SurveySemError:
        return
    json.dumps(fit.summary(), allow_nan=False)
    fit.modification_indices()
    fit.effects()
    if fit.admissible:
        assert np.isfinite(fit.estimates()[["est", "se", "std_all"]].to_numpy()).all()
        assert np.isfinite(fit.standardized()[["est", "se"]].to_numpy()).all()


def test_an_extreme_unit_is_refused_in_words() -> None:
    data = holzinger().assign(x1=holzinger().x1 * 1e150)
    with pytest.raises(SurveySemError, match=r"item x1: variance .* change its unit"):
        sem.fit("f =~ x1 + x2 + x3", data)


def test_one_variable_has_no_baseline() -> None:
    fit = sem.fit("x1 ~ 1", holzinger())
    assert fit.cfi is None
    assert fit.not_computed["cfi"].startswith("the baseline model has no degrees of freedom")
