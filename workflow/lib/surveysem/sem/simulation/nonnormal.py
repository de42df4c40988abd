"""Variables of given skewness, kurtosis and correlations (Vale and Maurelli, 1983).

Y = a + b Z + c Z^2 + d Z^3 of a standard normal Z, with a = -c, has mean 0, variance 1 and the
skewness and excess kurtosis asked for where (Fleishman, 1978, eqs 11, 17, 18)

    b^2 + 6 b d + 2 c^2 + 15 d^2 = 1
    2 c (b^2 + 24 b d + 105 d^2 + 2) = skewness
    24 (b d + c^2 (1 + b^2 + 28 b d) + d^2 (12 + 48 b d + 141 c^2 + 225 d^2)) = kurtosis

and two of them correlate by rho where their normal variables correlate by r (Vale and Maurelli,
1983, eq. 11):  rho = r (b1 b2 + 3 b1 d2 + 3 d1 b2 + 9 d1 d2) + 2 r^2 c1 c2 + 6 r^3 d1 d2.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.simulation.population import root

_STEPS = 200
_CLOSE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Polynomials b, c, d (p,) and a ``root`` (p, p) of the correlations between their normals."""

    b: Array
    c: Array
    d: Array
    root: Array

    def shaped(self, Z: Array) -> Array:
        """Standardised variables (n, p) from correlated standard normal ones."""
        return np.asarray(((self.d * Z + self.c) * Z + self.b) * Z - self.c)


def shapes_of(names: tuple[str, ...], Sigma: Array, skewness: Array, kurtosis: Array) -> Shapes:
    """Polynomials for a population; SpecificationError where there are none."""
    found = [fleishman(*v) for v in zip(names, skewness.tolist(), kurtosis.tolist(), strict=True)]
    b, c, d = np.array(found).T
    sd = np.sqrt(Sigma.diagonal())
    if (sd == 0).any():
        name = names[int(np.argmin(sd))]
        raise SpecificationError(f"{name} has variance 0, and so no skewness or kurtosis")
    between = intermediate(names, Sigma / sd / sd[:, None], b, c, d)
    what = "no polynomials have this skewness, kurtosis and covariances: their normal correlation"
    return Shapes(b, c, d, root(between, f"{what} matrix"))


def fleishman(name: str, skewness: float, kurtosis: float) -> tuple[float, float, float]:
    """Coefficients b, c, d by Newton's method from the normal distribution, steps halved."""
    at = np.array([1.0, 0.0, 0.0])
    wanted = np.array([1.0, skewness, kurtosis])
    error = _moments(at) - wanted
    for _ in range(_STEPS):
        if np.abs(error).max() < _CLOSE * (1 + np.abs(wanted).max()):
            return float(at[0]), float(at[1]), float(at[2])
        step = np.linalg.lstsq(_slopes(at), error, rcond=None)[0]
        size = 1.0
        while size > 1e-6:
            moved = at - size * step
            new = _moments(moved) - wanted
            if np.linalg.norm(new) < np.linalg.norm(error):
                break
            size /= 2
        else:
            break
        at, error = moved, new
    raise SpecificationError(
        f"{name}: no cubic polynomial of a normal variable has skewness {skewness:g} and excess "
        f"kurtosis {kurtosis:g}; expected a kurtosis above about "
        f"{1.641 * skewness**2 - 1.226:.2f} for this skewness"
    )


def _moments(at: Array) -> Array:
    b, c, d = at
    return np.array(
        [
            b**2 + 6 * b * d + 2 * c**2 + 15 * d**2,
            2 * c * (b**2 + 24 * b * d + 105 * d**2 + 2),
            24
            * (
                b * d
                + c**2 * (1 + b**2 + 28 * b * d)
                + d**2 * (12 + 48 * b * d + 141 * c**2 + 225 * d**2)
            ),
        ]
    )


def _slopes(at: Array) -> Array:
    """Their derivatives (3, 3)."""
    b, c, d = at
    third = [
        d + 2 * b * c**2 + 28 * c**2 * d + 48 * d**3,
        2 * c * (1 + b**2 + 28 * b * d) + 282 * c * d**2,
        b + 28 * b * c**2 + 24 * d + 144 * b * d**2 + 282 * c**2 * d + 900 * d**3,
    ]
    return np.array(
        [
            [2 * b + 6 * d, 4 * c, 6 * b + 30 * d],
            [
                2 * c * (2 * b + 24 * d),
                2 * (b**2 + 24 * b * d + 105 * d**2 + 2),
                2 * c * (24 * b + 210 * d),
            ],
            [24 * x for x in third],
        ]
    )


def intermediate(names: tuple[str, ...], rho: Array, b: Array, c: Array, d: Array) -> Array:
    """Correlations (p, p) of the normal variables, by Newton's method from rho.

    SpecificationError, naming the pair, where none within -1..1 gives rho.
    """
    linear = np.outer(b + 3 * d, b + 3 * d)
    square, cube = 2 * np.outer(c, c), 6 * np.outer(d, d)
    r = rho.copy()
    for _ in range(_STEPS):
        error = ((cube * r + square) * r + linear) * r - rho
        slope = (3 * cube * r + 2 * square) * r + linear
        r = np.clip(r - error / np.where(slope == 0, 1.0, slope), -1.0, 1.0)
        if np.abs(error).max() < _CLOSE:
            break
    np.fill_diagonal(r, 1.0)
    missed = np.abs(((cube * r + square) * r + linear) * r - rho) > 1e-8
    if missed.any():
        i, j = np.argwhere(missed)[0]
        raise SpecificationError(
            f"{names[i]} and {names[j]}: variables of this skewness and kurtosis cannot correlate "
            f"by {rho[i, j]:.3f}"
        )
    return r
