"""Analytic derivatives against differences, for every kind of model."""

import numpy as np
import pytest
from lib.sem.models import KINDS, fitted
from tolerances import LOOSE, NUMERIC_GRADIENT

from surveysem.sem.arrays import jacobian
from surveysem.sem.estimation.discrepancy import Objective, with_sample
from surveysem.sem.inference.effects import effects_of


def away(kind: str) -> tuple[Objective, np.ndarray]:
    """The objective and a point that is not the minimum."""
    s = fitted(kind).solution
    rng = np.random.default_rng(3)
    return s.objective, s.theta * (1 + 0.05 * rng.uniform(-1, 1, s.theta.size))


@pytest.mark.parametrize("kind", KINDS)
def test_gradient(kind: str) -> None:
    objective, theta = away(kind)
    gradient = objective.at(theta).gradient
    for k in range(theta.size):
        step = np.zeros(theta.size)
        step[k] = 1e-6
        up, down = objective.at(theta + step).value, objective.at(theta - step).value
        numeric = (up - down) / 2e-6
        assert abs(numeric - gradient[k]) < NUMERIC_GRADIENT * max(1, abs(numeric))


@pytest.mark.parametrize("kind", KINDS)
def test_information_is_the_hessian_where_the_model_holds(kind: str) -> None:
    s = fitted(kind).solution
    M = s.matrices
    mean = M.mean() if s.table.meanstructure else None
    objective = Objective((with_sample(s.objective.blocks[0], M.covariance(), mean),))
    information = objective.information(s.theta)
    scale = np.sqrt(np.outer(information.diagonal(), information.diagonal()))
    for k in range(s.theta.size):
        step = np.zeros(s.theta.size)
        step[k] = 1e-5 * max(1.0, abs(s.theta[k]))
        up, down = objective.at(s.theta + step).gradient, objective.at(s.theta - step).gradient
        numeric = (up - down) / (2 * step[k])
        assert np.abs((numeric - information[k]) / scale[k]).max() < LOOSE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["raw", "std_all", "std_lv"])
def test_complex_step_agrees_with_differences(kind: str, name: str) -> None:
    s = fitted(kind).solution
    function = getattr(s.quantities, name)
    analytic = jacobian(function, s.theta)
    for k in range(s.theta.size):
        step = np.zeros(s.theta.size)
        step[k] = 1e-6
        numeric = (function(s.theta + step) - function(s.theta - step)) / 2e-6
        assert np.abs(numeric - analytic[:, k]).max() < NUMERIC_GRADIENT * 10


@pytest.mark.parametrize("kind", ["paths", "mimic", "loop", "indicator as outcome"])
def test_effects_have_the_derivatives_of_their_differences(kind: str) -> None:
    s = fitted(kind).solution
    functions = effects_of(s.table, s.quantities.pattern)
    for function in (functions.raw, functions.std_all):
        analytic = jacobian(function, s.theta)
        for k in range(s.theta.size):
            step = np.zeros(s.theta.size)
            step[k] = 1e-6
            numeric = (function(s.theta + step) - function(s.theta - step)) / 2e-6
            assert np.abs(numeric - analytic[:, k]).max() < NUMERIC_GRADIENT * 10
