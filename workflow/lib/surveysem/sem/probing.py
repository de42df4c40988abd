"""The public face of interactions: simple slopes and the Johnson-Neyman technique."""

from collections.abc import Sequence

import pandas as pd

from surveysem.sem.fit import Fit
from surveysem.sem.inference import simple_slopes as slopes

LEVELS = (-1.0, 0.0, 1.0)


def simple_slopes(
    fit: Fit,
    outcome: str,
    interaction: str,
    at: Sequence[float] = LEVELS,
    *,
    scale: str = "sd",
    level: float = 0.95,
) -> pd.DataFrame:
    """Effects of ``a`` on an outcome at levels of ``b``, of the interaction ``a:b``.

    ``scale``: ``sd`` gives standardised effects at levels in standard deviations from the mean of
    ``b``, with delta-method errors of all that is estimated; ``raw`` unstandardised ones at levels
    in the units of ``b``, which are taken as fixed, as semTools' ``probe2WayMC`` does.

    DataFrame: at est se z pvalue ci_lower ci_upper. Raises SpecificationError for an unknown
    interaction or scale.
    """
    return slopes.simple_slopes(fit.solution, outcome, interaction, at, scale, level)


def johnson_neyman(fit: Fit, outcome: str, interaction: str, *, level: float = 0.95) -> list[float]:
    """Levels of ``b``, in sds, at which the interval of the effect of ``a`` ends at 0.

    None, one or two numbers, ascending (Johnson and Neyman, 1936; Bauer and Curran, 2005).
    """
    return slopes.johnson_neyman(fit.solution, outcome, interaction, level)
