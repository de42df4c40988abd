"""The synthetic twin: exact moments, labels, and nobody in it."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import survey
from surveysem.errors import DataError
from surveysem.moments import patterns_of, saturated
from surveysem.survey.codebook import Codebook, Entry, Variable

ENTRIES = (
    Entry("firm", "identifier"),
    Entry("region", "group"),
    Entry("t_1", "item", "trust", False, 1, 5, "9"),
    Entry("t_2", "item", "trust", True, 1, 5),
    Entry("t_3", "item", "trust", False, 1, 5),
    Entry("size", "control"),
)
NUMBERS = ["t_1", "t_2", "t_3", "size"]


def answers(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    common = rng.normal(size=(n, 1))
    scale = np.clip(np.round(3 + common + 0.8 * rng.normal(size=(n, 3))), 1, 5)
    return pd.DataFrame(np.column_stack([scale, rng.lognormal(4, 1, n)]), columns=NUMBERS)


def groups(n: int = 60) -> pd.DataFrame:
    return pd.DataFrame({"region": [1.0] * (n - 23) + [2.0] * 20 + [3.0] * 3})


def twin_of(data: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    return survey.draw_twin(data, groups(len(data)), seed, min_cell=5)


def test_means_and_covariances_are_exact() -> None:
    data = answers()
    twin = twin_of(data)[NUMBERS]
    scale = data.std().to_numpy()
    assert np.abs(twin.mean() - data.mean()).max() <= ANALYTIC * scale.max()
    gap = np.abs(twin.cov() - data.cov()).to_numpy() / np.outer(scale, scale)
    assert gap.max() <= ANALYTIC


def test_with_missing_answers_the_moments_are_those_of_the_saturated_model() -> None:
    data = answers()
    data.loc[::7, "t_1"] = np.nan
    found = saturated(patterns_of(data.to_numpy()))
    twin = twin_of(data)[NUMBERS]
    assert np.allclose(twin.mean(), found.mean, rtol=ANALYTIC)
    assert np.allclose(twin.cov(ddof=0), found.S, rtol=ANALYTIC, atol=ANALYTIC)


def test_no_respondent_is_in_it() -> None:
    data = answers()
    twin = twin_of(data)[NUMBERS]
    assert not set(map(tuple, data.round(6).to_numpy())) & set(map(tuple, twin.round(6).to_numpy()))
    assert not np.isin(twin["size"], data["size"]).any()


def test_it_rests_on_moments_and_seed_alone() -> None:
    """Other respondents with the same moments have the same twin."""
    data = answers()
    others = twin_of(data, seed=2)[NUMBERS]
    assert np.allclose(twin_of(others)[NUMBERS], twin_of(data)[NUMBERS], rtol=1e-6)
    assert not np.allclose(twin_of(data)[NUMBERS], others)


def test_categories_of_few_are_left_out() -> None:
    assert set(twin_of(answers())["region"]) == {1.0, 2.0}


def test_as_a_raw_file_it_cleans_back_to_itself() -> None:
    twin = twin_of(answers())
    raw = survey.as_answered(twin, ENTRIES)
    assert raw["firm"].tolist() == list(range(1, 61))
    entries = {entry.variable: entry for entry in survey.twin_entries(ENTRIES, raw)}
    assert list(entries) == ["firm", "region", "t_1", "t_2", "t_3", "size"]
    for name in ("t_1", "t_2", "t_3"):
        entry = entries[name]
        assert entry.minimum is not None
        assert entry.maximum is not None
        assert entry.minimum + entry.maximum == 6
        assert raw[name].between(entry.minimum, entry.maximum).all()
        assert entry.missing == ""
    assert np.allclose(6 - raw["t_2"], twin["t_2"])


def test_what_cleaning_asks_of_a_raw_file_is_there() -> None:
    entries = (*ENTRIES, Entry("t_4", "item", "trust", True, 1, 5), Entry("batch", "note"))
    keys = ["firm", "batch", "region"]
    raw = survey.as_answered(twin_of(answers()), entries, keys=keys, selected="filter_$")
    assert raw["filter_$"].eq(1).all()
    assert raw["batch"].is_unique
    assert set(raw["region"]) == {1.0, 2.0}
    assert raw["t_4"].isna().all()
    dropped = next(e for e in survey.twin_entries(entries, raw) if e.variable == "t_4")
    assert (dropped.minimum, dropped.maximum, dropped.reverse) == (1, 5, True)
    codebook = survey.twin_codebook(Codebook(()), entries, raw)
    assert codebook.names == list(raw.columns)


def test_a_filter_that_is_a_variable_of_the_study_stays_as_it_is() -> None:
    raw = survey.as_answered(twin_of(answers()), ENTRIES, selected="region")
    assert set(raw["region"]) == {1.0, 2.0}


def test_the_codebook_keeps_labels_and_bounds_of_nobody() -> None:
    labels = {1.0: "Europe", 2.0: "America"}
    known = Codebook(
        (
            Variable("region", "Region", value_labels=labels, minimum=1, maximum=3),
            Variable("note", "Left out"),
        )
    )
    raw = survey.as_answered(twin_of(answers()), ENTRIES)
    found = survey.twin_codebook(known, ENTRIES, raw)
    assert found.names == list(raw.columns)
    assert found["region"].value_labels == labels
    assert found["region"].maximum is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (answers(5), "5 respondents for 4 variables: no twin has their covariances"),
        (answers().assign(size=lambda d: d["t_1"] + d["t_2"]), "the covariances of the answers ar"),
    ],
)
def test_no_twin(data: pd.DataFrame, message: str) -> None:
    with pytest.raises(DataError, match=message):
        twin_of(data)
