"""Factor scores of cases that answered ordered items."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.test_ordered import ITEMS, MODEL, SAME_FIT, answers, fit, fitted
from scipy.stats import norm
from tolerances import ANALYTIC, LOOSE, NUMERIC_GRADIENT

from surveysem.errors import SpecificationError
from surveysem.sem.categorical import scores

METHODS = ("regression", "bartlett")


def mixed(n=300):
    data = answers(n)
    return data.assign(q2=data["q2"] + np.random.default_rng(1).normal(size=n))


def density(found, data):
    """The log-density of the first twenty cases."""
    s = found.solution
    block, sample = s.least_squares.groups[0], s.moments[0]
    M = block.pattern.matrices(s.theta)
    X = sample.mean + sample.z * np.sqrt(sample.variance)
    whole = scores._density(s, block, M, scores._root(M), sample.categories.codes, X)
    return whole.of(np.arange(20))


def test_derivatives():
    data = mixed()
    part = density(fit(data=data, ordered=[i for i in ITEMS if i != "q2"]), data)
    u = np.random.default_rng(2).normal(size=(20, 2)) * 2
    here = part.at(u)
    for k, step in enumerate(1e-6 * np.eye(2)):
        up, down = part.at(u + step), part.at(u - step)
        slope = (up.value - down.value) / 2e-6
        assert np.abs(slope - here.gradient[:, k]).max() < NUMERIC_GRADIENT
        curve = (up.gradient - down.gradient) / 2e-6
        assert np.abs(curve - here.hessian[:, :, k]).max() < NUMERIC_GRADIENT


def test_probabilities_of_categories_far_out():
    a, b = np.array([-1.0, 9.0, -12.0, 30.0]), np.array([0.5, 10.0, -11.0, 40.0])
    expected = [np.log(norm.cdf(0.5) - norm.cdf(-1)), norm.logsf(9.0), norm.logcdf(-11.0)]
    found = scores._log_probability(a, b)
    # the other bound changes these by 1e-4 at most
    assert found[:3] == pytest.approx(expected, abs=LOOSE)
    assert found[0] == pytest.approx(expected[0], abs=ANALYTIC)
    assert found[3] == pytest.approx(norm.logsf(30.0), abs=ANALYTIC)


def test_the_mode_of_one_factor_is_that_of_a_grid():
    found = fit("f =~ q1 + q2 + q3", ordered=ITEMS[:3])
    rows = found.estimates().set_index(["lhs", "op", "rhs"])["est"]
    grid = np.linspace(-3, 3, 60001)
    value = norm.logpdf(grid, 0, np.sqrt(rows["f", "~~", "f"]))
    case = answers().iloc[7]
    for item, bounds in (("q1", 1), ("q2", 2), ("q3", 3)):
        tau = [-np.inf, *(rows[item, "|", f"t{k}"] for k in range(1, bounds + 1)), np.inf]
        z = [(t - rows["f", "=~", item] * grid) / np.sqrt(rows[item, "~~", item])
             for t in tau[case[item] : case[item] + 2]]  # fmt: skip
        value += np.log(norm.cdf(z[1]) - norm.cdf(z[0]))
    assert found.factor_scores().iloc[7, 0] == pytest.approx(grid[value.argmax()], abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_a_higher_answer_gives_a_higher_score(method):
    found = fitted().factor_scores(method)
    rows = answers()
    joined = found.join(rows).groupby(ITEMS, as_index=False).mean()
    by_answers = joined.set_index(ITEMS)
    for answer in rows.drop_duplicates().itertuples(index=False):
        for place, item in enumerate(ITEMS):
            other = list(answer)
            other[place] += 1
            if tuple(other) in by_answers.index:
                factor = "f" if item in ITEMS[:3] else "g"
                low, high = (by_answers.loc[tuple(x), factor] for x in (answer, other))
                assert high > low


@pytest.mark.parametrize("method", METHODS)
def test_scores_follow_the_rows_and_their_index(method):
    data = answers().sample(frac=1, random_state=4)
    data.index = [f"case {i}" for i in data.index]
    found = fit(data=data).factor_scores(method)
    expected = fitted().factor_scores(method)
    assert list(found.index) == list(data.index)
    found.index = [int(name.split()[1]) for name in found.index]
    assert (found.sort_index() - expected).abs().max().max() < LOOSE


def test_same_answers_have_the_same_score():
    found = fitted().factor_scores().join(answers())
    assert found.groupby(ITEMS)["f"].nunique().max() == 1


def test_scores_are_near_the_factors_they_stand_for():
    rng = np.random.default_rng(8)
    f = rng.standard_normal(2000)
    y = 0.8 * f[:, None] + 0.6 * rng.standard_normal((2000, 6))
    data = pd.DataFrame(np.digitize(y, [-1, 0, 1]), columns=ITEMS)
    found = fit("f =~ " + " + ".join(ITEMS), data).factor_scores()["f"]
    assert np.corrcoef(found, f)[0, 1] > 0.9
    # the spread of the scores is less than that of the factor, whose reliability it shows
    assert 0.5 < found.std() / 0.8 < 1.0


def test_every_highest_answer_has_a_score():
    found = fitted().factor_scores("bartlett")
    assert np.isfinite(found.to_numpy()).all()
    top = (answers()[ITEMS[:3]] == answers()[ITEMS[:3]].max()).all(axis=1)
    assert found.loc[top, "f"].min() > found.loc[~top, "f"].max()


def test_both_parameterizations_score_alike_in_standard_deviations():
    delta, theta = fitted().factor_scores(), fit(parameterization="theta").factor_scores()
    ratio = theta / delta
    assert ratio.std().max() < LOOSE


def test_groups_without_equalities_are_as_if_alone():
    plain = MODEL.replace("b*", "")
    here, there = answers(300, 1), answers(300, 2)
    data = pd.concat([here.assign(g1="a"), there.assign(g1="b")], ignore_index=True)
    both = fit(plain, data, group="g1").factor_scores()
    alone = fit(plain, here).factor_scores()
    assert both.iloc[:300].to_numpy() == pytest.approx(alone.to_numpy(), abs=LOOSE)
    assert len(both) == 600


def test_a_factor_without_a_disturbance_is_scored():
    """Its covariances with the others are singular: lavaan has no score then."""
    found = fit(MODEL + "g ~~ 0*g").factor_scores()
    slope = (
        fit(MODEL + "g ~~ 0*g").estimates().set_index(["lhs", "op", "rhs"])["est"]["g", "~", "f"]
    )
    assert found["g"].to_numpy() == pytest.approx(slope * found["f"].to_numpy(), abs=SAME_FIT)


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(SpecificationError, match="method 'mean'; expected regression or bartlett"):
        fitted().factor_scores("mean")
    second = fit("f =~ q1 + q2 + q3\ng =~ q4 + q5 + q6\nh =~ 1*f + 1*g")
    with pytest.raises(SpecificationError, match="Bartlett scores need items of each latent"):
        second.factor_scores("bartlett")
    assert np.isfinite(second.factor_scores().to_numpy()).all()
    rng = np.random.default_rng(4)
    a, b, noise = rng.standard_normal((3, 400))
    y = np.column_stack([a + b + 0.3 * noise, a, b + 0.3 * a])
    data = pd.DataFrame(np.digitize(y, [-0.5, 0.5]), columns=ITEMS[:3])
    heywood = fit("f =~ q1 + q2 + q3", data, ordered=ITEMS[:3])
    with pytest.raises(SpecificationError, match="positive residual variances, not so: q1"):
        heywood.factor_scores()


def test_a_missing_answer_says_nothing():
    """The mode is where the slopes of the answered items alone balance the prior."""
    data = answers().astype(float)
    data.iloc[::5, 1] = np.nan
    found = fit(data=data, missing="pairwise")
    s = found.ordered_solution
    M, eta = s.matrices, found.factor_scores().iloc[0].to_numpy()
    tau = s.moments[0].categories.bounds()
    slope = np.zeros(6)
    for item, answer in enumerate(data.iloc[0]):
        if np.isfinite(answer):
            sd = np.sqrt(M.Theta[item, item])
            z = (tau[item, [int(answer), int(answer) + 1]] - M.Lambda[item] @ eta) / sd
            slope[item] = (norm.pdf(z[0]) - norm.pdf(z[1])) / np.diff(norm.cdf(z))[0] / sd
    assert slope[1] == 0
    prior = np.linalg.solve(M.latent_covariance(), eta)
    assert M.Lambda.T @ slope == pytest.approx(prior, abs=ANALYTIC)
