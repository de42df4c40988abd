"""Two models set side by side: chi-square difference, practical and information criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtr, chdtrc, chndtrinc

from surveysem.survey.reported import reported
from surveysem.survey.wording import is_number

# Two fits of equivalent models differ by where their iterations stop.
SAME_CHISQ = 1e-4
NAN = float("nan")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A restricted model against a more general one; a number that cannot be had is NaN.

    ``nested`` says whether the first is a restriction of the second; models that are not nested
    have differences of information criteria only. ``chisq_diff`` and ``df_diff`` are restricted
    minus general, of robust estimators scaled (Satorra and Bentler, 2001, Psychometrika 66);
    ``delta_cfi`` likewise, so that a loss of fit is negative, and ``delta_aic`` and ``delta_bic``,
    so that a positive one speaks for the general model; ``target_coefficient`` is chisq general /
    chisq restricted, where the general one has correlated first-order factors (Marsh and Hocevar,
    1985, Psychological Bulletin 97); ``rmsea_diff`` with its 90 % interval is the RMSEA of the
    chi-square difference (Savalei, Brace and Fouladi, 2023, Psychological Methods).
    """

    scope: str
    restricted: str
    general: str
    nested: bool
    chisq_diff: float = NAN
    df_diff: float = NAN
    pvalue: float = NAN
    delta_cfi: float = NAN
    target_coefficient: float = NAN
    delta_aic: float = NAN
    delta_bic: float = NAN
    rmsea_diff: float = NAN
    rmsea_diff_ci_lower: float = NAN
    rmsea_diff_ci_upper: float = NAN
    equivalent: bool = False

    @property
    def estimable(self) -> bool:
        """Whether the two models can be tested against each other."""
        return is_number(self.pvalue)


def compare_models(
    scope: str,
    restricted: str,
    general: str,
    records: Mapping[str, Record],
    *,
    nested: bool = True,
) -> Comparison:
    """Compare two models of ``records`` (by contender: chisq, df, cfi, aic, bic, n_obs, converged).

    Equal degrees of freedom with equal chi-squares make them equivalent: no data can tell them
    apart. Equality is read off the fits, not off the names. A restricted model that fits better
    than the general one is not nested in it, or one of the two sits in a local minimum: no test.
    ``nested`` False says that neither is a restriction of the other: no test either. CFI and the
    target coefficient are those of the robust or scaled test where the estimator has one.
    """
    first, second = records[restricted], records[general]
    own, other = reported(first), reported(second)
    names = (scope, restricted, general)
    if not all(_usable(record) for record in (first, second)):
        return Comparison(*names, nested)
    aic, bic = (_difference(first.get(name), second.get(name)) for name in ("aic", "bic"))
    if not nested:
        return Comparison(*names, nested, delta_aic=aic, delta_bic=bic)
    raw = float(first["chisq"]) - float(second["chisq"])
    df_diff = int(first["df"]) - int(second["df"])
    margin = SAME_CHISQ * max(1.0, float(second["chisq"]))
    scale = _scale_of_difference(first, second)
    testable = has_difference(first) and has_difference(second)
    tested = testable and df_diff > 0 and raw >= -margin and scale > 0
    chisq_diff = raw / scale if tested else raw if testable else NAN
    rmsea, lower, upper = (
        _rmsea_of_difference(chisq_diff, df_diff, int(first["n_obs"]))
        if tested
        else (NAN, NAN, NAN)
    )
    return Comparison(
        *names,
        nested,
        chisq_diff,
        df_diff,
        float(chdtrc(df_diff, max(chisq_diff, 0.0))) if tested else NAN,
        _difference(own["cfi"], other["cfi"]),
        _target_coefficient(own, other) if general == "correlated" else NAN,
        delta_aic=aic,
        delta_bic=bic,
        rmsea_diff=rmsea,
        rmsea_diff_ci_lower=lower,
        rmsea_diff_ci_upper=upper,
        equivalent=df_diff == 0 and abs(raw) <= margin,
    )


def has_difference(record: Record) -> bool:
    """Whether a chi-square difference follows from two records of this kind.

    A test that is adjusted in mean and variance needs both fits (Satorra, 2000), and ULS has none.
    """
    return not is_number(record.get("chisq_shift")) and (
        is_number(record["pvalue"]) or record["df"] == 0
    )


def _target_coefficient(first: Record, second: Record) -> float:
    return float(second["chisq"]) / float(first["chisq"]) if first["chisq"] > 0 else NAN


def _scale_of_difference(first: Record, second: Record) -> float:
    """(df0 c0 - df1 c1) / (df0 - df1) with the scaling factors of the two tests; 1 for ML."""
    df = [int(record["df"]) for record in (first, second)]
    factors = [record.get("chisq_scaling_factor") for record in (first, second)]
    if not all(is_number(c) for c in factors) or df[0] == df[1]:
        return 1.0
    own, other = (float(c) * d for c, d in zip(factors, df, strict=True) if c is not None)
    return (own - other) / (df[0] - df[1])


def _usable(record: Record) -> bool:
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
