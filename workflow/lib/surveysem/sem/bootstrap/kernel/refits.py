"""Refits to many samples, by L-BFGS (Nocedal and Wright, 2006, algorithm 7.4).

In the metric D H0 D: H0 is the inverse expected information at the full-sample estimate, D scales
its diagonal to that of the expected information after the first step (1 before).

 a. direction -H g by the two loops over the last 20 pairs (s, y) around D H0 D
 b. where the Newton decrement sqrt(g'H g) is below the tolerance: a last step, whose value is the
    one the quadratic predicts, F - g'H g / 2
 c. halve the step until F decreases enough (Armijo) inside the region of ``implied``
 d. keep the pair where its curvature is positive
"""

import numpy as np

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.kernel.algebra import clear, copy, dot, log_det
from surveysem.sem.bootstrap.kernel.compiled import entry, inner
from surveysem.sem.bootstrap.kernel.implied import Work
from surveysem.sem.bootstrap.kernel.value import evaluate
from surveysem.sem.bootstrap.shape import Shape

MEMORY = 20
_EVALUATIONS = 100
_HALVINGS = 12
_ARMIJO = 1e-4
_ROUNDING = 1e-13
_CURVATURE = 1e-8


@inner
def _direct(
    H0: Array, D: Array, g: Array, s: Array, y: Array, rho: Array, kept: int, out: Array
) -> None:
    """Step a: H g in ``out``; pair k sits at k modulo the memory."""
    v = np.empty(g.size)
    copy(g, v)
    alpha = np.empty(MEMORY)
    oldest = max(0, kept - MEMORY)
    for k in range(kept - 1, oldest - 1, -1):
        at = k % MEMORY
        alpha[at] = rho[at] * dot(s[at], v)
        for i in range(v.size):
            v[i] -= alpha[at] * y[at, i]
    for i in range(v.size):
        v[i] *= D[i]
    for i in range(v.size):
        out[i] = D[i] * dot(H0[i], v)
    for k in range(oldest, kept):
        at = k % MEMORY
        beta = alpha[at] - rho[at] * dot(y[at], out)
        for i in range(v.size):
            out[i] += beta * s[at, i]


@inner
def _sample(
    products: Array,
    mean: Array,
    centre: Array,
    factor: Array,
    share: Array,
    S: Array,
    means: Array,
    U: Array,
) -> float:
    """Covariances and means of the groups in one sample in place; ln|S| + p by ``share``."""
    groups, p = mean.shape
    total = 0.0
    for g in range(groups):
        k = 0
        for i in range(p):
            means[g, i] = centre[g, i] + mean[g, i]
            for j in range(i, p):
                S[g, i, j] = (products[g, k] - mean[g, i] * mean[g, j]) * factor[g]
                S[g, j, i] = S[g, i, j]
                k += 1
        total += share[g] * (log_det(S[g], U) + p)
    return total


@inner
def _keep(theta: Array, new: Array, g: Array, new_g: Array, s: Array, y: Array) -> float:
    """Step d: the pair in place, and 1 / s'y; 0 where its curvature is not positive."""
    for i in range(theta.size):
        s[i], y[i] = new[i] - theta[i], new_g[i] - g[i]
    sy = dot(s, y)
    return 1.0 / sy if sy > _CURVATURE * dot(y, y) else 0.0


@inner
def _rescale(before: Array, now: Array, D: Array) -> None:
    """Scale of the metric from the diagonals of the information at two places."""
    for i in range(D.size):
        if now[i] > 0.0 and before[i] > 0.0:
            D[i] = np.sqrt(before[i] / now[i])


@entry
def refit_all(
    products: Array,
    mean: Array,
    centre: Array,
    factor: Array,
    share: Array,
    start: Array,
    H0: Array,
    shape: Shape,
    work: Work,
    tolerance: float,
    theta: Array,
    value: Array,
    done: Flags,
) -> None:
    """Refit to as many samples as ``done`` has room for; see ``fast.Samples``.

    From ``start``; estimates in ``theta``, discrepancies in ``value``, successes in ``done``.
    """
    groups, p = mean.shape[1:]
    S, U, means = np.empty((groups, p, p)), np.empty((p, p)), np.empty((groups, p))
    q = start.size
    s, y, rho = np.empty((MEMORY, q)), np.empty((MEMORY, q)), np.empty(MEMORY)
    g, Hg, new, new_g = np.empty(q), np.empty(q), np.empty(q), np.empty(q)
    D, before, now = np.empty(q), np.empty(q), np.empty(q)
    for r in range(done.size):
        log_det_S = _sample(products[r], mean[r], centre, factor[r], share[r], S, means, U)
        if log_det_S == -np.inf:
            continue
        F, slope, size = np.inf, 0.0, 1.0
        kept = tried = steps = 0
        clear(Hg)
        for i in range(q):
            theta[r, i], D[i] = start[i], 1.0
        for _ in range(_EVALUATIONS):
            for i in range(q):
                new[i] = theta[r, i] - size * Hg[i]
            found = evaluate(new, S, means, share[r], shape, work, new_g, steps < 2, now)
            tried += 1
            if not found <= F + _ARMIJO * size * slope + _ROUNDING * (1.0 + abs(F)):
                if tried == _HALVINGS:
                    break
                size *= 0.5
                continue
            if found == np.inf:
                break
            if steps > 0:
                rho[kept % MEMORY] = _keep(
                    theta[r], new, g, new_g, s[kept % MEMORY], y[kept % MEMORY]
                )
                kept += rho[kept % MEMORY] > 0.0
            if steps == 0:
                copy(now, before)
            elif steps == 1:
                _rescale(before, now, D)
            steps += 1
            copy(new, theta[r])
            copy(new_g, g)
            F, size, tried = found, 1.0, 0
            _direct(H0, D, g, s, y, rho, kept, Hg)
            slope = -dot(g, Hg)
            if -slope < tolerance * tolerance:
                for i in range(q):
                    theta[r, i] -= Hg[i]
                value[r], done[r] = F + 0.5 * slope - log_det_S, True
                break
