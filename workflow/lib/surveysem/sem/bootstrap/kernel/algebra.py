"""Small dense algebra in plain loops, which numba makes fast; nothing is allocated."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.kernel.compiled import inner

_SINGULAR = 1e-14


@inner
def copy(a: Array, to: Array) -> None:
    """Copy vectors; numba takes seconds to compile ``to[:] = a``."""
    for i in range(a.size):
        to[i] = a[i]


@inner
def clear(a: Array) -> None:
    """Set a vector to zero."""
    for i in range(a.size):
        a[i] = 0.0


@inner
def dot(a: Array, b: Array) -> float:
    """Inner product."""
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@inner
def transpose(a: Array, to: Array) -> None:
    """Put the transpose of one (m, m) matrix in the place of another."""
    for i in range(len(a)):
        for j in range(len(a)):
            to[i, j] = a[j, i]


@inner
def multiply(left: Array, right: Array, sign: float, out: Array) -> None:
    """Add sign times the product of (m, m) matrices; zeros on the left cost little."""
    m = len(left)
    for i in range(m):
        for k in range(0, m - 1, 2):
            a, b = sign * left[i, k], sign * left[i, k + 1]
            if a != 0.0 or b != 0.0:
                for j in range(m):
                    out[i, j] += a * right[k, j] + b * right[k + 1, j]
        if m % 2:
            a = sign * left[i, m - 1]
            for j in range(m):
                out[i, j] += a * right[m - 1, j]


@inner
def sum_of_logs(a: Array) -> float:
    """Sum of the logarithms of a vector of positive numbers, by four: a logarithm costs as much."""
    total = 0.0
    n = a.size - a.size % 4
    for i in range(0, n, 4):
        total += np.log(a[i] * a[i + 1] * a[i + 2] * a[i + 3])
    for i in range(n, a.size):
        total += np.log(a[i])
    return total


@inner
def solve(R: Array, B: Array) -> None:
    """Solve R G = B in place, R lower triangular."""
    m = len(R)
    for i in range(m):
        for k in range(i):
            for j in range(m):
                B[i, j] -= R[i, k] * B[k, j]
        for j in range(m):
            B[i, j] /= R[i, i]


@inner
def cholesky(C: Array, R: Array) -> bool:
    """Lower factor of C within its envelope; False where C is not positive definite.

    A pivot that is zero beside its diagonal leaves its column zero, which counts as indefinite.
    """
    definite = True
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
            else:
                R[i, i] = 0.0
                definite = False
    return definite


@inner
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
