"""Value and gradient of the discrepancy, on what ``implied`` has made ready.

With d = mean - nu - Lambda A alpha in a model with means (d = 0 without) and S* = S + d d':

 1. QS = Q'S*,  T = Q'S*Q
 2. U = N T;  M = N + U N;  F = ln|Sigma| + tr(S* Theta^-1) - tr(U) - ln|S| - p
 3. E = Lambda'Omega Lambda = W - T + W U + (W U)' - W M W;  X = A'E
 4. dF/dLambda = 2 (Q M - Theta^-1 S* Q N);  dF/dBeta = 2 X V;  dF/dPsi = X A;
    dF/dtheta = 1/theta - s/theta^2 - (Q M Q') + 2 Theta^-1 (S* Q N Q')   (diagonals)
 5. by the means: dF/dmu = -2 Sigma^-1 d, and what follows from it
 6. summed over groups by parameter, so that equal ones are one
"""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.kernel.algebra import clear, copy, dot, multiply, transpose
from surveysem.sem.bootstrap.kernel.compiled import inner
from surveysem.sem.bootstrap.kernel.expected import information_diagonal
from surveysem.sem.bootstrap.kernel.implied import (
    A,
    At,
    E,
    M,
    N,
    T,
    U,
    V,
    W,
    Work,
    X,
    Y,
    Z,
    Zt,
    implied,
)
from surveysem.sem.bootstrap.shape import Shape


@inner
def _distances(S: Array, mean: Array, shape: Shape, work: Work) -> None:
    """eta, d and S*."""
    p, m, at = len(S), shape.m, work.entry.size - len(S)
    for f in range(m):
        work.eta[f] = dot(work.square[A, f], work.entry[at - p - m : at - p])
    for i in range(p):
        d = mean[i] - work.entry[at - p + i]
        for e in range(shape.first[i], shape.first[i + 1]):
            d -= work.entry[e] * work.eta[shape.factor[e]]
        work.d[i] = d
    for i in range(p):
        for j in range(p):
            work.star[i, j] = S[i, j] + work.d[i] * work.d[j]


@inner
def _cross_products(S: Array, shape: Shape, work: Work) -> float:
    """Step 1: QS (m, p) and T in place; returns tr(S* Theta^-1)."""
    entry, q, QS, square = work.entry, work.q, work.QS, work.square[T]
    p = S.shape[0]
    at = entry.size - p
    for f in range(shape.m):
        clear(QS[f])
    total = 0.0
    for i in range(p):
        total += S[i, i] / entry[at + i]
        for e in range(shape.first[i], shape.first[i + 1]):
            f = shape.factor[e]
            for j in range(p):
                QS[f, j] += q[e] * S[i, j]
    for e in range(shape.item.size):
        for f in range(shape.m):
            square[shape.factor[e], f] += q[e] * QS[f, shape.item[e]]
    return total


@inner
def _structural_slopes(shape: Shape, work: Work) -> None:
    """Step 3, and step 4 for Beta and Psi."""
    square, m = work.square, shape.m
    multiply(square[W], square[U], 1.0, square[Y])
    multiply(square[W], square[M], 1.0, square[Z])
    transpose(square[Z], square[Zt])
    for i in range(m):
        for j in range(m):
            square[E, i, j] = square[W, i, j] - square[T, i, j] + square[Y, i, j] + square[Y, j, i]
    multiply(square[W], square[Zt], -1.0, square[E])
    multiply(square[At], square[E], 1.0, square[X])
    at = shape.item.size
    for k in range(shape.beta_row.size):
        i, j = shape.beta_row[k], shape.beta_column[k]
        work.slope[at + k] = 2.0 * dot(square[X, i], square[V, j])
    at += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        work.slope[at + k] = dot(square[X, i], square[At, j])


@inner
def _slopes(S: Array, shape: Shape, work: Work) -> None:
    """Step 4: derivatives by every entry."""
    entry, slope, q, QS = work.entry, work.slope, work.q, work.QS
    square = work.square
    p = S.shape[0]
    at = entry.size - p
    for i in range(p):
        precision = 1.0 / entry[at + i]
        total = (1.0 - S[i, i] * precision) * precision
        for e in range(shape.first[i], shape.first[i + 1]):
            f = shape.factor[e]
            SQN = 0.0
            for k in range(shape.m):
                SQN += QS[k, i] * square[N, f, k]
            SQN *= precision
            QM = 0.0
            for b in range(shape.first[i], shape.first[i + 1]):
                QM += q[b] * square[M, shape.factor[b], f]
            slope[e] = 2.0 * (QM - SQN)
            total += q[e] * (2.0 * SQN - QM)
        slope[at + i] = total


@inner
def _mean_slopes(shape: Shape, work: Work) -> None:
    """Step 5."""
    entry, slope, g, by_factor = work.entry, work.slope, work.by_item, work.by_factor
    p, m = work.d.size, shape.m
    at = entry.size - p
    z, Nz = work.z[0], work.z[1]
    clear(z)
    for e in range(shape.item.size):
        z[shape.factor[e]] += work.q[e] * work.d[shape.item[e]]
    for f in range(m):
        Nz[f] = dot(work.square[N, f], z)
    clear(z)
    for i in range(p):
        moved = work.d[i] / entry[at + i]
        for e in range(shape.first[i], shape.first[i + 1]):
            moved -= work.q[e] * Nz[shape.factor[e]]
        g[i] = -2.0 * moved
        slope[at - p + i] = g[i]
        for e in range(shape.first[i], shape.first[i + 1]):
            slope[e] += g[i] * work.eta[shape.factor[e]]
            z[shape.factor[e]] += entry[e] * g[i]
    for f in range(m):
        by_factor[f] = dot(work.square[At, f], z)
        slope[at - p - m + f] = by_factor[f]
    at = shape.item.size
    for k in range(shape.beta_row.size):
        slope[at + k] += by_factor[shape.beta_row[k]] * work.eta[shape.beta_column[k]]


@inner
def _collect(share: float, g: int, shape: Shape, work: Work, by_parameter: Array) -> None:
    """Add the slopes of one group by parameter."""
    size = work.slope.size
    for k in range(shape.start[g], shape.start[g + 1]):
        slope = work.slope[shape.position[k] - g * size]
        by_parameter[shape.parameter[k]] += share * slope


@inner
def evaluate(
    theta: Array,
    S: Array,
    mean: Array,
    share: Array,
    shape: Shape,
    work: Work,
    gradient: Array,
    scaled: bool,
    diagonal: Array,
) -> float:
    """Sum of F + ln|S| + p by ``share`` (g,), its gradient (q,) in place; inf where there is none.

    ``S`` (g, p, p) and ``mean`` (g, p) are the samples of the groups. If ``scaled``, ``diagonal``
    (q,) gets that of the expected information, see ``expected``.
    """
    clear(gradient)
    clear(diagonal)
    value = 0.0
    square = work.square
    for g in range(share.size):
        log_det = implied(theta, S[g], mean[g], g, shape, work)
        if log_det == np.inf:
            return log_det
        star = S[g]
        if shape.means:
            _distances(S[g], mean[g], shape, work)
            star = work.star
        value += share[g] * (log_det + _cross_products(star, shape, work))
        multiply(square[N], square[T], 1.0, square[U])
        for i in range(shape.m):
            value -= share[g] * square[U, i, i]
            copy(square[N, i], square[M, i])
        multiply(square[U], square[N], 1.0, square[M])
        _slopes(star, shape, work)
        _structural_slopes(shape, work)
        if shape.means:
            _mean_slopes(shape, work)
        _collect(share[g], g, shape, work, gradient)
        if scaled:
            information_diagonal(shape, work)
            _collect(share[g], g, shape, work, diagonal)
    return value
