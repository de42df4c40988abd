"""Two nested models set side by side: chi-square difference, practical indices, equivalence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtr, chdtrc, chndtrinc

from surveysem.survey.wording import is_number

# Two fits of equivalent models differ by where their iterations stop.
SAME_CHISQ = 1e-4
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A restricted model against a more general one; a number that cannot be had is NaN.

    ``chisq_diff`` and ``df_diff`` are restricted minus general, of robust estimators scaled
    (Satorra and Bentler, 2001, Psychometrika 66); ``delta_cfi`` likewise, so that a loss of fit is
    negative; ``target_coefficient`` is chisq general / chisq restricted (Marsh and Hocevar, 1985,
    Psychological Bulletin 97); ``rmsea_diff`` with its 90 % interval is the RMSEA of the
    chi-square difference (Savalei, Brace and Fouladi, 2023, Psychological Methods).
    """

    scope: str
    restricted: str
    general: str
    chisq_diff: float
    df_diff: float
    pvalue: float
    delta_cfi: float
    target_coefficient: float
    rmsea_diff: float
    rmsea_diff_ci_lower: float
    rmsea_diff_ci_upper: float
    equivalent: bool

    @property
    def estimable(self) -> bool:
        """Whether the two models can be tested against each other."""
        return is_number(self.pvalue)


def compare_models(
    scope: str, restricted: str, general: str, records: Mapping[str, Mapping[str, Any]]
) -> Comparison:
    """Compare two models of ``records`` (by contender: chisq, df, cfi, n_obs, converged).

    Equal degrees of freedom with equal chi-squares make them equivalent: no data can tell them
    apart. Equality is read off the fits, not off the names. A restricted model that fits better
    than the general one is not nested in it, or one of the two sits in a local minimum: no test.
    """
    first, second = records[restricted], records[general]
    if not all(_usable(record) for record in (first, second)):
        return Comparison(scope, restricted, general, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, False)
    raw = float(first["chisq"]) - float(second["chisq"])
    df_diff = int(first["df"]) - int(second["df"])
    margin = SAME_CHISQ * max(1.0, float(second["chisq"]))
    scale = _scale_of_difference(first, second)
    nested = df_diff > 0 and raw >= -margin and scale > 0
    chisq_diff = raw / scale if nested else raw
    rmsea, lower, upper = (
        _rmsea_of_difference(chisq_diff, df_diff, int(first["n_obs"]))
        if nested
        else (NAN, NAN, NAN)
    )
    return Comparison(
        scope,
        restricted,
        general,
        chisq_diff,
        df_diff,
        float(chdtrc(df_diff, max(chisq_diff, 0.0))) if nested else NAN,
        _difference(first.get("cfi"), second.get("cfi")),
        float(second["chisq"]) / float(first["chisq"]) if first["chisq"] > 0 else NAN,
        rmsea,
        lower,
        upper,
        equivalent=df_diff == 0 and abs(raw) <= margin,
    )


def _scale_of_difference(first: Mapping[str, Any], second: Mapping[str, Any]) -> float:
    """(df0 c0 - df1 c1) / (df0 - df1) with the scaling factors of the two tests; 1 for ML."""
    df = [int(record["df"]) for record in (first, second)]
    factors = [record.get("chisq_scaling_factor") for record in (first, second)]
    if not all(is_number(c) for c in factors) or df[0] == df[1]:
        return 1.0
    own, other = (float(c) * d for c, d in zip(factors, df, strict=True) if c is not None)
    return (own - other) / (df[0] - df[1])


def _usable(record: Mapping[str, Any]) -> bool:
    return bool(record["converged"]) and is_number(record["chisq"]) and is_number(record["df"])


def _difference(first: object, second: object) -> float:
    if isinstance(first, int | float) and isinstance(second, int | float):
        return float(first - second)
    return NAN


def _rmsea_of_difference(chisq: float, df: int, n: int) -> tuple[float, float, float]:
    """Estimate, lower and upper end of the 90 % interval, from the noncentral chi-square."""
    x = max(chisq, 0.0)
    ends = [0.0 if chdtr(df, x) < p else float(chndtrinc(x, df, p)) for p in (0.95, 0.05)]
    lower, upper = (float(np.sqrt(end / (df * n))) for end in ends)
    return float(np.sqrt(max(x - df, 0.0) / (df * n))), lower, upper
