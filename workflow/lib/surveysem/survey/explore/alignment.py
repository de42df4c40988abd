"""Which factor of one solution is which of another: Tucker's congruence."""

from dataclasses import dataclass

import numpy as np

from surveysem.efa.correlations import Floats


@dataclass(frozen=True, slots=True)
class Aligned:
    """Loadings (p, m) in the order and with the signs of a target's factors; ``congruence`` (m,)
    of each factor with that of the target."""

    loadings: Floats
    congruence: Floats


def congruences(A: Floats, B: Floats) -> Floats:
    """Coefficients of the factors of ``A`` (p, k) with those of ``B`` (p, m), (k, m).

    The cosine of two columns of loadings (Tucker 1951; Lorenzo-Seva and ten Berge 2006, equation
    1).
    """
    lengths = np.outer(np.linalg.norm(A, axis=0), np.linalg.norm(B, axis=0))
    found: Floats = A.T @ B / lengths
    return found


def align(loadings: Floats, target: Floats) -> Aligned:
    """``loadings`` (p, m) with factors matched to those of ``target`` (p, m), one to one.

    The match has the largest sum of congruences in size; signs follow. Nothing is rotated: a
    Procrustes rotation would make any solution look more like its target.
    """
    from scipy.optimize import linear_sum_assignment

    found = congruences(target, loadings)
    rows, columns = linear_sum_assignment(-np.abs(found))
    matched = found[rows, columns]
    return Aligned(loadings[:, columns] * np.where(matched < 0, -1.0, 1.0), np.abs(matched))
