"""The compiled refits: their draws, and whom they leave to the dense path."""

import builtins
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.sem.compiled_refits import FAST, GROUPS, SAME_DRAW, both, fit_of, kernel_draws
from lib.sem.models import KINDS, THREE_FACTORS, holzinger
from reference import cases
from tolerances import ANALYTIC, LOOSE

from surveysem import sem
from surveysem.moments import weighted_products
from surveysem.sem.bootstrap import refit
from surveysem.sem.bootstrap.fast import Fast, Kernel, kernel_of
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.bootstrap.shape import shape_of
from surveysem.sem.bootstrap.tasks import compilable
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.table import parameter_table

pytest.importorskip("numba")

DENSE = {
    "loop": KINDS["loop"],
    "circle of factors": THREE_FACTORS + "visual ~ textual\ntextual ~ speed\nspeed ~ visual\n",
}


@pytest.mark.parametrize("kind", [*FAST, *GROUPS])
def test_draws_are_those_of_the_dense_path(kind: str) -> None:
    fast, dense = both(fit_of(kind), 60)
    found, expected = refit.run(fast, 1), refit.run(dense, 1)
    assert fast.kernel is not None
    assert (found.converged >= expected.converged).all()
    near = np.abs(found.theta - expected.theta) / np.maximum(1, np.abs(expected.theta))
    lower = found.value < expected.value - SAME_DRAW
    assert lower.sum() <= 1
    done = kernel_draws(fast) & expected.converged & ~lower
    assert done.mean() > 0.7
    assert (near[done] < SAME_DRAW).all()
    left = ~kernel_draws(fast)
    assert np.array_equal(found.theta[left], expected.theta[left])
    assert np.array_equal(found.converged[left], expected.converged[left])
    assert np.allclose(found.given, expected.given, rtol=ANALYTIC, atol=ANALYTIC)


def test_draws_do_not_depend_on_workers_or_their_number() -> None:
    fit = fit_of("factors")
    one = fit.bootstrap(600, seed=7, workers=1)
    for workers in (2, 3):
        again = fit.bootstrap(600, seed=7, workers=workers)
        assert np.array_equal(one.draws, again.draws)
        assert np.array_equal(one.refits.value, again.refits.value)
    assert np.array_equal(fit.bootstrap(300, seed=7, workers=2).draws, one.draws[:300])


@pytest.mark.parametrize("compiled", [True, False])
def test_a_draw_is_the_same_to_the_last_bit_in_any_batch(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a sample says so little that last bits decide whether its refit converges."""
    fit = sem.fit(THREE_FACTORS + "x8 ~~ x9\n", holzinger())
    task = both(fit, 90)[0 if compiled else 1]
    whole = refit.run(task, 1)
    assert not whole.converged.all()
    monkeypatch.setattr(refit, "BATCH", 13)
    monkeypatch.setattr(refit, "FAST_BATCH", 37)
    again = refit.run(task, 2)
    for name in ("theta", "value", "converged"):
        assert np.array_equal(getattr(whole, name), getattr(again, name), equal_nan=True)


@pytest.mark.parametrize("case", ["sem_heywood", "small"])
def test_draws_with_negative_residual_variances_are_kept_and_not_bounded(case: str) -> None:
    rows = holzinger().iloc[100:140] if case == "small" else cases.data(case)
    fit = sem.fit(THREE_FACTORS if case == "small" else cases.model(case), rows)
    fast, dense = both(fit, 60)
    found, expected = refit.run(fast, 1), refit.run(dense, 1)
    table = fit.solution.table
    variances = [p.free - 1 for p in table.parameters if p.is_variance and p.lhs in table.observed]
    kept = expected.converged
    negative = kept & (expected.theta[:, variances] < 0).any(axis=1)
    assert 5 < negative.sum() < 60
    assert kernel_draws(fast)[negative].any()
    assert found.converged[kept].all()
    # Of the small samples one has a second local minimum, which either path may reach.
    same = kept & (np.abs(found.value - expected.value) <= ANALYTIC)
    assert same.sum() >= kept.sum() - 1
    assert np.allclose(found.theta[same], expected.theta[same], rtol=LOOSE, atol=LOOSE)
    assert (found.theta[negative][:, variances] < 0).any(axis=1).all()


def test_what_the_kernel_leaves_goes_to_the_dense_path(monkeypatch: pytest.MonkeyPatch) -> None:
    fast, dense = both(fit_of("factors"), 20)
    none = Fast(np.zeros((20, dense.theta.size)), np.zeros(20), np.zeros(20, dtype=bool))
    monkeypatch.setattr(Kernel, "refit", lambda *_: none)
    found, expected = refit.run(fast, 1), refit.run(dense, 1)
    assert np.array_equal(found.converged, expected.converged)
    assert np.allclose(found.theta, expected.theta, rtol=SAME_DRAW, atol=SAME_DRAW)


def test_a_singular_resample_is_not_converged() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger().head(14))
    found = fit.bootstrap(30, seed=1, workers=1)
    assert 0 < found.converged.sum() < 30
    assert np.isnan(found.refits.value[~found.converged]).any()


def test_moments_of_a_batch_are_those_of_its_rows() -> None:
    X = holzinger()[[f"x{i}" for i in range(1, 10)]].to_numpy()
    counts = Resampling(X, 4).counts(0, 3)
    found = weighted_products(X, counts)
    for r in range(3):
        rows = pd.DataFrame(np.repeat(X, counts[r].astype(int), axis=0))
        S = found.products[r] - np.outer(found.mean[r], found.mean[r])[np.triu_indices(9)]
        assert np.allclose(found.mean[r] + found.centre, rows.mean(), atol=ANALYTIC)
        assert np.allclose(S, rows.cov(ddof=0).to_numpy()[np.triu_indices(9)], atol=ANALYTIC)


@pytest.mark.parametrize("kind", DENSE)
def test_circular_regressions_have_no_kernel(kind: str) -> None:
    fit = sem.fit(DENSE[kind], holzinger()) if kind == "loop" else None
    place = pattern(parameter_table(DENSE[kind]))
    assert shape_of([place], np.ones(len(place.observed))) is None
    if fit is not None:
        assert both(fit, 5)[0].kernel is None
        assert fit.bootstrap(5, seed=1, workers=1).converged.any()


def test_only_complete_likelihood_without_constraints_is_compiled() -> None:
    data = holzinger()
    bounded = THREE_FACTORS + "visual ~~ r*textual\nr > 0.1\n"
    for kind, fit in {
        "ML": fit_of("factors"),
        "groups": fit_of("strict"),
        "MLR": sem.fit(THREE_FACTORS, data, estimator="MLR"),
        "wishart": sem.fit(THREE_FACTORS, data, convention="wishart"),
    }.items():
        assert both(fit, 4)[0].kernel is not None, kind
    holes = data.copy()
    holes.loc[holes.index[:9], "x1"] = np.nan
    for kind, fit in {
        "GLS": sem.fit(THREE_FACTORS, data, estimator="GLS"),
        "ULS": sem.fit(THREE_FACTORS, data, estimator="ULS"),
        "fiml": sem.fit(THREE_FACTORS, holes, missing="fiml"),
        "pairwise": sem.fit(THREE_FACTORS, holes, missing="pairwise"),
        "bound": sem.fit(bounded, data),
    }.items():
        task, _ = both(fit, 4)
        assert task.kernel is None, kind
        assert not compilable(fit.solution, task.weights), kind


def test_without_numba_the_same_draws_come_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    with_numba = fit_of("factors").bootstrap(40, seed=2, workers=1)
    real = builtins.__import__

    def missing(name: str, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == "numba":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    s = fit_of("factors").solution
    assert kernel_of(s.objective, s.theta, np.eye(s.theta.size)) is None
    without = fit_of("factors").bootstrap(40, seed=2, workers=1)
    assert np.allclose(with_numba.draws, without.draws, rtol=SAME_DRAW, atol=SAME_DRAW)
    assert not np.array_equal(with_numba.draws, without.draws)
