"""The compiled refits: their derivatives, their draws, and whom they leave to the dense path."""

import builtins
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lib.sem.models import KINDS, THREE_FACTORS, holzinger
from reference import cases
from tolerances import ANALYTIC, LOOSE, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.moments import weighted_products
from surveysem.sem.bootstrap import refit
from surveysem.sem.bootstrap.fast import Fast, Kernel, kernel_of, samples_of
from surveysem.sem.bootstrap.refit import Task
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.bootstrap.shape import Shape, shape_of
from surveysem.sem.bootstrap.tasks import compilable, task_of
from surveysem.sem.estimation.discrepancy import Objective, block
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.table import parameter_table

pytest.importorskip("numba")

# The same minimum reached in two ways: the kernel takes its last step where the Newton decrement is
# below 1e-6, the dense path stops below 1e-7. Weakly determined parameters (standard errors of the
# size of the estimates) then differ by up to 2e-5, others by 1e-7.
SAME_DRAW = 5e-5
EQUAL = "\n".join(
    [
        "visual =~ x1 + a*x2 + a*x3",
        "textual =~ x4 + x5 + x6",
        "speed =~ x7 + x8 + x9",
        "textual ~ b*visual",
        "speed ~ b*visual + textual",
        "x1 ~~ e*x1",
        "x2 ~~ e*x2",
    ]
)
PREDICTORS = THREE_FACTORS + "visual ~ ageyr + sex\nspeed ~ visual + ageyr\n"
FAST = {
    "factors": THREE_FACTORS,
    "second order": KINDS["second order"],
    "equal": EQUAL,
    "crossed": THREE_FACTORS + "visual =~ x9\nspeed =~ x1\n",
    "effects before causes": THREE_FACTORS + "visual ~ textual + speed\ntextual ~ speed\n",
    "fixed": THREE_FACTORS + "x1 ~~ 0.6*x1\nvisual ~~ 0*speed\n",
    **{kind: KINDS[kind] for kind in ("paths", "means", "indicator as outcome")},
    "residual covariance": THREE_FACTORS + "x1 ~~ x4\nx4 ~~ x9\n",
    "no residual": THREE_FACTORS + "x1 ~~ 0*x1\n",
    "means of factors": THREE_FACTORS + "x1 ~ 0*1\nvisual ~ 1\ntextual ~ visual\nx9 ~ 0.5*1\n",
    "predictors": PREDICTORS,
    "predictors and means": PREDICTORS + "x1 ~ 1\n",
}
GROUPS = {
    "metric": {"equal": ("loadings",)},
    "scalar": {"equal": ("loadings", "intercepts")},
    "strict": {"equal": ("loadings", "intercepts", "residuals")},
}
DENSE = {
    "loop": KINDS["loop"],
    "circle of factors": THREE_FACTORS + "visual ~ textual\ntextual ~ speed\nspeed ~ visual\n",
}


@cache
def fit_of(kind: str) -> sem.Fit:
    if kind in GROUPS:
        return sem.fit(THREE_FACTORS, holzinger(), group="school", **GROUPS[kind])
    return sem.fit(FAST[kind], holzinger())


def both(fit: sem.Fit, draws: int) -> tuple[Task, Task]:
    """The same work with the kernel and without."""
    s = fit.solution
    sizes = tuple(sample.n for sample in s.samples)
    X = np.concatenate([sample.X for sample in s.samples])
    task = task_of(s, Resampling(X, 3, sizes), draws)
    return task, replace(task, kernel=None)


def kernel_draws(task: Task) -> np.ndarray:
    """Which draws (R,) the kernel refits itself."""
    counts = task.weights.counts(0, task.draws)
    ends = np.cumsum(task.sizes)[:-1]
    parts = np.split(task.weights.X, ends), np.split(counts, ends, axis=1)
    samples = samples_of(*parts, len(counts), task.unbiased)
    assert task.kernel is not None
    return task.kernel.refit(samples, refit._FAST_TOLERANCE).done


def shape(objective: Objective, opened: Sequence[int] = ()) -> Shape:
    """Shape of a model; the residual variances of some items are given any sign."""
    patterns = [block.pattern for block in objective.blocks]
    found = shape_of(patterns, objective.blocks[0].S.diagonal(), np.array(opened, dtype=int))
    assert found is not None
    return found


@cache
def compiled_evaluate() -> Callable[..., float]:
    """The kernel's value and gradient, which only compiled code can call."""
    import numba

    from surveysem.sem.bootstrap.kernel import value as kernel

    evaluate = kernel.evaluate

    @numba.njit
    def call(theta, S, mean, share, shape, work, gradient, diagonal):
        return evaluate(theta, S, mean, share, shape, work, gradient, True, diagonal)

    return call


@dataclass(frozen=True)
class Evaluated:
    value: float
    gradient: np.ndarray
    diagonal: np.ndarray


def evaluated(objective: Objective, theta: np.ndarray, opened: Sequence[int] = ()) -> Evaluated:
    """By the kernel: discrepancy, gradient and diagonal of the information."""
    from surveysem.sem.bootstrap.kernel.implied import room

    blocks = objective.blocks
    own = shape(objective, opened)
    S = np.stack([b.S for b in blocks])
    mean = np.stack([np.zeros(len(b.S)) if b.mean is None else b.mean for b in blocks])
    share = np.array([b.weight for b in blocks])
    gradient, diagonal = np.empty(theta.size), np.empty(theta.size)
    value = compiled_evaluate()(theta, S, mean, share, own, room(own), gradient, diagonal)
    value -= sum(b.weight * (b.log_det_S + len(b.S)) for b in blocks)
    return Evaluated(value, gradient, diagonal)


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
    left = ~kernel_draws(fast) & expected.converged
    assert np.allclose(found.value[left], expected.value[left], rtol=LOOSE, atol=LOOSE)
    assert np.allclose(found.given, expected.given, rtol=ANALYTIC, atol=ANALYTIC)


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


def test_draws_do_not_depend_on_workers_or_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = fit_of("factors")
    one = fit.bootstrap(600, seed=7, workers=1)
    for workers in (2, 3):
        again = fit.bootstrap(600, seed=7, workers=workers)
        assert np.array_equal(one.draws, again.draws)
        assert np.array_equal(one.refits.value, again.refits.value)
    assert np.array_equal(fit.bootstrap(300, seed=7, workers=2).draws, one.draws[:300])
    monkeypatch.setattr(refit, "FAST_BATCH", 77)
    other = fit.bootstrap(600, seed=7, workers=2)
    assert np.allclose(other.draws, one.draws, rtol=SAME_DRAW, atol=SAME_DRAW)


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


@pytest.mark.parametrize("case", ["sem_heywood", "small"])
def test_draws_with_negative_residual_variances_are_kept_and_not_bounded(case: str) -> None:
    rows = holzinger().iloc[100:140] if case == "small" else cases.data(case)
    fit = sem.fit(THREE_FACTORS if case == "small" else cases.model(case), rows)
    fast, dense = both(fit, 200)
    counts = fast.weights.counts(0, 200)
    samples = samples_of([fast.weights.X], [counts], 200, unbiased=False)
    found, expected = refit.run(fast, 1), refit.run(dense, 1)
    table = fit.solution.table
    variances = [p.free - 1 for p in table.parameters if p.is_variance and p.lhs in table.observed]
    kept = expected.converged
    negative = kept & (expected.theta[:, variances] < 0).any(axis=1)
    assert 10 < negative.sum() < 200
    assert fast.kernel.refit(samples, 1e-7).done[negative].any()
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


def test_a_singular_resample_is_not_converged() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger().head(14))
    found = fit.bootstrap(30, seed=1, workers=1)
    assert 0 < found.converged.sum() < 30
    assert np.isnan(found.refits.value[~found.converged]).any()


# A shell ignores SIGINT in what it runs in the background, and children inherit that.
INTERRUPTED = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import numpy as np, pandas as pd
from surveysem import sem
names = ["a", "b", "c", "d", "e", "h"]
data = pd.DataFrame(np.random.default_rng(1).standard_normal((200, 6)), columns=names)
data += np.random.default_rng(2).standard_normal((200, 1))
fit = sem.fit("f =~ a + b + c\\ng =~ d + e + h", data, estimator=sys.argv[1])
fit.bootstrap(10, seed=1, workers=2)
print("ready", flush=True)
fit.bootstrap(10_000_000, seed=1, workers=2)
"""


@pytest.mark.parametrize("estimator", ["ML", "GLS"], ids=["threads", "processes"])
def test_an_interrupt_ends_it_cleanly(estimator: str) -> None:
    job = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, estimator],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert job.stdout is not None
        assert job.stdout.readline() == "ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            job.wait(1.0)
        children = psutil.Process(job.pid).children(recursive=True)
        assert bool(children) == (estimator == "GLS")
        job.send_signal(signal.SIGINT)
        sent = time.monotonic()
        _, errors = job.communicate(timeout=20)
        assert time.monotonic() - sent < 5
    finally:
        job.kill()
    assert job.returncode == -signal.SIGINT
    assert not [child for child in children if child.is_running()]
    assert errors.count("\nKeyboardInterrupt") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_moments_of_a_batch_are_those_of_its_rows() -> None:
    X = holzinger()[[f"x{i}" for i in range(1, 10)]].to_numpy()
    counts = Resampling(X, 4).counts(0, 3)
    found = weighted_products(X, counts)
    for r in range(3):
        rows = pd.DataFrame(np.repeat(X, counts[r].astype(int), axis=0))
        S = found.products[r] - np.outer(found.mean[r], found.mean[r])[np.triu_indices(9)]
        assert np.allclose(found.mean[r] + found.centre, rows.mean(), atol=ANALYTIC)
        assert np.allclose(S, rows.cov(ddof=0).to_numpy()[np.triu_indices(9)], atol=ANALYTIC)
