"""Factor scores: weights of the standardised items, and what the scores are worth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from surveysem.efa.correlations import Correlations, Data, Floats, correlations
from surveysem.efa.rotations import check_choice
from surveysem.efa.solution import FactorSolution
from surveysem.errors import DataError, SpecificationError

ScoreMethod = Literal["regression", "bartlett", "anderson-rubin"]


@dataclass(frozen=True, slots=True)
class FactorScores:
    """Scores of m factors.

    weights       (p, m) of the standardised items; SPSS's factor score coefficient matrix
    scores        (n, m), one row per complete case with the index of the data; None for a matrix
    correlations  (m, m) of the scores; those of Anderson and Rubin are uncorrelated
    validity      (m,) correlation of the scores with the factor, for regression its maximum; its
                  square is the determinacy that psych prints as R2
    """

    method: ScoreMethod
    weights: pd.DataFrame
    scores: pd.DataFrame | None
    correlations: pd.DataFrame
    validity: pd.Series


def scores(
    solution: FactorSolution, data: Data, method: ScoreMethod = "regression"
) -> FactorScores:
    """Scores of the factors of ``solution`` for the cases of ``data``, as in SPSS and psych.

    With R the correlations of the items, Lambda the pattern and Psi the uniquenesses, the weights
    are for ``regression`` (Thurstone 1935) R^-1 Lambda Phi, for ``bartlett`` (1937)
    Psi^-1 Lambda (Lambda' Psi^-1 Lambda)^-1, for ``anderson-rubin`` (1956)
    Psi^-1 Lambda (Lambda' Psi^-1 R Psi^-1 Lambda)^-1/2. Principal components have no uniquenesses:
    each method gives R^-1 Lambda Phi there, the components themselves.

    Items are standardised by the means and standard deviations (divisor n - 1) of the complete
    cases. Raises SpecificationError for a solution of polychoric correlations or other items, and
    DataError for an item without a positive uniqueness where the method divides by it.
    """
    check_choice("method", method, get_args(ScoreMethod))
    if not isinstance(solution, FactorSolution):
        raise SpecificationError(
            f"solution: {type(solution).__name__}; expected what efa.fit gives, then the data"
        )
    if solution.ordered:
        raise SpecificationError(
            "scores of a solution of polychoric correlations are not yet available; "
            "expected a solution of the answers as they are"
        )
    found = correlations(data)
    items, factors = solution.loadings.index, solution.loadings.columns
    if tuple(found.names) != tuple(items):
        raise SpecificationError(
            f"scores: the data have the items {', '.join(found.names)}; expected those of the "
            f"solution, {', '.join(items)}"
        )
    W = _weights(found, solution, method)
    C = W.T @ found.R @ W
    sd = np.sqrt(np.diag(C))
    structure = solution.structure.to_numpy()
    return FactorScores(
        method=method,
        weights=pd.DataFrame(W, items, factors),
        scores=_scored(data, W, factors) if isinstance(data, pd.DataFrame) else None,
        correlations=pd.DataFrame(C / np.outer(sd, sd), factors, factors),
        validity=pd.Series(
            np.diag(W.T @ structure) / sd, index=factors, name="validity", dtype=float
        ),
    )


def _weights(found: Correlations, solution: FactorSolution, method: ScoreMethod) -> Floats:
    if method == "regression" or solution.extraction == "pca":
        return np.asarray(np.linalg.solve(found.R, solution.structure.to_numpy()))
    Psi = solution.uniquenesses.to_numpy()
    if (Psi <= 0).any():
        name = solution.uniquenesses.index[int(np.argmin(Psi))]
        raise DataError(
            f"item {name}: uniqueness {Psi.min():.3f} (Heywood case), and {method} scores divide "
            "by it; expected regression scores, or fewer factors"
        )
    Lambda = solution.loadings.to_numpy()
    Q = Lambda / Psi[:, None]
    if method == "bartlett":
        return np.asarray(np.linalg.solve(Q.T @ Lambda, Q.T).T)
    return np.asarray(Q @ _spectral(Q.T @ found.R @ Q, lambda values: values**-0.5))


def _spectral(S: Floats, function: Callable[[Floats], Floats]) -> Floats:
    """A function of a symmetric matrix (m, m), by its eigenvalues."""
    values, vectors = np.linalg.eigh(S)
    return np.asarray((vectors * function(values)) @ vectors.T)


def _scored(data: pd.DataFrame, W: Floats, factors: pd.Index) -> pd.DataFrame:
    complete = data.dropna()
    X = complete.to_numpy(dtype=np.float64)
    Z = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
    return pd.DataFrame(Z @ W, index=complete.index, columns=factors)
