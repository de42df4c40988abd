"""The result of an exploratory factor analysis, labelled by item and factor."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.efa.correlations import Floats
from surveysem.efa.extraction import LEAST_UNIQUENESS, Convention, Extraction
from surveysem.efa.rotation import Rotation
from surveysem.efa.rotations import RotationName
from surveysem.efa.statistics import FitStatistics

ExtractionName = Literal["pca", "paf", "ml", "minres"]


@dataclass(frozen=True, slots=True)
class FactorSolution:
    """Rotated (or unrotated) factors F1 ... Fm of p items.

    loadings       (p, m) pattern: regression weights of the standardised items on the factors
    structure      (p, m) correlations of items and factors, loadings @ phi
    phi            (m, m) correlations of the factors
    communalities  (p,) share of an item's variance that the factors explain; uniquenesses the rest
    variance       (m, 3) per factor: ss_loadings, diagonal of phi @ loadings.T @ loadings, which
                   adds up to the communalities also for correlated factors; share of p; cumulative
    eigenvalues    (p,) of the correlation matrix, descending
    n              complete cases, None for a published matrix without it
    iterations     of the extraction; ``converged`` says whether extraction and rotation both ended
    problems       plain sentences: non-convergence, Heywood cases
    notes          plain sentences on empty cells and rare categories of ordered items
    chisq df pvalue  test of m factors under ml with Bartlett's correction, as in SPSS, factanal and
                   psych; None for other extractions, ordered items and without n; ``pvalue`` None
                   where df is 0
    kaiser         whether rows were normalised for the rotation
    ordered        items whose correlations are polychoric
    statistics     how well the factors reproduce the correlations; its tests None for pca, ordered
                   items and without n

    Factors are in descending order of ss_loadings, each with a positive sum of loadings.
    """

    n: int | None
    extraction: ExtractionName
    rotation: RotationName
    kaiser: bool
    convention: Convention
    loadings: pd.DataFrame
    structure: pd.DataFrame
    phi: pd.DataFrame
    communalities: pd.Series
    uniquenesses: pd.Series
    variance: pd.DataFrame
    eigenvalues: Floats
    iterations: int
    converged: bool
    problems: list[str]
    notes: tuple[str, ...]
    chisq: float | None
    df: int | None
    pvalue: float | None
    ordered: tuple[str, ...]
    statistics: FitStatistics


def tidy(rotated: Rotation) -> Rotation:
    """Factors in descending order of variance, each with a positive sum of loadings."""
    strength = factor_variances(rotated)
    order = np.argsort(-strength, kind="stable")
    Lambda, Phi = rotated.Lambda[:, order], rotated.Phi[np.ix_(order, order)]
    sign = np.where(Lambda.sum(axis=0) < 0, -1.0, 1.0)
    return Rotation(
        Lambda * sign, Phi * np.outer(sign, sign), rotated.iterations, rotated.converged
    )


def factor_variances(rotated: Rotation) -> Floats:
    """Variance that each factor explains (m,), summing to the communalities."""
    Lambda, Phi = rotated.Lambda, rotated.Phi
    variances: Floats = np.einsum("jk,ik,ij->j", Phi, Lambda, Lambda)
    return variances


def variance_table(rotated: Rotation, factors: pd.Index) -> pd.DataFrame:
    """Columns ss_loadings, share, cumulative, one row per factor."""
    ss_loadings = factor_variances(rotated)
    share = ss_loadings / len(rotated.Lambda)
    columns = {"ss_loadings": ss_loadings, "share": share, "cumulative": share.cumsum()}
    return pd.DataFrame(columns, index=factors)


def find_problems(
    extracted: Extraction, rotated: Rotation, names: tuple[str, ...], extraction: ExtractionName
) -> list[str]:
    """Sentences on what a reader must know before trusting the loadings."""
    problems = []
    if not extracted.converged:
        problems.append(f"{extraction} did not converge in {extracted.iterations} iterations")
    if not rotated.converged:
        problems.append(f"the rotation did not converge in {rotated.iterations} iterations")
    if extraction == "pca":
        return problems
    bounded = extraction in ("ml", "minres")
    for name, communality in zip(names, extracted.communalities, strict=True):
        if communality >= 1:
            problems.append(f"item {name}: communality {communality:.3f} (Heywood case)")
        elif bounded and 1 - communality <= LEAST_UNIQUENESS * 1.001:
            problems.append(
                f"item {name}: uniqueness at its lower bound {LEAST_UNIQUENESS} (Heywood case)"
            )
    return problems
