"""Adequacy, and what is refused before any exploratory analysis."""

import numpy as np
import pandas as pd
import pytest
from tolerances import ANALYTIC

from surveysem import efa
from surveysem.errors import DataError
from surveysem.moments import Moments


@pytest.fixture
def items():
    rng = np.random.default_rng(1)
    factor = rng.standard_normal((60, 1))
    answers = 0.7 * factor + rng.standard_normal((60, 5))
    return pd.DataFrame(answers, columns=[f"trust_{i}" for i in range(1, 6)])


def test_two_items_have_kmo_one_half(items):
    found = efa.adequacy(items[["trust_1", "trust_2"]])
    assert found.kmo == pytest.approx(0.5, abs=ANALYTIC)


def test_bartlett_of_two_items_is_in_closed_form(items):
    two = items[["trust_1", "trust_2"]]
    r = two.corr().iloc[0, 1]
    found = efa.adequacy(two)
    assert found.bartlett_df == 1
    assert found.bartlett_chisq == pytest.approx(-(60 - 1 - 9 / 6) * np.log(1 - r**2), rel=ANALYTIC)
    assert found.determinant == pytest.approx(1 - r**2, rel=ANALYTIC)


def test_order_scale_and_origin_of_items_change_nothing(items):
    changed = items[items.columns[::-1]] * [1, 2, 3, 4, 5] + 100
    plain, other = efa.adequacy(items), efa.adequacy(changed)
    assert other.kmo == pytest.approx(plain.kmo, abs=ANALYTIC)
    assert other.bartlett_chisq == pytest.approx(plain.bartlett_chisq, rel=ANALYTIC)
    assert other.kmo_per_item[plain.kmo_per_item.index].to_numpy() == pytest.approx(
        plain.kmo_per_item.to_numpy(), abs=ANALYTIC
    )


def test_cases_with_a_missing_answer_are_left_out(items):
    gappy = items.copy()
    gappy.iloc[[3, 8], [0, 2]] = np.nan
    found = efa.adequacy(gappy)
    assert found.n == 58
    assert found.kmo == pytest.approx(efa.adequacy(items.drop(index=[3, 8])).kmo, abs=ANALYTIC)


def test_nullable_columns_count_as_numbers(items):
    whole = (items * 10).round().astype("Int64")
    whole.iloc[0, 0] = pd.NA
    assert efa.adequacy(whole).n == 59


def test_moments_of_a_sample_give_the_same(items):
    moments = Moments(items.cov(), n=60, names=list(items.columns))
    assert efa.adequacy(moments).kmo == pytest.approx(efa.adequacy(items).kmo, abs=ANALYTIC)


def refused(data, message):
    with pytest.raises(DataError) as raised:
        efa.adequacy(data)
    assert str(raised.value) == message


def test_a_constant_item_is_named(items):
    refused(
        items.assign(trust_3=4.0),
        "item trust_3: constant, all 60 complete cases answer 4; expected answers that differ",
    )


def test_rounding_is_no_answer_that_differs(items):
    rounding = np.where(np.arange(60) % 2, 0.3, 0.1 + 0.2)
    refused(
        items.assign(trust_3=rounding),
        "item trust_3: constant, all 60 complete cases answer 0.3; expected answers that differ",
    )


def test_items_of_any_size_are_correlated(items):
    huge = efa.adequacy(items * [1e200, 1e-200, 1, 1, 1])
    assert huge.kmo == pytest.approx(efa.adequacy(items).kmo, abs=ANALYTIC)


def test_an_item_of_text_is_named(items):
    refused(items.assign(sector="textile"), "item sector: answers of type str, expected numbers")


def test_infinite_answers_are_counted(items):
    items.loc[[1, 2], "trust_2"] = np.inf
    refused(items, "item trust_2: 2 infinite answers, expected finite numbers")


def test_no_more_cases_than_items(items):
    refused(
        items.head(5),
        "correlations of 5 items: 5 cases without a missing answer, expected more cases than items",
    )


def test_items_that_determine_each_other_are_named(items):
    items["total"] = items["trust_1"] + items["trust_4"]
    with pytest.raises(DataError, match="items trust_1, trust_4, total: one is a linear comb"):
        efa.adequacy(items)


def test_one_item_has_no_correlations(items):
    refused(items[["trust_1"]], "correlations: 1 item, expected at least 2")


def test_an_item_given_twice_is_named(items):
    refused(
        items[["trust_1", "trust_2", "trust_1"]],
        "items trust_1: given twice, expected each item once",
    )


def test_a_published_matrix_without_n_has_no_test():
    refused(
        efa.Correlations(np.array([[1, 0.4], [0.4, 1]]), None, ["a", "b"]),
        "Bartlett's test: the correlation matrix came without its number of cases",
    )


@pytest.mark.parametrize(
    ("R", "message"),
    [
        ([[1, 0.4]], "correlation matrix: shape (1, 2), expected (2, 2) for 2 items"),
        ([[1, 0.4], [0.3, 1]], "correlation matrix: not symmetric, expected equal halves"),
        (
            [[1, np.nan], [np.nan, 1]],
            "correlation matrix: missing or infinite entries, expected finite numbers",
        ),
        ([[1, 0], [0, -1]], "item b: variance -1, expected a positive one"),
        (
            [[1, 1.5], [1.5, 1]],
            "correlation matrix: smallest eigenvalue -0.5, expected a positive definite matrix",
        ),
    ],
)
def test_a_matrix_that_holds_no_correlations_is_refused(R, message):
    refused(efa.Correlations(np.array(R), 100, ["a", "b"]), message)
