"""The part of the Hessian that the second derivatives of Sigma and mu bring in."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.estimation.directions import Directions, Geometry
from surveysem.sem.estimation.slopes import Slopes
from surveysem.sem.model.matrices import Matrices


def second_order(
    M: Matrices, here: Geometry, slopes: Slopes, a: Directions, b: Directions
) -> Array:
    """tr(Omega d2Sigma) + g'd2mu (Ka, Kb) for entries a and b of the model matrices.

    Along b the columns C = [I, Lambda A, Lambda V] of ``Directions`` move by u_b r1' + v_b r2',
    so that nothing larger than (Ka, Kb) is formed.
    """
    p, m = M.Lambda.shape
    r1, r2 = _column_moves(M, b, p, m)
    X = here.columns.T @ slopes.Omega @ here.columns
    H = r1[:, a.u] * X[np.ix_(b.u, a.v)] + r2[:, a.u] * X[np.ix_(b.v, a.v)]
    H += r1[:, a.v] * X[np.ix_(b.u, a.u)] + r2[:, a.v] * X[np.ix_(b.v, a.u)]
    H *= 2.0 * a.w
    if slopes.g is not None:
        y = here.columns.T @ slopes.g
        H += _mean_moves(M, here, b, p, m)[:, a.c] * y[a.u]
        H += here.eta[a.c] * (r1[:, a.u] * y[b.u][:, None] + r2[:, a.u] * y[b.v][:, None])
    return np.asarray(H.T)


def _column_moves(M: Matrices, b: Directions, p: int, m: int) -> tuple[Array, Array]:
    """Rows r1 and r2 (K, p + 2m) of each entry."""
    A, V = M.total_effect(), M.latent_covariance()
    r1, r2 = np.zeros((2, b.u.size, p + 2 * m))
    from_V = b.v >= p + m
    j = b.v[from_V] - p - m
    r1[from_V, p : p + m] = A[j]
    r1[from_V, p + m :] = V[j]
    from_A = (b.v >= p) & (b.v < p + m)
    r1[from_A, p + m :] = b.w[from_A, None] * A[:, b.v[from_A] - p].T
    inner = (b.u >= p) & (b.u < p + m)
    r2[inner, p + m :] = b.w[inner, None] * A[:, b.u[inner] - p].T
    return r1, r2


def _mean_moves(M: Matrices, here: Geometry, b: Directions, p: int, m: int) -> Array:
    """Derivatives (K, m + 2) of the latent means, with the constants 1 and 0 behind them."""
    moved = np.zeros((b.u.size, m + 2))
    inner = (b.u >= p) & (b.u < p + m)
    moved[inner, :m] = M.total_effect()[:, b.u[inner] - p].T * here.eta[b.c[inner]][:, None]
    return moved
