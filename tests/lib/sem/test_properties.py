"""What holds for every model: recovery, derivatives, invariance to order and to units."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lib.sem.random_models import Known, known
from tolerances import LAVAAN, NUMERIC_GRADIENT

from surveysem import sem

# The same minimum reached from other starts or in other units, each to a decrement below 1e-9.
SAME = 1e-6
# More cases than the 152 moments of 16 items, which WLS weighs by their own covariances.
N = 400
LEAST_SQUARES = ["GLS", "ULS", "WLS", "DWLS"]
ESTIMATORS = ["ML", "MLM", "MLMV", "MLR", *LEAST_SQUARES]

# To shrink a failing model would refit it for minutes.
common = settings(deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
often, seldom = settings(common, max_examples=40), settings(common, max_examples=15)


def frame(model: Known, n: int, seed: int) -> pd.DataFrame:
    return pd.DataFrame(model.sample(n, seed), columns=list(model.names))


def values(fit: sem.Fit, kind: str = "estimates", columns: tuple[str, ...] = ("est", "se")):
    """A table by (lhs, op, rhs), both sides of ~~ in one order."""
    table = getattr(fit, kind)()
    sides = [
        (min(r.lhs, r.rhs), r.op, max(r.lhs, r.rhs)) if r.op == "~~" else (r.lhs, r.op, r.rhs)
        for r in table.itertuples()
    ]
    return table.set_index(pd.MultiIndex.from_tuples(sides))[list(columns)].sort_index()


def close(a: pd.DataFrame, b: pd.DataFrame, tolerance: float = SAME) -> bool:
    assert a.index.equals(b.index)
    scale = np.maximum(1.0, np.abs(b.to_numpy()))
    return bool((np.abs(a.to_numpy() - b.to_numpy()) <= tolerance * scale).all())


@often
@given(known())
def test_a_model_is_recovered_from_its_moments(model: Known) -> None:
    """No discrepancy is left, and the values are those that implied the moments."""
    fit = sem.fit(model.text, model.moments())
    assert fit.converged
    assert fit.chisq < 1e-9
    assert np.abs(fit.solution.theta - model.theta).max() < SAME


@seldom
@given(known(), st.integers(0, 10**6))
def test_values_are_recovered_from_cases_with_those_moments(model: Known, seed: int) -> None:
    """Cases with exactly these moments: every estimator finds the same standardised values.

    Raw ones differ by what S is divided by, n or, for least squares as in lavaan, n - 1.
    """
    X = np.random.default_rng(seed).standard_normal((N, len(model.names)))
    X -= X.mean(axis=0)
    X = np.linalg.solve(np.linalg.cholesky(X.T @ X / N), X.T).T
    X = X @ np.linalg.cholesky(model.Sigma).T + model.mean
    data = pd.DataFrame(X, columns=list(model.names))
    wanted = values(sem.fit(model.text, model.moments()), "standardized", ("est",))
    for estimator, missing in [("ML", "fiml"), *((name, "listwise") for name in ESTIMATORS)]:
        fit = sem.fit(model.text, data, estimator=estimator, missing=missing)
        found = values(fit, "standardized", ("est",))
        rows = [row for row in wanted.index if row[1] != "~1"]
        assert close(found.loc[rows], wanted.loc[rows]), estimator


@often
@given(known(), st.integers(0, 10**6), st.sampled_from(["ML", "FIML", *LEAST_SQUARES]))
def test_gradients_are_differences(model: Known, seed: int, estimator: str) -> None:
    rng = np.random.default_rng(seed)
    data, options = frame(model, N, seed), {"estimator": estimator}
    if estimator == "FIML":
        data, options = data.mask(rng.random(data.shape) < 0.1), {"missing": "fiml"}
    s = sem.fit(model.text, data, **options).solution
    theta = s.theta + 0.05 * rng.uniform(-1, 1, s.theta.size)
    point = s.objective.at(theta)
    if not np.isfinite(point.value):
        return
    direction = rng.standard_normal(theta.size)
    direction /= np.linalg.norm(direction)
    step = 1e-6
    up, down = (s.objective.at(theta + k * step * direction).value for k in (1, -1))
    numeric = (up - down) / (2 * step)
    assert abs(numeric - point.gradient @ direction) < NUMERIC_GRADIENT * max(1, abs(numeric))


@seldom
@given(known(), st.integers(0, 10**6))
def test_gradients_of_ordered_items_are_differences(model: Known, seed: int) -> None:
    rng = np.random.default_rng(seed)
    text = "\n".join(line for line in model.text.splitlines() if " ~ 1" not in line)
    data = frame(model, 300, seed).apply(lambda x: pd.qcut(x, 3, labels=False))
    s = sem.fit(text, data, ordered=list(data), estimator="WLSMV").solution
    theta = s.theta + 0.02 * rng.uniform(-1, 1, s.theta.size)
    point = s.objective.at(theta)
    direction = rng.standard_normal(theta.size)
    direction /= np.linalg.norm(direction)
    up, down = (s.objective.at(theta + k * 1e-6 * direction).value for k in (1, -1))
    numeric = (up - down) / 2e-6
    assert abs(numeric - point.gradient @ direction) < NUMERIC_GRADIENT * max(1, abs(numeric))


@seldom
@given(known(), st.integers(0, 10**6), st.sampled_from(["FIML", *ESTIMATORS]))
def test_the_order_of_items_and_respondents_changes_nothing(
    model: Known, seed: int, estimator: str
) -> None:
    """Columns, rows, and the statements of the text, whose first items keep the scale."""
    rng = np.random.default_rng(seed)
    data, options = frame(model, N, seed), {"estimator": estimator}
    if estimator == "FIML":
        data, options = data.mask(rng.random(data.shape) < 0.05), {"missing": "fiml"}
    shuffled = data.iloc[rng.permutation(len(data)), rng.permutation(data.shape[1])]
    lines = model.text.splitlines()
    # a factor's own first item stays ahead of its cross-loadings
    own = [line for line in lines if "=~" in line and "y0" in line]
    rest = [line for line in lines if line not in own]
    text = "\n".join([*rng.permutation(own), *rng.permutation(rest)])
    one, other = sem.fit(model.text, data, **options), sem.fit(text, shuffled, **options)
    assert one.converged == other.converged
    if one.converged:
        assert other.chisq == pytest.approx(one.chisq, rel=SAME, abs=SAME)
        assert close(values(other), values(one))
        assert close(values(other, "standardized"), values(one, "standardized"))


@seldom
@given(known(), st.integers(0, 10**6), st.sampled_from([1e-3, 0.1, 7.0, 1e4]))
def test_the_unit_of_an_item_scales_what_it_should(model: Known, seed: int, c: float) -> None:
    """The last item of the first factor, which no label ties to another.

    Its loadings, residual covariances and intercept take c, its variance c squared, the
    standardised solution and every test nothing.
    """
    text = model.text.replace("f0e*", "")
    item = [n for n in model.names if n.startswith("f0y")][-1]
    data = frame(model, 300, seed)
    one, other = sem.fit(text, data), sem.fit(text, data.assign(**{item: c * data[item]}))
    assert one.converged == other.converged
    if not one.converged:
        return
    assert other.chisq == pytest.approx(one.chisq, rel=LAVAAN)
    assert close(values(other, "standardized"), values(one, "standardized"), LAVAAN)
    before, after = values(one), values(other)
    times = [c ** [row[0], row[2]].count(item) for row in before.index]
    assert close(after.div(times, axis=0), before, LAVAAN)
