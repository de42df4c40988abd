"""One exploratory factor analysis: extraction, rotation, and the numbers a table needs."""

from collections.abc import Sequence
from typing import get_args

import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from surveysem.efa.correlations import Correlations, Data, Floats, correlations, eigenvalues
from surveysem.efa.extraction import (
    Convention,
    Extraction,
    maximum_likelihood,
    minimum_residuals,
    principal_axes,
    principal_components,
)
from surveysem.efa.rotation import Rotation
from surveysem.efa.rotations import RotationName, RotationOptions, check_choice, rotate
from surveysem.efa.solution import (
    ExtractionName,
    FactorSolution,
    find_problems,
    tidy,
    variance_table,
)
from surveysem.efa.statistics import FitStatistics, fit_statistics
from surveysem.errors import SpecificationError

# Caps of the principal axes in SPSS and psych; ml and minres need far fewer than theirs.
PAF_ITERATIONS: dict[Convention, int] = {"spss": 25, "psych": 50}
MINIMISER_ITERATIONS = 1000


def fit(
    data: Data,
    n_factors: int,
    extraction: ExtractionName = "paf",
    rotation: RotationName = "none",
    kaiser: bool | None = None,
    convention: Convention = "spss",
    *,
    gamma: float | None = None,
    power: float | None = None,
    delta: float | None = None,
    target: ArrayLike | None = None,
    max_iterations: int | None = None,
    ordered: Sequence[str] = (),
) -> FactorSolution:
    """Extract ``n_factors`` from the correlations of ``data`` and rotate them.

    data        DataFrame of items (cases with a missing answer are left out), Correlations, or
                any object with S, n and names such as ``sem.Moments``
    extraction  pca: principal components; paf: iterated principal axes; ml; minres: the same as ULS
    rotation    none; orthogonal: varimax | quartimax | equamax; oblique: promax | oblimin |
                quartimin | geomin | target; with one factor there is nothing to rotate
    kaiser      normalise rows during rotation; None: as the program of the convention does it,
                always in spss, for varimax and promax in psych
    convention  spss | psych: stopping rule of paf (its cap is 25 or 50 iterations), promax, kaiser
    gamma       of oblimin (SPSS calls it delta), default 0; ``power`` of promax (kappa), default 4;
                ``delta`` of geomin, default .01; ``target`` (p, m), NaN where free
    max_iterations  of the extraction, in the place of the convention's cap
    ordered     items whose correlations are polychoric; the test of ml is not given then, because
                it takes correlations for product-moment ones

    Raises SpecificationError for choices that cannot be carried out, DataError as
    :func:`surveysem.efa.correlations.correlations` does, ConvergenceError where no loadings exist
    or an oblique criterion has no minimum.
    """
    check_choice("extraction", extraction, get_args(ExtractionName))
    check_choice("convention", convention, get_args(Convention))
    options = RotationOptions.of(rotation, kaiser, convention, gamma, power, delta, target)
    found = correlations(data, ordered)
    names = tuple(found.names)
    _check_count(len(names), n_factors, extraction)
    extracted = extract(found.R, n_factors, extraction, convention, max_iterations)
    rotated = tidy(rotate(extracted.Lambda, options))
    chisq, df, pvalue = _likelihood_ratio(extracted, found, n_factors)
    items = pd.Index(names, name="item")
    factors = pd.Index([f"F{k}" for k in range(1, n_factors + 1)], name="factor")
    communalities = pd.Series(extracted.communalities, index=items, name="communality")
    return FactorSolution(
        n=found.n,
        extraction=extraction,
        rotation=rotation,
        kaiser=options.kaiser,
        convention=convention,
        loadings=pd.DataFrame(rotated.Lambda, items, factors),
        structure=pd.DataFrame(rotated.Lambda @ rotated.Phi, items, factors),
        phi=pd.DataFrame(rotated.Phi, factors, factors),
        communalities=communalities,
        uniquenesses=(1 - communalities).rename("uniqueness"),
        variance=variance_table(rotated, factors),
        eigenvalues=eigenvalues(found.R),
        iterations=extracted.iterations,
        converged=extracted.converged and rotated.converged,
        problems=find_problems(extracted, rotated, names, extraction),
        notes=tuple(found.notes),
        chisq=chisq,
        df=df,
        pvalue=pvalue,
        ordered=tuple(found.ordered),
        statistics=_statistics(rotated, found, extraction),
    )


def _statistics(
    rotated: Rotation, found: Correlations, extraction: ExtractionName
) -> FitStatistics:
    p, m = rotated.Lambda.shape
    tested = extraction != "pca" and not found.ordered
    reproduced = rotated.Lambda @ rotated.Phi @ rotated.Lambda.T
    n = found.n if tested else None
    return fit_statistics(found.R, reproduced, m, n, degrees_of_freedom(p, m))


def degrees_of_freedom(p: int, m: int) -> int:
    """Of the test of m factors of p items: ((p - m)^2 - (p + m)) / 2."""
    return ((p - m) ** 2 - (p + m)) // 2


def _check_count(p: int, m: int, extraction: ExtractionName) -> None:
    if m < 1:
        raise SpecificationError(f"{extraction}: {m} factors, expected at least 1")
    if extraction == "pca" and m <= p:
        return
    if m >= p or (extraction == "ml" and degrees_of_freedom(p, m) < 0):
        raise SpecificationError(f"{extraction}: {m} factors of {p} items, expected fewer factors")


def extract(
    R: Floats,
    m: int,
    extraction: ExtractionName,
    convention: Convention,
    max_iterations: int | None,
) -> Extraction:
    """Unrotated loadings of correlations ``R`` (p, p) on ``m`` factors."""
    if max_iterations is not None and max_iterations < 1:
        raise SpecificationError(f"max_iterations {max_iterations}, expected at least 1")
    match extraction:
        case "pca":
            return principal_components(R, m)
        case "paf":
            return principal_axes(R, m, convention, max_iterations or PAF_ITERATIONS[convention])
        case "ml":
            return maximum_likelihood(R, m, max_iterations or MINIMISER_ITERATIONS)
        case "minres":
            return minimum_residuals(R, m, max_iterations or MINIMISER_ITERATIONS)


def _likelihood_ratio(
    extracted: Extraction, found: Correlations, m: int
) -> tuple[float | None, int | None, float | None]:
    n, p = found.n, len(found.names)
    if extracted.discrepancy is None or n is None or found.ordered:
        return None, None, None
    df = degrees_of_freedom(p, m)
    chisq = (n - 1 - (2 * p + 5) / 6 - 2 * m / 3) * extracted.discrepancy
    return chisq, df, float(chdtrc(df, chisq)) if df > 0 else None
