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
def _refit(
    S: Array,
    mean: Array,
    share: Array,
    start: Array,
    H0: Array,
    shape: Shape,
    work: Work,
    tolerance: float,
    theta: Array,
) -> tuple[float, bool]:
    """Steps a to d from ``start``; the estimate in ``theta``, F + ln|S| + p, and success."""
    q = start.size
    s, y, rho = np.empty((MEMORY, q)), np.empty((MEMORY, q)), np.empty(MEMORY)
    g, Hg, new, new_g = np.empty(q), np.empty(q), np.empty(q), np.empty(q)
    D, before, now = np.ones(q), np.empty(q), np.empty(q)
    clear(Hg)
    copy(start, theta)
    value, slope, size = np.inf, 0.0, 1.0
    kept = tried = steps = 0
    for _ in range(_EVALUATIONS):
        for i in range(q):
            new[i] = theta[i] - size * Hg[i]
        found = evaluate(new, S, mean, share, shape, work, new_g, steps < 2, now)
        tried += 1
        if not found <= value + _ARMIJO * size * slope + _ROUNDING * (1.0 + abs(value)):
            if tried == _HALVINGS:
                break
            size *= 0.5
            continue
        if value < np.inf:
            at = kept % MEMORY
            for i in range(q):
                s[at, i], y[at, i] = new[i] - theta[i], new_g[i] - g[i]
            sy = dot(s[at], y[at])
            if sy > _CURVATURE * dot(y[at], y[at]):
                rho[at] = 1.0 / sy
                kept += 1
        elif found == np.inf:
            break
        if steps == 0:
            copy(now, before)
        elif steps == 1:
            for i in range(q):
                if now[i] > 0.0 and before[i] > 0.0:
                    D[i] = np.sqrt(before[i] / now[i])
        steps += 1
        copy(new, theta)
        copy(new_g, g)
        value, size, tried = found, 1.0, 0
        _direct(H0, D, g, s, y, rho, kept, Hg)
        slope = -dot(g, Hg)
        if -slope < tolerance * tolerance:
            for i in range(q):
                theta[i] -= Hg[i]
            return value + 0.5 * slope, True
    return value, False


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
    """Refit to as many samples as ``done`` has room for; see ``fast.Samples``."""
    groups, p = mean.shape[1:]
    S, U, means = np.empty((groups, p, p)), np.empty((p, p)), np.empty((groups, p))
    for r in range(done.size):
        log_det_S = 0.0
        for g in range(groups):
            k = 0
            for i in range(p):
                means[g, i] = centre[g, i] + mean[r, g, i]
                for j in range(i, p):
                    S[g, i, j] = products[r, g, k] - mean[r, g, i] * mean[r, g, j]
                    S[g, i, j] *= factor[r, g]
                    S[g, j, i] = S[g, i, j]
                    k += 1
            log_det_S += share[r, g] * (log_det(S[g], U) + p)
        if log_det_S > -np.inf:
            F, done[r] = _refit(S, means, share[r], start, H0, shape, work, tolerance, theta[r])
            value[r] = F - log_det_S
