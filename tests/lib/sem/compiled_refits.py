"""Models with compiled refits, and both ways to refit them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from lib.sem.models import KINDS, THREE_FACTORS, holzinger

from surveysem import sem
from surveysem.sem.bootstrap import refit
from surveysem.sem.bootstrap.fast import samples_of
from surveysem.sem.bootstrap.refit import Task
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.bootstrap.shape import Shape, shape_of
from surveysem.sem.bootstrap.tasks import task_of
from surveysem.sem.estimation.discrepancy import Objective

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
    samples = samples_of(
        np.split(task.weights.X, ends), np.split(counts, ends, axis=1), task.unbiased
    )
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
