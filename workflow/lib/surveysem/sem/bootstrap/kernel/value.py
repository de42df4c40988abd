"""Value and gradient of the discrepancy: diagonal Theta > 0, recursive Beta.

With Q = Theta^-1 Lambda, W = Lambda'Q, T = Q'S Q and A = (I-Beta)^-1:

 1. entries of the matrices from theta; none of Theta near zero
 2. QS = Q'S, T, W and tr(S Theta^-1)
 3. V = A P with P = Psi A'
 4. W = L L';  H = L'V;  C = I + H L = R R';  G = R^-1 H;  N = V - G'G   (N = (I + V W)^-1 V;
    Sigma^-1 = Theta^-1 - Q N Q', and Sigma is positive definite exactly where C is)
 5. U = N T;  F = sum ln theta + ln|C| + tr(S Theta^-1) - tr(U) - ln|S| - p
 6. M = N + U N;  E = Lambda'Omega Lambda = W - T + W U + (W U)' - W M W;  X = A'E
 7. dF/dLambda = 2 (Q M - Theta^-1 S Q N);  dF/dBeta = 2 X V;  dF/dPsi = X A;
    dF/dtheta = 1/theta - s/theta^2 - (Q M Q') + 2 Theta^-1 (S Q N Q')   (diagonals)
 8. summed by parameter, so that equal ones are one
"""

from typing import NamedTuple

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.kernel.algebra import cholesky, clear, copy, dot, solve, transpose
from surveysem.sem.bootstrap.kernel.compiled import compiled
from surveysem.sem.bootstrap.shape import Shape

NEAR_ZERO = 1e-4

# Places of the (m, m) matrices in their room; K is a transposed one, Y = W U, Z = W M.
_A, _P, _V, _W, _T, _L, _K, _H, _C, _R, _N, _U, _M, _Y, _Z, _E, _X = range(17)
# Products of steps 3, 4, 4, then 4, 5, 6, 6, 6, 6: left, right, what they are added to, sign.
_PLAN = np.array(
    [
        (_A, _P, _V, 1),
        (_K, _V, _H, 1),
        (_H, _L, _C, 1),
        (_K, _H, _N, -1),
        (_N, _T, _U, 1),
        (_U, _N, _M, 1),
        (_W, _U, _Y, 1),
        (_W, _M, _Z, 1),
        (_Z, _W, _E, -1),
    ]
)


class Work(NamedTuple):
    """Room for one evaluation: entries and their slopes, q of entries, (m, p) and (m, m)."""

    entry: Array
    slope: Array
    q: Array
    QS: Array
    square: Array


@compiled
def room(shape: Shape) -> Work:
    """Room for a model."""
    m, p, K = shape.m, shape.first.size - 1, shape.template.size
    q = np.empty(shape.item.size)
    return Work(np.empty(K), np.empty(K), q, np.empty((m, p)), np.empty((17, m, m)))


@compiled
def _multiply(square: Array, first: int, last: int) -> None:
    """Products ``first`` to ``last - 1`` of the plan; zeros on the left cost little."""
    m = square.shape[1]
    for step in range(first, last):
        left, B, out = square[_PLAN[step, 0]], square[_PLAN[step, 1]], square[_PLAN[step, 2]]
        sign = _PLAN[step, 3]
        for i in range(m):
            if _PLAN[step, 2] == _M:
                copy(B[i], out[i])
            for k in range(0, m - 1, 2):
                a, b = sign * left[i, k], sign * left[i, k + 1]
                if a != 0.0 or b != 0.0:
                    for j in range(m):
                        out[i, j] += a * B[k, j] + b * B[k + 1, j]
            if m % 2:
                a = sign * left[i, m - 1]
                for j in range(m):
                    out[i, j] += a * B[m - 1, j]


@compiled
def _fill(theta: Array, S: Array, shape: Shape, work: Work) -> bool:
    """Step 1; False where a residual variance is negative or near zero."""
    entry = work.entry
    copy(shape.template, entry)
    for k in range(shape.position.size):
        entry[shape.position[k]] = theta[shape.parameter[k]] + shape.offset[k]
    p = S.shape[0]
    at = entry.size - p
    inside = True
    for i in range(p):
        inside = inside and entry[at + i] > NEAR_ZERO * S[i, i]
    return inside


@compiled
def _cross_products(S: Array, shape: Shape, work: Work) -> float:
    """Step 2: QS (m, p), T and W (m, m) in place; returns sum ln theta + tr(S Theta^-1)."""
    entry, q, QS = work.entry, work.q, work.QS
    W, T = work.square[_W], work.square[_T]
    p = S.shape[0]
    at = entry.size - p
    for f in range(shape.m):
        clear(QS[f])
    total = 0.0
    for i in range(p):
        precision = 1.0 / entry[at + i]
        total += S[i, i] * precision + np.log(entry[at + i])
        for e in range(shape.first[i], shape.first[i + 1]):
            q[e] = entry[e] * precision
            f = shape.factor[e]
            for j in range(p):
                QS[f, j] += q[e] * S[i, j]
            for b in range(shape.first[i], shape.first[i + 1]):
                W[f, shape.factor[b]] += q[e] * entry[b]
    for e in range(shape.item.size):
        for f in range(shape.m):
            T[shape.factor[e], f] += q[e] * QS[f, shape.item[e]]
    return total


@compiled
def _structure(shape: Shape, work: Work) -> None:
    """A, row by row from the entries of Beta, and P, of step 3."""
    A, P = work.square[_A], work.square[_P]
    at = shape.item.size
    for i in range(shape.m):
        A[i, i] = 1.0
    for k in range(shape.beta_row.size):
        i, cause = shape.beta_row[k], shape.beta_column[k]
        for j in range(cause + 1):
            A[i, j] += work.entry[at + k] * A[cause, j]
    at += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        for a in range(j, shape.m):
            P[i, a] += work.entry[at + k] * A[a, j]


@compiled
def _structural_slopes(shape: Shape, work: Work) -> None:
    """E and X of step 6, and step 7 for Beta and Psi."""
    square, m = work.square, shape.m
    A, V, E, X = square[_A], square[_V], square[_E], square[_X]
    for i in range(m):
        for j in range(m):
            E[i, j] += square[_W, i, j] - square[_T, i, j]
            E[i, j] += square[_Y, i, j] + square[_Y, j, i]
    for a in range(m):
        for i in range(a + 1):
            if A[a, i] != 0.0:
                for j in range(m):
                    X[i, j] += A[a, i] * E[a, j]
    at = shape.item.size
    for k in range(shape.beta_row.size):
        i, j = shape.beta_row[k], shape.beta_column[k]
        work.slope[at + k] = 2.0 * dot(X[i], V[j])
    at += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        total = 0.0
        for g in range(j, m):
            total += X[i, g] * A[g, j]
        work.slope[at + k] = total


@compiled
def _slopes(S: Array, shape: Shape, work: Work) -> None:
    """Step 7: derivatives by every entry."""
    entry, slope, q, QS = work.entry, work.slope, work.q, work.QS
    M, N = work.square[_M], work.square[_N]
    p = S.shape[0]
    at = entry.size - p
    for i in range(p):
        precision = 1.0 / entry[at + i]
        total = (1.0 - S[i, i] * precision) * precision
        for e in range(shape.first[i], shape.first[i + 1]):
            f = shape.factor[e]
            SQN = 0.0
            for g in range(shape.m):
                SQN += QS[g, i] * N[f, g]
            SQN *= precision
            QM = 0.0
            for b in range(shape.first[i], shape.first[i + 1]):
                QM += q[b] * M[shape.factor[b], f]
            slope[e] = 2.0 * (QM - SQN)
            total += q[e] * (2.0 * SQN - QM)
        slope[at + i] = total
    _structural_slopes(shape, work)


@compiled
def evaluate(theta: Array, S: Array, shape: Shape, work: Work, gradient: Array) -> float:
    """F + ln|S| + p, and its gradient (q,) in place; inf outside the region of step 1."""
    if not _fill(theta, S, shape, work):
        return np.inf
    square, m = work.square, shape.m
    for k in range(len(square)):
        for i in range(m):
            clear(square[k, i])
    value = _cross_products(S, shape, work)
    _structure(shape, work)
    cholesky(square[_W], square[_L])
    transpose(square, _L, _K)
    for i in range(m):
        square[_C, i, i] = 1.0
    _multiply(square, 0, 3)
    log_det = cholesky(square[_C], square[_R])
    if log_det == -np.inf:
        return np.inf
    solve(square[_R], square[_H])
    transpose(square, _H, _K)
    for i in range(m):
        copy(square[_V, i], square[_N, i])
    _multiply(square, 3, 9)
    value += log_det
    for i in range(m):
        value -= square[_U, i, i]
    _slopes(S, shape, work)
    clear(gradient)
    for k in range(shape.position.size):
        gradient[shape.parameter[k]] += work.slope[shape.position[k]]
    return value
