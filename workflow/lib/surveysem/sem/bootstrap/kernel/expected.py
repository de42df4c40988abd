"""Diagonal of the expected information, by entry.

The entry k moves Sigma along w (u v' + v u') and mu along c u, with u and v columns of
[I, Lambda A, Lambda V] (see ``estimation.directions``); its place on the diagonal is
2 w^2 (G_uu G_vv + G_uv^2) + 2 c^2 G_uu with G_uv = u'Sigma^-1 v. With
J = Lambda'Sigma^-1 Lambda = W - W N W and s_i = Sigma^-1_ii these are

    Lambda_ij  2 (s_i r_j + b_ij^2),  r_j = (V J V)_jj + eta_j^2,  b = Sigma^-1 Lambda V
    Beta_ij    2 ((A'J A)_ii r_j + (A'J V)_ij^2)
    Psi_ij     ((A'J A)_ii (A'J A)_jj + (A'J A)_ij^2) / 2
    Theta_i    s_i^2;   alpha_j  2 (A'J A)_jj;   nu_i  2 s_i

For parameters, what different entries share is left out: the diagonal scales a metric.
"""

from surveysem.sem.bootstrap.kernel.algebra import clear, copy, multiply, transpose
from surveysem.sem.bootstrap.kernel.compiled import inner
from surveysem.sem.bootstrap.kernel.implied import (
    A_J,
    AJA,
    AJV,
    JA,
    JV,
    NW,
    WN,
    At,
    J,
    N,
    V,
    W,
    Work,
)
from surveysem.sem.bootstrap.shape import Shape


@inner
def _products(shape: Shape, work: Work) -> None:
    """J, A'J A, A'J V and J V; then (I - N W) V in the room of W N."""
    square = work.square
    multiply(square[W], square[N], 1.0, square[WN])
    transpose(square[WN], square[NW])
    for i in range(shape.m):
        copy(square[W, i], square[J, i])
    multiply(square[W], square[NW], -1.0, square[J])
    multiply(square[At], square[J], 1.0, square[A_J])
    transpose(square[A_J], square[JA])
    multiply(square[At], square[JA], 1.0, square[AJA])
    multiply(square[A_J], square[V], 1.0, square[AJV])
    multiply(square[J], square[V], 1.0, square[JV])
    for i in range(shape.m):
        copy(square[V, i], square[WN, i])
    multiply(square[NW], square[V], -1.0, square[WN])


@inner
def _items(shape: Shape, work: Work) -> None:
    """Entries of Lambda, nu and Theta; ``z[0]`` holds the diagonal of V J V."""
    square, q, slope = work.square, work.q, work.slope
    p = shape.first.size - 1
    at = slope.size - p
    for i in range(p):
        s = 1.0 / work.entry[at + i]
        for e in range(shape.first[i], shape.first[i + 1]):
            for b in range(shape.first[i], shape.first[i + 1]):
                s -= q[e] * square[N, shape.factor[e], shape.factor[b]] * q[b]
        for e in range(shape.first[i], shape.first[i + 1]):
            f = shape.factor[e]
            moved = 0.0
            for b in range(shape.first[i], shape.first[i + 1]):
                moved += q[b] * square[WN, shape.factor[b], f]
            slope[e] = 2.0 * (s * (work.z[0, f] + work.eta[f] ** 2) + moved * moved)
        slope[at - p + i] = 2.0 * s
        slope[at + i] = s * s


@inner
def _factors(shape: Shape, work: Work) -> None:
    """Entries of Beta, Psi and alpha."""
    square, slope = work.square, work.slope
    at = shape.item.size
    for k in range(shape.beta_row.size):
        i, j = shape.beta_row[k], shape.beta_column[k]
        size = work.z[0, j] + work.eta[j] ** 2
        slope[at + k] = 2.0 * (square[AJA, i, i] * size + square[AJV, i, j] ** 2)
    at += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        slope[at + k] = 0.5 * (square[AJA, i, i] * square[AJA, j, j] + square[AJA, i, j] ** 2)
    at += shape.psi_row.size
    for f in range(shape.m):
        slope[at + f] = 2.0 * square[AJA, f, f]


@inner
def information_diagonal(shape: Shape, work: Work) -> None:
    """Diagonal by entry in the room of the slopes, where ``implied`` has made the rest ready."""
    m = shape.m
    clear(work.flat[WN * m * m :])
    _products(shape, work)
    for f in range(m):
        total = 0.0
        for k in range(m):
            total += work.square[V, f, k] * work.square[JV, k, f]
        work.z[0, f] = total
    _items(shape, work)
    _factors(shape, work)
