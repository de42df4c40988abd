"""Small dense algebra in plain loops, which numba makes fast; nothing is allocated."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.kernel.compiled import compiled

_SINGULAR = 1e-14


@compiled
def copy(a: Array, to: Array) -> None:
    """Copy vectors; numba takes seconds to compile ``to[:] = a``."""
    for i in range(a.size):
        to[i] = a[i]


@compiled
def clear(a: Array) -> None:
    """Set a vector to zero."""
    for i in range(a.size):
        a[i] = 0.0


@compiled
def dot(a: Array, b: Array) -> float:
    """Inner product."""
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@compiled
def transpose(square: Array, of: int, to: int) -> None:
    """Put the transpose of one (m, m) matrix of ``square`` in the place of another."""
    m = square.shape[1]
    for i in range(m):
        for j in range(m):
            square[to, i, j] = square[of, j, i]


@compiled
def solve(R: Array, B: Array) -> None:
    """Solve R G = B in place, R lower triangular."""
    m = len(R)
    for i in range(m):
        for k in range(i):
            for j in range(m):
                B[i, j] -= R[i, k] * B[k, j]
        for j in range(m):
            B[i, j] /= R[i, i]


@compiled
def cholesky(C: Array, R: Array) -> float:
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
            elif total > _SINGULAR * C[i, i]:
                R[i, i] = np.sqrt(total)
                log_det += np.log(total)
            else:
                R[i, i] = 0.0
                log_det = -np.inf
    return log_det


@compiled
def log_det(S: Array, U: Array) -> float:
    """ln|S| by elimination in U; -inf where S is not positive definite."""
    p = len(S)
    for i in range(p):
        copy(S[i], U[i])
    total = 0.0
    for k in range(p):
        if not U[k, k] > _SINGULAR * S[k, k]:
            return -np.inf
        total += np.log(U[k, k])
        for i in range(k + 1, p):
            a = U[k, i] / U[k, k]
            for j in range(i, p):
                U[i, j] -= a * U[k, j]
    return total
