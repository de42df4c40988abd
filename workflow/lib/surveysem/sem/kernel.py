"""Refits of one model to many samples, compiled: diagonal Theta > 0, recursive Beta.

The discrepancy, with Q = Theta^-1 Lambda, W = Lambda'Q, T = Q'S Q and A = (I-Beta)^-1:

 1. entries of the matrices from theta; none of Theta near zero
 2. QS = Q'S, T, W and tr(S Theta^-1)
 3. V = A Psi A'
 4. W = L L';  C = I + L'V L = R R';  G = R^-1 L'V;  N = V - G'G   (N = (I + V W)^-1 V)
 5. F = sum ln theta + ln|C| + tr(S Theta^-1) - tr(N T) - ln|S| - p
    (Sigma^-1 = Theta^-1 - Q N Q'; Sigma is positive definite exactly where C is)
 6. M = N + N T N;  J = I - N W;  E = Lambda'Omega Lambda = (W - J'T) J;  X = A'E
 7. dF/dLambda = 2 (Q M - Theta^-1 S Q N);  dF/dBeta = 2 X V;  dF/dPsi = X A;
    dF/dtheta = 1/theta - s/theta^2 - (Q M Q') + 2 Theta^-1 (S Q N Q')   (diagonals)
 8. summed by parameter, so that equal ones are one

The refit, by L-BFGS (Nocedal and Wright, 2006, algorithm 7.4) in the metric H0 of the full sample:

 a. direction -H g by the two loops over the last 10 pairs (s, y) around H0
 b. done where the Newton decrement sqrt(g'H g) is below the tolerance
 c. halve the step until F decreases enough (Armijo) inside the region of step 1
 d. keep the pair where its curvature is positive
"""

from typing import NamedTuple

import numpy as np

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.compiled import compiled
from surveysem.sem.shape import Shape

MEMORY = 10
NEAR_ZERO = 1e-4
_EVALUATIONS = 100
_HALVINGS = 12
_ARMIJO = 1e-4
_ROUNDING = 1e-13
_CURVATURE = 1e-8


class Work(NamedTuple):
    """Room for one evaluation: entries and their gradient, (m, p) and (m, m) matrices."""

    entry: Array
    slope: Array
    q: Array
    r: Array
    QS: Array
    square: Array


@compiled
def room(shape: Shape) -> Work:
    """Room for a model."""
    E, m, p = shape.item.size, shape.m, shape.first.size - 1
    K = shape.template.size
    return Work(
        np.empty(K), np.empty(K), np.empty(E), np.empty(E), np.empty((m, p)), np.zeros((16, m, m))
    )


@compiled
def _add_product(rows: Array, B: Array, sign: float, out: Array) -> None:
    """Add ``sign`` rows B to out, four rows of B at a time; zeros of ``rows`` cost little."""
    m = B.shape[1]
    whole = B.shape[0] // 4 * 4
    for i in range(rows.shape[0]):
        for k in range(0, whole, 4):
            a0, a1 = sign * rows[i, k], sign * rows[i, k + 1]
            a2, a3 = sign * rows[i, k + 2], sign * rows[i, k + 3]
            if a0 != 0.0 or a1 != 0.0 or a2 != 0.0 or a3 != 0.0:
                for j in range(m):
                    out[i, j] += (
                        a0 * B[k, j] + a1 * B[k + 1, j] + a2 * B[k + 2, j] + a3 * B[k + 3, j]
                    )
        for k in range(whole, B.shape[0]):
            a0 = sign * rows[i, k]
            if a0 != 0.0:
                for j in range(m):
                    out[i, j] += a0 * B[k, j]


@compiled
def _cholesky(C: Array, R: Array) -> float:
    """Lower factor of C within its envelope, and ln|C|; -inf where C is not positive definite.

    A pivot that is zero beside its diagonal leaves its column zero, which counts as indefinite.
    """
    log_det = 0.0
    for i in range(C.shape[0]):
        start = 0
        while start < i and C[i, start] == 0.0:
            R[i, start] = 0.0
            start += 1
        for j in range(start, i + 1):
            total = C[i, j]
            for k in range(start, j):
                total -= R[i, k] * R[j, k]
            if j < i:
                R[i, j] = total / R[j, j] if R[j, j] > 0.0 else 0.0
            elif total > 1e-14 * C[i, i]:
                R[i, i] = np.sqrt(total)
                log_det += np.log(total)
            else:
                R[i, i] = 0.0
                log_det = -np.inf
    return log_det


@compiled
def _log_det(S: Array, U: Array) -> float:
    """ln|S| by elimination in U; -inf where S is not positive definite."""
    p = len(S)
    U[:] = S
    total = 0.0
    for k in range(p):
        if not U[k, k] > 1e-14 * S[k, k]:
            return -np.inf
        total += np.log(U[k, k])
        for i in range(k + 1, p):
            a = U[k, i] / U[k, k]
            for j in range(i, p):
                U[i, j] -= a * U[k, j]
    return total


@compiled
def _fill(theta: Array, S: Array, shape: Shape, work: Work) -> bool:
    """Step 1; False where a residual variance is negative or near zero."""
    entry = work.entry
    entry[:] = shape.template
    for k in range(shape.position.size):
        entry[shape.position[k]] = theta[shape.parameter[k]]
    p = S.shape[0]
    at = entry.size - p
    for i in range(p):
        if not entry[at + i] > NEAR_ZERO * S[i, i]:
            return False
    return True


@compiled
def _cross_products(S: Array, shape: Shape, work: Work, W: Array, T: Array) -> float:
    """Step 2: QS (m, p), T and W (m, m) in place; returns sum ln theta + tr(S Theta^-1)."""
    entry, q, QS = work.entry, work.q, work.QS
    p = S.shape[0]
    at = entry.size - p
    QS[:] = 0.0
    total = 0.0
    for i in range(p):
        variance = entry[at + i]
        total += np.log(variance) + S[i, i] / variance
        for e in range(shape.first[i], shape.first[i + 1]):
            q[e] = entry[e] / variance
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
def _forward(R: Array, B: Array) -> None:
    """Solve R G = B in place, R lower triangular."""
    m = len(R)
    for i in range(m):
        for k in range(i):
            for j in range(m):
                B[i, j] -= R[i, k] * B[k, j]
        for j in range(m):
            B[i, j] /= R[i, i]


@compiled
def _latent(shape: Shape, work: Work, A: Array, V: Array, Beta: Array, AP: Array) -> None:
    """Step 3: A, row by row from Beta, and V."""
    E = shape.item.size
    for k in range(shape.beta_row.size):
        Beta[shape.beta_row[k], shape.beta_column[k]] = work.entry[E + k]
    for i in range(shape.m):
        A[i, i] = 1.0
        for k in range(i):
            b = Beta[i, k]
            if b != 0.0:
                for j in range(k + 1):
                    A[i, j] += b * A[k, j]
    E += shape.beta_row.size
    for k in range(shape.psi_row.size):
        psi = work.entry[E + k]
        i, j = shape.psi_row[k], shape.psi_column[k]
        for a in range(j, shape.m):
            AP[i, a] += psi * A[a, j]
    _add_product(A, AP, 1.0, V)


@compiled
def evaluate(
    theta: Array, S: Array, shape: Shape, work: Work, gradient: Array
) -> float:
    """F + ln|S| + p, and its gradient (q,) in place; inf outside the region of step 1."""
    if not _fill(theta, S, shape, work):
        return np.inf
    square = work.square
    square[:] = 0.0
    W, T, A, V, Beta, AP = square[0], square[1], square[2], square[3], square[4], square[5]
    value = _cross_products(S, shape, work, W, T)
    _latent(shape, work, A, V, Beta, AP)
    L, H, C, R, G = square[6], square[7], square[8], square[9], square[10]
    N, M, U, E, X = square[11], square[12], square[13], square[14], square[15]
    m = shape.m
    _cholesky(W, L)
    _add_product(L.T.copy(), V, 1.0, H)
    for i in range(m):
        C[i, i] = 1.0
    _add_product(H, L, 1.0, C)
    log_det = _cholesky(C, R)
    if log_det == -np.inf:
        return np.inf
    _forward(R, H)
    N[:] = V
    _add_product(H.T.copy(), H, -1.0, N)
    _add_product(N, T, 1.0, U)
    M[:] = N
    _add_product(U, N, 1.0, M)
    value += log_det
    for i in range(m):
        value -= U[i, i]
        for j in range(m):
            E[i, j] = W[i, j] - T[i, j]
    G[:] = U.T
    _add_product(W, M, -1.0, G)
    _add_product(G, W, 1.0, E)
    _add_product(W, U, 1.0, E)
    _add_product(A.T.copy(), E, 1.0, X)
    _slopes(S, shape, work, M, N, X, V, A)
    gradient[:] = 0.0
    for k in range(shape.position.size):
        gradient[shape.parameter[k]] += work.slope[shape.position[k]]
    return value


@compiled
def _slopes(
    S: Array, shape: Shape, work: Work, M: Array, N: Array, X: Array, V: Array, A: Array
) -> None:
    """Step 7: derivatives by every entry."""
    entry, slope, q, QS = work.entry, work.slope, work.q, work.QS
    p, m, count = S.shape[0], shape.m, shape.item.size
    at = entry.size - p
    for i in range(p):
        variance = entry[at + i]
        total = (1.0 - S[i, i] / variance) / variance
        for e in range(shape.first[i], shape.first[i + 1]):
            f = shape.factor[e]
            SQN = 0.0
            for g in range(m):
                SQN += QS[g, i] * N[g, f]
            QM = 0.0
            for b in range(shape.first[i], shape.first[i + 1]):
                QM += q[b] * M[shape.factor[b], f]
            slope[e] = 2.0 * (QM - SQN / variance)
            total += q[e] * (2.0 * SQN / variance - QM)
        slope[at + i] = total
    for k in range(shape.beta_row.size):
        i, j = shape.beta_row[k], shape.beta_column[k]
        total = 0.0
        for g in range(m):
            total += X[i, g] * V[j, g]
        slope[count + k] = 2.0 * total
    count += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        total = 0.0
        for g in range(j, m):
            total += X[i, g] * A[g, j]
        slope[count + k] = total


@compiled
def _dot(a: Array, b: Array) -> float:
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@compiled
def _direct(H0: Array, g: Array, s: Array, y: Array, rho: Array, kept: int, out: Array) -> None:
    """Step a: H g in ``out``; pair k sits at k modulo the memory."""
    v = g.copy()
    alpha = np.empty(MEMORY)
    oldest = max(0, kept - MEMORY)
    for k in range(kept - 1, oldest - 1, -1):
        at = k % MEMORY
        alpha[at] = rho[at] * _dot(s[at], v)
        for i in range(v.size):
            v[i] -= alpha[at] * y[at, i]
    for i in range(v.size):
        out[i] = _dot(H0[i], v)
    for k in range(oldest, kept):
        at = k % MEMORY
        beta = alpha[at] - rho[at] * _dot(y[at], out)
        for i in range(v.size):
            out[i] += beta * s[at, i]


@compiled
def _refit(
    S: Array, start: Array, H0: Array, shape: Shape, work: Work, tolerance: float, theta: Array
) -> tuple[float, bool]:
    """Steps a to d from ``start``; the estimate in ``theta``, F + ln|S| + p, and success."""
    q = start.size
    s, y, rho = np.empty((MEMORY, q)), np.empty((MEMORY, q)), np.empty(MEMORY)
    g, Hg, new, new_g = np.empty(q), np.zeros(q), np.empty(q), np.empty(q)
    theta[:] = start
    value, slope, size = np.inf, 0.0, 1.0
    kept = tried = 0
    for _ in range(_EVALUATIONS):
        for i in range(q):
            new[i] = theta[i] - size * Hg[i]
        found = evaluate(new, S, shape, work, new_g)
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
            sy = _dot(s[at], y[at])
            if sy > _CURVATURE * _dot(y[at], y[at]):
                rho[at] = 1.0 / sy
                kept += 1
        elif found == np.inf:
            break
        theta[:], g[:] = new, new_g
        value, size, tried = found, 1.0, 0
        _direct(H0, g, s, y, rho, kept, Hg)
        slope = -_dot(g, Hg)
        if -slope < tolerance * tolerance:
            return value, True
    return value, False


@compiled
def refit_all(
    products: Array,
    mean: Array,
    start: Array,
    H0: Array,
    shape: Shape,
    tolerance: float,
    theta: Array,
    value: Array,
    done: Flags,
) -> None:
    """Refit to as many samples as ``done`` has room for; see ``WeightedProducts``."""
    work = room(shape)
    p = mean.shape[1]
    S, factor = np.empty((p, p)), np.empty((p, p))
    for r in range(done.size):
        k = 0
        for i in range(p):
            for j in range(i, p):
                S[i, j] = products[r, k] - mean[r, i] * mean[r, j]
                S[j, i] = S[i, j]
                k += 1
        log_det = _log_det(S, factor)
        if log_det > -np.inf:
            F, done[r] = _refit(S, start, H0, shape, work, tolerance, theta[r])
            value[r] = F - log_det - p
