"""One exploratory solution as plain arrays, for analyses that extract hundreds of them."""

from dataclasses import dataclass

from surveysem.efa.correlations import Floats
from surveysem.efa.extraction import Convention
from surveysem.efa.fit import extract
from surveysem.efa.rotations import RotationName, RotationOptions, rotate
from surveysem.efa.solution import ExtractionName


@dataclass(frozen=True, slots=True)
class Method:
    """Extraction, rotation and convention of a solution, as :func:`surveysem.efa.fit` takes them.

    ``max_iterations`` caps the extraction in the place of the convention's cap.
    """

    extraction: ExtractionName
    rotation: RotationName
    convention: Convention
    max_iterations: int | None = None


@dataclass(frozen=True, slots=True)
class Refit:
    """Pattern (p, m), communalities (p,), and whether extraction and rotation both ended."""

    loadings: Floats
    communalities: Floats
    converged: bool


def refit(R: Floats, n_factors: int, method: Method) -> Refit:
    """The rotated solution of correlations ``R`` (p, p), its factors in no particular order.

    Raises ConvergenceError where no loadings exist.
    """
    options = RotationOptions.of(method.rotation, None, method.convention, None, None, None, None)
    found = extract(R, n_factors, method.extraction, method.convention, method.max_iterations)
    rotated = rotate(found.Lambda, options)
    return Refit(rotated.Lambda, found.communalities, found.converged and rotated.converged)
