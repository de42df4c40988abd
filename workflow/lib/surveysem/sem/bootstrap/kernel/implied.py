"""What a model implies at theta: diagonal Theta > 0, recursive Beta.

With Q = Theta^-1 Lambda, W = Lambda'Q and A = (I-Beta)^-1:

 1. entries of the matrices from theta and the sample; none of Theta near zero
 2. W, and V = A Psi A'
 3. W = L L';  H = L'V;  C = I + H L = R R';  G = R^-1 H;  N = V - G'G   (N = (I + V W)^-1 V;
    Sigma^-1 = Theta^-1 - Q N Q', and Sigma is positive definite exactly where C is)
 4. ln|Sigma| = sum ln theta + ln|C|
"""

from typing import NamedTuple

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.bootstrap.kernel.algebra import (
    cholesky,
    clear,
    copy,
    multiply,
    solve,
    sum_of_logs,
    transpose,
)
from surveysem.sem.bootstrap.kernel.compiled import inner
from surveysem.sem.bootstrap.shape import Shape

NEAR_ZERO = 1e-4

# Places of the (m, m) matrices in their room; At, K, Ht, Gt, Zt, NW, JA are transposed ones. The
# last eight are free for what follows: the names of `value`, then those of `expected`.
A, At, P, V, W, L, K, H, Ht, C, R, N, Gt, T, U, M, Y, Z, Zt, E, X = range(21)
WN, NW, J, A_J, JA, AJA, AJV, JV = range(13, 21)
SQUARES = 21


class Work(NamedTuple):
    """Room for one evaluation of one group.

    ``entry`` and ``slope`` (K,), entries of Q (E,), their products with S ``QS`` (m, p), ``square``
    (21, m, m) and the same as vector ``flat``, S with the mean's part ``star`` (p, p), the latent
    means ``eta`` (m,), distances of the means ``d`` (p,), their slopes by item (p,) and factor
    (m,), and two vectors ``z`` (2, m).
    """

    entry: Array
    slope: Array
    q: Array
    QS: Array
    square: Array
    flat: Array
    star: Array
    eta: Array
    d: Array
    by_item: Array
    by_factor: Array
    z: Array


def room(shape: Shape) -> Work:
    """Room for a model; made by Python."""
    m, p, size = shape.m, shape.first.size - 1, shape.template.shape[1]
    square = np.zeros((SQUARES, m, m))
    return Work(
        np.zeros(size),
        np.zeros(size),
        np.zeros(shape.item.size),
        np.zeros((m, p)),
        square,
        square.reshape(square.size),
        np.zeros((p, p)),
        np.zeros(m),
        np.zeros(p),
        np.zeros(p),
        np.zeros(m),
        np.zeros((2, m)),
    )


@inner
def _fill(theta: Array, S: Array, mean: Array, g: int, shape: Shape, work: Work) -> bool:
    """Step 1; False where a residual variance is negative or near zero."""
    entry = work.entry
    size, p = entry.size, S.shape[0]
    copy(shape.template[g], entry)
    for k in range(shape.start[g], shape.start[g + 1]):
        entry[shape.position[k] - g * size] = theta[shape.parameter[k]] + shape.offset[k]
    for k in range(shape.given.size):
        at = shape.source[k]
        entry[shape.given[k]] = S[at // p, at % p] if at < p * p else mean[at - p * p]
    at = size - p
    inside = True
    for i in range(p):
        inside = inside and entry[at + i] > NEAR_ZERO * S[i, i]
    return inside


@inner
def _measurement(shape: Shape, work: Work) -> None:
    """Entries of Q, and W."""
    entry, q, square = work.entry, work.q, work.square[W]
    p = shape.first.size - 1
    at = entry.size - p
    for i in range(p):
        precision = 1.0 / entry[at + i]
        for e in range(shape.first[i], shape.first[i + 1]):
            q[e] = entry[e] * precision
            for b in range(shape.first[i], shape.first[i + 1]):
                square[shape.factor[e], shape.factor[b]] += q[e] * entry[b]


@inner
def _structure(shape: Shape, work: Work) -> None:
    """A, row by row from the entries of Beta, and V."""
    square, m = work.square, shape.m
    at = shape.item.size
    for i in range(m):
        square[A, i, i] = 1.0
    for k in range(shape.beta_row.size):
        i, cause = shape.beta_row[k], shape.beta_column[k]
        for j in range(cause + 1):
            square[A, i, j] += work.entry[at + k] * square[A, cause, j]
    transpose(square[A], square[At])
    at += shape.beta_row.size
    for k in range(shape.psi_row.size):
        i, j = shape.psi_row[k], shape.psi_column[k]
        for a in range(m):
            square[P, i, a] += work.entry[at + k] * square[At, j, a]
    multiply(square[A], square[P], 1.0, square[V])


@inner
def implied(theta: Array, S: Array, mean: Array, g: int, shape: Shape, work: Work) -> float:
    """Steps 1 to 4 for group ``g``; ln|Sigma|, or inf outside the region of step 1 and 3."""
    if not _fill(theta, S, mean, g, shape, work):
        return np.inf
    square, m = work.square, shape.m
    clear(work.flat)
    _measurement(shape, work)
    _structure(shape, work)
    cholesky(square[W], square[L])
    transpose(square[L], square[K])
    multiply(square[K], square[V], 1.0, square[H])
    transpose(square[H], square[Ht])
    for i in range(m):
        square[C, i, i] = 1.0
    multiply(square[K], square[Ht], 1.0, square[C])
    if not cholesky(square[C], square[R]):
        return np.inf
    for i in range(m):
        work.z[0, i] = square[R, i, i]
    log_det = 2.0 * sum_of_logs(work.z[0])
    solve(square[R], square[H])
    transpose(square[H], square[Gt])
    for i in range(m):
        copy(square[V, i], square[N, i])
    multiply(square[Gt], square[H], -1.0, square[N])
    return log_det + sum_of_logs(work.entry[work.entry.size - S.shape[0] :])
