"""Unrotated loadings: principal components, principal axes, maximum likelihood, minres."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveysem.efa.correlations import Floats
from surveysem.errors import ConvergenceError

Convention = Literal["spss", "psych"]

# Lower bound of a uniqueness under ml and minres, that of factanal and psych; reaching it is
# reported.
LEAST_UNIQUENESS = 0.005
# Stopping rule of the principal axes, of both SPSS (largest change) and psych (change of the sum).
COMMUNALITY_CHANGE = 1e-3
# Largest projected gradient at which ml and minres count as converged.
GRADIENT = 1e-6


@dataclass(frozen=True, slots=True)
class Extraction:
    """Loadings ``Lambda`` (p, m) of uncorrelated factors and their ``communalities`` (p,).

    ``discrepancy`` is the minimum of the fitting function for ml, else None.
    """

    Lambda: Floats
    communalities: Floats
    iterations: int
    converged: bool
    discrepancy: float | None = None


def principal_components(R: Floats, m: int) -> Extraction:
    """The first m principal components of ``R`` (p, p), scaled to loadings."""
    Lambda = _leading(R, m)
    return Extraction(Lambda, _communalities(Lambda), iterations=0, converged=True)


def principal_axes(R: Floats, m: int, convention: Convention, max_iterations: int) -> Extraction:
    """Iterated principal axes of ``R``, begun at the squared multiple correlations.

    spss: until no communality changes by more than .001, eigenvalues in absolute value (IBM SPSS
    Algorithms, FACTOR). psych: until the sum of the communalities changes by at most .001; a
    negative eigenvalue among the first m raises ConvergenceError.
    """
    communalities = squared_multiple_correlations(R)
    reduced = R.copy()
    for iteration in range(1, max_iterations + 1):
        np.fill_diagonal(reduced, communalities)
        Lambda = _leading(reduced, m, absolute=convention == "spss")
        change = _communalities(Lambda) - communalities
        communalities = communalities + change
        distance = np.abs(change).max() if convention == "spss" else abs(change.sum())
        if distance <= COMMUNALITY_CHANGE:
            return Extraction(Lambda, communalities, iteration, converged=True)
    return Extraction(Lambda, communalities, max_iterations, converged=False)


def maximum_likelihood(R: Floats, m: int, max_iterations: int) -> Extraction:
    """Maximum likelihood for ``R`` over uniquenesses (Jöreskog 1967; Lawley & Maxwell 1971).

    With theta the eigenvalues of Psi^-1/2 R Psi^-1/2, the discrepancy is the sum of
    theta - ln theta - 1 over all but the first m.
    """

    def spectrum(psi: Floats) -> tuple[Floats, Floats]:
        scale = 1 / np.sqrt(psi)
        return np.linalg.eigh(R * np.outer(scale, scale))

    def discrepancy(psi: Floats) -> tuple[float, Floats]:
        theta, vectors = spectrum(psi)
        rest, omega = theta[:-m], vectors[:, :-m]
        gradient = (omega**2 @ (1 - rest)) / psi
        return float((rest - np.log(rest) - 1).sum()), gradient

    psi, value, iterations, converged = _minimise(discrepancy, R, max_iterations)
    theta, vectors = spectrum(psi)
    strengths = np.sqrt(np.maximum(theta[-m:] - 1, 0))
    Lambda = (np.sqrt(psi)[:, None] * vectors[:, -m:] * strengths)[:, ::-1]
    return Extraction(Lambda, _communalities(Lambda), iterations, converged, value)


def minimum_residuals(R: Floats, m: int, max_iterations: int) -> Extraction:
    """Least squares of the residual correlations (Harman & Jones 1966), the same as ULS.

    Over uniquenesses, half the sum of squared eigenvalues of R - Psi beyond the first m (Jöreskog
    1977).
    """

    def discrepancy(psi: Floats) -> tuple[float, Floats]:
        values, vectors = np.linalg.eigh(R - np.diag(psi))
        rest, omega = values[:-m], vectors[:, :-m]
        return float((rest**2).sum() / 2), -(omega**2 @ rest)

    psi, _, iterations, converged = _minimise(discrepancy, R, max_iterations)
    Lambda = _leading(R - np.diag(psi), m)
    return Extraction(Lambda, _communalities(Lambda), iterations, converged)


def squared_multiple_correlations(R: Floats) -> Floats:
    """Of each item with all others (p,)."""
    return 1 - 1 / np.diag(np.linalg.solve(R, np.eye(len(R))))


def _minimise(
    discrepancy: Callable[[Floats], tuple[float, Floats]], R: Floats, max_iterations: int
) -> tuple[Floats, float, int, bool]:
    from scipy.optimize import minimize

    found = minimize(
        discrepancy,
        1 - squared_multiple_correlations(R),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * len(R),
        options={"maxiter": max_iterations, "ftol": 0.0, "gtol": 1e-9, "maxcor": 30},
    )
    psi, gradient = found.x, found.jac
    projected = psi - np.clip(psi - gradient, LEAST_UNIQUENESS, 1.0)
    return psi, float(found.fun), int(found.nit), bool(np.abs(projected).max() <= GRADIENT)


def _leading(S: Floats, m: int, absolute: bool = False) -> Floats:
    """First m eigenvectors of ``S``, each times the root of its eigenvalue, descending."""
    values, vectors = np.linalg.eigh(S)
    leading = values[: -m - 1 : -1]
    if absolute:
        leading = np.abs(leading)
    if leading[-1] < 0:
        raise ConvergenceError(
            f"extraction of {m} factors: eigenvalue {m} of the reduced correlations is "
            f"{leading[-1]:.3g}, expected a positive one; ask for fewer factors"
        )
    Lambda: Floats = vectors[:, : -m - 1 : -1] * np.sqrt(leading)
    return Lambda


def _communalities(Lambda: Floats) -> Floats:
    communalities: Floats = (Lambda**2).sum(axis=1)
    return communalities
