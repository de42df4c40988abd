"""One fit as text."""

from collections.abc import Callable

from surveysem.errors import SpecificationError
from surveysem.sem.fit import Fit
from surveysem.sem.names import nearest
from surveysem.sem.printout import amos, lavaan

LAYOUTS: dict[str, Callable[[Fit], str]] = {"lavaan": lavaan.layout, "amos": amos.layout}


def printout(fit: Fit, layout: str | None = None) -> str:
    """The fit as text: ``lavaan`` as its ``summary()``, ``amos`` as the blocks of its output.

    Without ``layout`` that of the fit's convention (``wishart`` prints as lavaan). Numbers have
    three decimals, intervals stand beside the estimates; a number that the estimator does not have
    is left out. Raises SpecificationError for an unknown layout.
    """
    chosen = layout or ("amos" if fit.solution.convention.name == "amos" else "lavaan")
    if chosen not in LAYOUTS:
        expected = " or ".join(LAYOUTS)
        raise SpecificationError(
            f"layout {chosen!r}{nearest(chosen, LAYOUTS)}; expected {expected}"
        )
    return LAYOUTS[chosen](fit)
