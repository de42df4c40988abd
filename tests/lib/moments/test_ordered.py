"""Ordered items: what must hold without a reference, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from tolerances import ANALYTIC

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import asymptotic_covariance, moment_names, ordered_sample, stacked
from surveysem.moments.categories import categories
from surveysem.moments.polychoric import cells

# Two-step correlations end with a Newton step below 1e-8.
TWO_STEP = 1e-10


@pytest.fixture
def items():
    rng = np.random.default_rng(7)
    factor = rng.standard_normal((400, 1))
    answers = 0.8 * factor + 0.6 * rng.standard_normal((400, 4))
    cut = [np.digitize(answers[:, 0], [-1, 0, 1]), np.digitize(answers[:, 1], [0.4])]
    cut += [np.digitize(answers[:, 2], [-0.5, 0.5]), np.digitize(answers[:, 3], [-1, 1])]
    return pd.DataFrame(dict(zip(["q1", "q2", "q3", "q4"], cut, strict=True)))


def test_thresholds_are_quantiles_of_cumulated_shares():
    found = ordered_sample(pd.DataFrame({"a": [1, 1, 2, 3] * 5, "b": [0, 1, 0, 1] * 5}))
    wanted = ndtri([0.5, 0.75, 0.5])
    assert found.thresholds["value"].to_numpy() == pytest.approx(wanted, abs=ANALYTIC)
    assert list(found.thresholds["item"]) == ["a", "a", "b"]


def test_halves_have_the_closed_form():
    """With medians as thresholds the correlation is -cos(2 pi p11)."""
    table = [(0, 0)] * 40 + [(0, 1)] * 10 + [(1, 0)] * 10 + [(1, 1)] * 40
    found = ordered_sample(pd.DataFrame(table, columns=["a", "b"]))
    assert found.R[0, 1] == pytest.approx(-np.cos(2 * np.pi * 0.4), abs=TWO_STEP)


def test_values_of_categories_do_not_matter(items):
    plain = ordered_sample(items)
    other = items.replace({"q1": {0: -5, 1: 2.5, 2: 100, 3: 101}})
    labels = pd.Categorical.from_codes(items["q3"], ["no", "so so", "yes", "never"], ordered=True)
    other["q3"] = labels
    assert pytest.approx(plain.R, abs=TWO_STEP) == ordered_sample(other).R


def test_turning_an_item_turns_its_correlations(items):
    plain, turned = ordered_sample(items), ordered_sample(items.assign(q1=3 - items["q1"]))
    sign = np.array([-1, 1, 1, 1])
    assert pytest.approx(plain.R * sign * sign[:, None], abs=TWO_STEP) == turned.R


def test_order_of_items_and_rows_changes_nothing(items):
    plain = ordered_sample(items, ["q1", "q3", "q4"])
    order = ["q4", "q2", "q1", "q3"]
    shuffled = items[order].sample(frac=1, random_state=1)
    other = ordered_sample(shuffled, ["q1", "q3", "q4"])
    at = [plain.names.index(name) for name in order]
    assert pytest.approx(plain.R[np.ix_(at, at)], abs=TWO_STEP) == other.R


def test_correlation_is_where_the_likelihood_is_highest(items):
    found = ordered_sample(items)
    table = pd.crosstab(items["q1"], items["q3"]).to_numpy()
    bounds = found.categories.tau[[0, 2]]

    def likelihood(rho):
        probability = cells(bounds[:1], bounds[1:], np.array([rho])).probability[0]
        return (table * np.log(probability[:4, :3])).sum()

    top = found.R[0, 2]
    assert likelihood(top) > max(likelihood(top - 1e-4), likelihood(top + 1e-4))


def test_cells_add_up_to_one():
    h, k = np.array([[-1.0, 0.2, 40.0]]), np.array([[-0.3, 0.8, 1.4]])
    found = cells(h, k, np.array([0.95]))
    assert found.probability.sum() == pytest.approx(1.0, abs=1e-14)
    assert found.probability[0, 3] == pytest.approx(0.0, abs=1e-14)
    step = 1e-6
    up, down = (cells(h, k, np.array([0.95 + s])) for s in (step, -step))
    assert (up.probability - down.probability) / (2 * step) == pytest.approx(found.first, abs=1e-8)
    assert (up.first - down.first) / (2 * step) == pytest.approx(found.second, abs=1e-6)


def test_covariance_does_not_depend_on_batches(items, monkeypatch):
    data = items.assign(size=np.random.default_rng(1).normal(3, 2, 400) + items["q1"])
    found = ordered_sample(data, list(items))
    whole = asymptotic_covariance(found)
    monkeypatch.setattr("surveysem.moments.ordered_covariance._ENTRIES", 1)
    monkeypatch.setattr("surveysem.moments.polyserial._ENTRIES", 1)
    assert asymptotic_covariance(found) == pytest.approx(whole, rel=1e-10, abs=1e-10)
    assert pytest.approx(found.R, abs=1e-14) == ordered_sample(data, list(items)).R


def test_covariance_is_that_of_repeated_samples():
    """Gamma / n against the spread of estimates in 400 samples of a known population."""
    rng = np.random.default_rng(3)
    estimates, Gamma = [], []
    for _ in range(400):
        x = rng.multivariate_normal([0, 0, 0], [[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]], 300)
        data = pd.DataFrame(
            {"a": x[:, 0] > 0.3, "b": np.digitize(x[:, 1], [-1, 0.5]), "x": x[:, 2]}
        )
        found = ordered_sample(data.astype(float), ["a", "b"])
        estimates.append(stacked(found))
        Gamma.append(np.diag(asymptotic_covariance(found)))
    ratio = np.std(estimates, axis=0) / np.sqrt(np.mean(Gamma, axis=0) / 300)
    # 400 samples give a standard deviation to 3.5 %: four errors
    assert ratio == pytest.approx(np.ones(ratio.size), abs=0.14)


def test_means_have_their_own_sign(items):
    data = items[["q1"]].assign(x=items["q2"] + 5.0)
    found = ordered_sample(data, ["q1"])
    assert moment_names(found)[3] == "x~1"
    assert stacked(found)[3] == pytest.approx(5 + items["q2"].mean())


def test_rare_category_is_said(items):
    once = items.copy()
    once.loc[0, "q2"] = 9
    notes = ordered_sample(once).notes
    assert "item q2: answer 9 given once; its threshold rests on one respondent" in notes


def test_two_empty_cells_of_two_by_two_are_refused():
    with pytest.raises(DataError, match=r"items a and b: .* one item determines the other"):
        ordered_sample(pd.DataFrame({"a": [0, 1] * 20, "b": [1, 0] * 20}))


def test_a_table_of_steps_has_no_maximum():
    """The likelihood rises up to 1, ever more slowly: there is no correlation to report."""
    table = [(0, 0)] + [(0, 1)] * 3 + [(1, 1)] * 9 + [(1, 2)] * 12
    with pytest.raises(DataError, match="items a and b: their correlation has no maximum"):
        ordered_sample(pd.DataFrame(table, columns=["a", "b"]))


@pytest.mark.parametrize("seed", range(40))
def test_sparse_answers_end_in_a_number_or_a_reason(seed):
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((int(rng.integers(8, 40)), 1))
    y = rng.choice([0.2, 1, 5]) * factor + rng.standard_normal((len(factor), 4))
    data = pd.DataFrame(np.clip(np.round(2 * y), -3, 3), columns=list("abcd")).assign(e=y[:, 0])
    try:
        found = ordered_sample(data, list("abcd"))
    except DataError:
        return  # tests of each reason are above and below
    Gamma = asymptotic_covariance(found)
    assert np.abs(found.R - np.eye(5)).max() < 0.999
    assert np.isfinite(Gamma).all()
    assert np.linalg.eigvalsh(Gamma)[0] > -1e-6 * np.trace(Gamma)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([2] * 40, "item x: constant, all 40 complete cases answer 2"),
        (list(range(40)), "item x: 40 different answers, expected at most 30"),
        ([1, None] * 20, "item x: 20 missing answers, expected complete rows"),
        (["a", "b"] * 20, "item x: the values are not numbers or ordered categories"),
        ([1.0, np.inf] * 20, "item x: infinite answers"),
        (pd.Categorical(["a", "b"] * 20), "item x: categories without an order"),
    ],
)
def test_bad_items_are_refused(column, message):
    with pytest.raises(DataError, match=message):
        categories(pd.DataFrame({"x": column}))


@pytest.mark.parametrize(
    ("ordered", "message"),
    [
        (["q9"], "ordered: the data have no item q9"),
        ("q1", "ordered = 'q1'; expected a list"),
        ([], "ordered: no item is named"),
    ],
)
def test_bad_choices_are_refused(items, ordered, message):
    with pytest.raises(SpecificationError, match=message):
        ordered_sample(items, ordered)


def test_rows_are_needed(items):
    with pytest.raises(DataError, match="0 complete rows; correlations need at least two"):
        ordered_sample(items.iloc[:0])


def test_items_given_twice_are_refused(items):
    with pytest.raises(DataError, match="items q1: given twice"):
        ordered_sample(items[["q1", "q1"]])
