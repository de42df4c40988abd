"""Ordered items with missing answers, pairwise."""

import numpy as np
import pandas as pd
import pytest

from surveysem import sem
from surveysem.errors import DataError, SpecificationError

MODEL = "f =~ q1 + q2 + q3 + q4\n"
ITEMS = ["q1", "q2", "q3", "q4"]
# Two fits of the same moments, whose two-step correlations agree to 1e-10.
SAME_FIT = 1e-7


def answers(n=500, share=0.1, seed=6):
    rng = np.random.default_rng(seed)
    y = 0.75 * rng.standard_normal((n, 1)) + 0.66 * rng.standard_normal((n, 4))
    cut = [np.digitize(column, [-1, 0.2, 1][: 1 + i % 3]) for i, column in enumerate(y.T)]
    data = pd.DataFrame(dict(zip(ITEMS, cut, strict=True)), dtype=float)
    return data.mask(rng.uniform(size=data.shape) < share)


def fit(data, model=MODEL, ordered=ITEMS, **options):
    options = {"missing": "pairwise", "estimator": "WLSMV"} | options
    return sem.fit(model, data, ordered=ordered, **options)


def test_complete_answers_are_fitted_as_listwise():
    data = answers(share=0)
    assert fit(data).chisq_scaled == fit(data, missing="listwise").chisq_scaled


def test_every_answer_counts_and_a_respondent_without_any_does_not():
    data = answers()
    data.iloc[3] = np.nan
    found = fit(data)
    assert found.n_obs == int(data.notna().any(axis=1).sum())
    assert found.n_obs > fit(data, missing="listwise").n_obs
    assert any(warning.startswith("missing pairwise: each correl") for warning in found.warnings)
    assert found.summary()["missing"] == "pairwise"


def test_thresholds_are_those_of_all_who_answered():
    data = answers()
    rows = fit(data).estimates().set_index(["lhs", "op", "rhs"])
    listwise = fit(data[["q1", "q2", "q3"]], "f =~ q1 + q2 + q3", ITEMS[:3])
    same = listwise.estimates().set_index(["lhs", "op", "rhs"])
    for at in (("q1", "|", "t1"), ("q3", "|", "t2")):
        assert rows.loc[at, "est"] == pytest.approx(same.loc[at, "est"], abs=SAME_FIT)


def test_scaled_test_has_the_mean_of_its_df():
    scaled = [fit(answers(200, 0.15, seed)).chisq_scaled for seed in range(100)]
    # standard error of the mean: sqrt(2 df / 100) = .2; four of them
    assert abs(np.mean(scaled) - 2) < 0.8


def test_order_of_rows_changes_nothing():
    data = answers()
    shuffled = fit(data.sample(frac=1, random_state=1))
    assert shuffled.chisq_scaled == pytest.approx(fit(data).chisq_scaled, abs=SAME_FIT)


def test_ordered_categoricals_may_have_holes():
    data = answers()
    coded = data.apply(lambda c: pd.Categorical(c, ordered=True))
    assert fit(coded).chisq == pytest.approx(fit(data).chisq, abs=SAME_FIT)


def test_scores_of_respondents_with_holes_rest_on_what_they_answered():
    data = answers()
    data.iloc[0] = [0, np.nan, np.nan, np.nan]
    data.iloc[1] = [1, 2, 3, np.nan]
    data.iloc[2] = [1, 2, 3, 1]
    found = fit(data)
    scores = found.factor_scores()
    assert list(scores.index) == list(data.index[data.notna().any(axis=1)])
    f = scores["f"]
    assert f[0] < f[1]
    # an answer at its expectation moves the score little
    assert f[1] == pytest.approx(f[2], abs=0.5)


def test_bootstrap_resamples_respondents_with_their_holes():
    data = answers(600)
    found = fit(data)
    boot = found.bootstrap(120, seed=3, workers=1)
    assert boot.summary()["converged"] > 110
    ci = boot.ci().query("quantity == 'parameter' and op == '=~' and se > 0")
    errors = found.estimates().query("op == '=~' and se > 0")["se"].to_numpy()
    # standard errors from 120 draws: relative error 1 / sqrt(240), and heavier tails than normal
    assert ci["se"].to_numpy() == pytest.approx(errors, rel=0.4)


def test_draws_are_those_of_the_rows_drawn():
    data = answers(200)
    found = fit(data)
    first = found.bootstrap(8, seed=5, workers=1)
    again = found.bootstrap(8, seed=5, workers=2)
    assert np.array_equal(first.refits.theta, again.refits.theta)


def test_numeric_variables_beside_them_are_refused():
    data = answers()
    data["q4"] += np.random.default_rng(1).normal(size=len(data))
    with pytest.raises(SpecificationError, match="beside numeric variables is not yet available"):
        fit(data, ordered=ITEMS[:3])


def test_items_that_nobody_answered_both_are_named():
    data = answers()
    data.loc[::2, "q1"] = np.nan
    data.loc[1::2, "q2"] = np.nan
    with pytest.raises(DataError, match="items q1 and q2: no case answered both"):
        fit(data)


def test_an_item_without_answers_is_named():
    with pytest.raises(DataError, match="item q2: no case has an answer"):
        fit(answers().assign(q2=np.nan))
