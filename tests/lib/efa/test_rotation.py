"""Criteria and rotations."""

import numpy as np
import pytest
from scipy.stats import ortho_group
from tolerances import ANALYTIC, NUMERIC_GRADIENT

from surveysem.efa import criteria
from surveysem.efa.rotation import oblique, orthomax
from surveysem.efa.rotations import RotationOptions, rotate
from surveysem.errors import ConvergenceError, SpecificationError

STEP = 1e-6
A = np.random.default_rng(5).normal(0, 0.5, (10, 3))
WANTED = np.where(np.abs(A) < 0.3, 0.0, np.nan)
NAMES = ["varimax", "quartimax", "equamax", "promax", "oblimin", "quartimin", "geomin"]


def options(name, kaiser=None, convention="spss", **chosen):
    given = {"gamma": None, "power": None, "delta": None, "target": None} | chosen
    return RotationOptions.of(name, kaiser, convention, **given)


@pytest.mark.parametrize(
    "criterion",
    [
        criteria.oblimin(0),
        criteria.oblimin(-0.7),
        criteria.oblimin(0.4),
        criteria.geomin(0.01),
        criteria.target(WANTED),
    ],
)
def test_gradients_agree_with_differences(criterion):
    _, gradient = criterion(A)
    for i, j in np.ndindex(A.shape):
        step = np.zeros_like(A)
        step[i, j] = STEP
        slope = (criterion(A + step)[0] - criterion(A - step)[0]) / (2 * STEP)
        assert gradient[i, j] == pytest.approx(slope, abs=NUMERIC_GRADIENT)


@pytest.mark.parametrize("kaiser", [True, False])
@pytest.mark.parametrize("convention", ["spss", "psych"])
@pytest.mark.parametrize("name", NAMES)
def test_rotations_leave_the_common_part_as_it_is(name, convention, kaiser):
    found = rotate(A, options(name, kaiser, convention))
    assert found.converged
    assert np.abs(found.Lambda @ found.Phi @ found.Lambda.T - A @ A.T).max() < ANALYTIC
    assert np.abs(np.diag(found.Phi) - 1).max() < ANALYTIC


def simplicity(Lambda, gamma):
    squares = Lambda**2
    return (squares**2).sum() - gamma / len(Lambda) * (squares.sum(axis=0) ** 2).sum()


@pytest.mark.parametrize("gamma", [0.0, 1.0, 1.5])
def test_orthomax_is_simpler_than_random_rotations(gamma):
    best = simplicity(orthomax(A, gamma).Lambda, gamma)
    turns = ortho_group.rvs(3, size=300, random_state=np.random.default_rng(2))
    assert best >= max(simplicity(A @ turn, gamma) for turn in turns)


@pytest.mark.parametrize(
    "criterion", [criteria.oblimin(0), criteria.geomin(0.01), criteria.target(WANTED)]
)
def test_oblique_rotation_is_simpler_than_random_ones_nearby(criterion):
    found = oblique(A, criterion)
    value = criterion(found.Lambda)[0]
    rng = np.random.default_rng(4)
    for _ in range(100):
        T = np.linalg.cholesky(found.Phi).T + rng.normal(0, 0.02, (3, 3))
        T /= np.linalg.norm(T, axis=0)
        turned = found.Lambda @ np.linalg.cholesky(found.Phi) @ np.linalg.inv(T).T
        assert criterion(turned)[0] >= value - ANALYTIC


def test_perfect_simple_structure_is_recovered():
    simple = np.kron(np.eye(3), np.array([[0.8], [0.7], [0.6]]))
    Phi = np.array([[1, 0.4, 0.2], [0.4, 1, 0.3], [0.2, 0.3, 1]])
    start = simple @ np.linalg.cholesky(Phi)
    found = rotate(start, options("oblimin"))
    order = np.abs(found.Lambda).argmax(axis=0) // 3
    assert sorted(order) == [0, 1, 2]
    assert np.abs(np.abs(found.Lambda) - simple[:, order]).max() < NUMERIC_GRADIENT


def test_target_is_reached_where_it_can_be():
    found = rotate(
        A, options("target", kaiser=False, target=np.where(np.eye(10, 3) > 0, 0, np.nan))
    )
    assert np.abs(np.diag(found.Lambda)).max() < NUMERIC_GRADIENT


def test_a_criterion_without_a_minimum_is_refused():
    with pytest.raises(ConvergenceError, match="oblique rotation: factors fall together"):
        rotate(A, options("oblimin", gamma=2.0))


def test_one_factor_is_left_alone():
    found = rotate(A[:, :1], options("oblimin"))
    assert np.array_equal(found.Lambda, A[:, :1])
    assert np.array_equal(found.Phi, np.eye(1))


def test_an_item_without_loadings_stays_without():
    blank = A.copy()
    blank[3] = 0
    assert np.array_equal(rotate(blank, options("varimax")).Lambda[3], np.zeros(3))


@pytest.mark.parametrize(
    ("name", "expected"), [("varimax", True), ("promax", True), ("oblimin", False)]
)
def test_kaiser_is_left_to_the_program_of_the_convention(name, expected):
    assert options(name, convention="psych").kaiser is expected
    assert options(name, convention="spss").kaiser is True
    assert options(name, kaiser=not expected, convention="psych").kaiser is not expected


@pytest.mark.parametrize(
    ("name", "chosen", "message"),
    [
        ("verimax", {}, "rotation verimax: unknown, expected one of none, varimax, "),
        (
            "varimax",
            {"gamma": 0.1},
            "rotation varimax: gamma given, expected only with rotation ob",
        ),
        ("oblimin", {"power": 3}, "rotation oblimin: power given, expected only with rotation pro"),
        ("target", {}, "rotation target: no target given, expected a matrix of loadings"),
        ("promax", {"power": 1}, "rotation promax: power 1, expected above 1"),
        ("geomin", {"delta": 0}, "rotation geomin: delta 0, expected above 0"),
    ],
)
def test_choices_that_cannot_be_carried_out_are_refused(name, chosen, message):
    with pytest.raises(SpecificationError) as raised:
        options(name, **chosen)
    assert str(raised.value).startswith(message)


def test_a_target_of_another_shape_is_refused():
    message = r"rotation target: target of shape \(3, 3\), expected \(10, 3\)"
    with pytest.raises(SpecificationError, match=message):
        rotate(A, options("target", target=np.eye(3)))
