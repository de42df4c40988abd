"""The compiled discrepancy: its value, gradient and diagonal of the information."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lib.sem.compiled_refits import FAST, GROUPS, evaluated, fit_of
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem.sem.estimation.discrepancy import Objective, block
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.table import parameter_table

pytest.importorskip("numba")


@st.composite
def models(draw: st.DrawFn) -> str:
    """Factors with three or four items each, some cross-loadings, effects and equal loadings."""
    factors = [f"f{i}" for i in range(draw(st.integers(1, 4)))]
    lines = []
    for f in factors:
        label = "a*" if draw(st.booleans()) else ""
        items = [f"{label if i else ''}{f}y{i}" for i in range(draw(st.integers(3, 4)))]
        lines.append(f"{f} =~ {' + '.join(items)}")
    for i, f in enumerate(factors):
        for g in factors[:i]:
            lines += draw(st.sampled_from([[], [f"{g} ~ {f}"], [f"{f} =~ {g}y1"], [f"{f}~~0*{g}"]]))
    return "\n".join(lines)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(models(), st.integers(0, 10**6))
def test_value_and_gradient_are_those_of_the_dense_objective(text: str, seed: int) -> None:
    """Also where Psi is indefinite: both say that there is no value, or the same one."""
    table = parameter_table(text)
    place = pattern(table)
    random = np.random.default_rng(seed)
    root = random.standard_normal((len(table.observed), 3 * len(table.observed)))
    objective = Objective((block(place, root @ root.T / root.shape[1], None),))
    theta = random.uniform(-1.0, 1.2, table.n_free)
    for p in table.parameters:
        if p.free and p.is_variance and p.lhs in table.observed:
            theta[p.free - 1] = random.uniform(0.2, 1.5)
    point = objective.at(theta)
    found = evaluated(objective, theta)
    if not np.isfinite(point.value):
        assert found.value == np.inf
        return
    assert found.value == pytest.approx(point.value, rel=ANALYTIC, abs=ANALYTIC)
    scale = np.abs(point.gradient).max()
    assert np.abs(found.gradient - point.gradient).max() <= ANALYTIC * max(1.0, scale)


@pytest.mark.parametrize("kind", [*FAST, *GROUPS])
def test_value_and_gradient_away_from_the_minimum(kind: str) -> None:
    s = fit_of(kind).solution
    theta = s.theta * (1 + 0.05 * np.random.default_rng(3).uniform(-1, 1, s.theta.size))
    point, found = s.objective.at(theta), evaluated(s.objective, theta)
    assert found.value == pytest.approx(point.value, rel=ANALYTIC, abs=ANALYTIC)
    size = np.abs(point.gradient).max()
    assert np.abs(found.gradient - point.gradient).max() <= ANALYTIC * size
    for k, step in enumerate(1e-6 * np.eye(theta.size)):
        up, down = (evaluated(s.objective, theta + h).value for h in (step, -step))
        gradient = found.gradient[k]
        assert abs((up - down) / 2e-6 - gradient) < NUMERIC_GRADIENT * max(1, abs(gradient))


@pytest.mark.parametrize("kind", [*FAST, *GROUPS])
def test_the_diagonal_is_that_of_the_information_where_each_parameter_has_one_entry(
    kind: str,
) -> None:
    s = fit_of(kind).solution
    entries = np.zeros(s.theta.size)
    for own in s.objective.blocks:
        np.add.at(entries, own.pattern.parameter, 1.0)
    found = evaluated(s.objective, s.theta).diagonal
    expected = s.objective.information(s.theta).diagonal()
    one = entries == 1
    assert one.any()
    assert np.allclose(found[one], expected[one], rtol=ANALYTIC)
    assert (found > 0).all()


def test_no_value_where_a_residual_variance_is_near_zero() -> None:
    s = fit_of("factors").solution
    row = next(p for p in s.table.parameters if p.name == "x1 ~~ x1")
    for value, finite in ((0.1, True), (1e-5, False), (-0.1, False)):
        theta = s.theta.copy()
        theta[row.free - 1] = value
        assert np.isfinite(evaluated(s.objective, theta).value) == finite


@pytest.mark.parametrize("kind", ["factors", "crossed", "second order", "scalar"])
def test_a_residual_as_latent_variable_changes_nothing(kind: str) -> None:
    """Value and gradient where some residual variances are negative or near zero."""
    s = fit_of(kind).solution
    theta = s.theta.copy()
    rows = {p.lhs: p.free - 1 for p in s.table.parameters if p.is_variance and p.group == 1}
    for name, variance in (("x4", -0.02), ("x9", 1e-7)):
        theta[rows[name]] = variance
    found, point = evaluated(s.objective, theta, [3, 8]), s.objective.at(theta)
    assert np.isfinite(point.value)
    assert found.value == pytest.approx(point.value, rel=ANALYTIC)
    assert np.abs(found.gradient - point.gradient).max() <= ANALYTIC * np.abs(point.gradient).max()
