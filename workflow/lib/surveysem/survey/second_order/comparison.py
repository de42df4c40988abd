"""Two models set side by side: chi-square difference, practical and information criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtr, chndtrinc

from surveysem.survey.reported import reported
from surveysem.survey.wording import is_number

# Two fits of equivalent models differ by where their iterations stop.
SAME_CHISQ = 1e-4
NAN = float("nan")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChisqDifference:
    """The chi-square difference of two nested models, and the interval of the target coefficient.

    ``method`` says how the difference is scaled: not at all (empty), ``satorra-bentler-2001``,
    ``satorra-bentler-2010`` or ``satorra-2000``.
    """

    chisq_diff: float
    df_diff: int
    pvalue: float
    method: str = ""
    target_ci_lower: float = NAN
    target_ci_upper: float = NAN


@dataclass(frozen=True, slots=True)
class Comparison:
    """A restricted model against a more general one; a number that cannot be had is NaN.

    ``nested`` says whether the first is a restriction of the second; models that are not nested
    have differences of information criteria only. ``chisq_diff`` and ``df_diff`` are restricted
    minus general, scaled by ``method`` as of `ChisqDifference`; ``delta_cfi`` likewise, so that a
    loss of fit is negative, and ``delta_aic`` and ``delta_bic``, so that a positive one speaks for
    the general model; ``target_coefficient`` with its interval is chisq general / chisq restricted,
    where the general one has correlated first-order factors (Marsh and Hocevar, 1985, Psychological
    Bulletin 97); ``rmsea_diff`` with its 90 % interval is the RMSEA of the chi-square difference
    (Savalei, Brace and Fouladi, 2023, Psychological Methods).
    """

    scope: str
    restricted: str
    general: str
    nested: bool
    method: str = ""
    chisq_diff: float = NAN
    df_diff: float = NAN
    pvalue: float = NAN
    delta_cfi: float = NAN
    target_coefficient: float = NAN
    target_ci_lower: float = NAN
    target_ci_upper: float = NAN
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
    tested: ChisqDifference | None,
    *,
    nested: bool = True,
) -> Comparison:
    """Compare two models of ``records`` (by contender: chisq, df, cfi, aic, bic, n_obs, converged).

    ``tested`` is their chi-square difference, None where it cannot be tested. Equal degrees of
    freedom with equal chi-squares make them equivalent: no data can tell them apart. Equality is
    read off the fits, not off the names. ``nested`` False says that neither is a restriction of the
    other: no test. CFI and the target coefficient are those of the robust or scaled test where the
    estimator has one.
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
    equivalent = df_diff == 0 and abs(raw) <= _margin(float(second["chisq"]))
    with_target = general == "correlated"
    found = tested or ChisqDifference(raw if equivalent else NAN, df_diff, NAN)
    rmsea, lower, upper = (
        _rmsea_of_difference(found.chisq_diff, df_diff, int(first["n_obs"]))
        if tested
        else (NAN, NAN, NAN)
    )
    return Comparison(
        *names,
        nested,
        found.method,
        found.chisq_diff,
        df_diff,
        found.pvalue,
        _difference(own["cfi"], other["cfi"]),
        _target_coefficient(own, other) if with_target else NAN,
        found.target_ci_lower if with_target else NAN,
        found.target_ci_upper if with_target else NAN,
        delta_aic=aic,
        delta_bic=bic,
        rmsea_diff=rmsea,
        rmsea_diff_ci_lower=lower,
        rmsea_diff_ci_upper=upper,
        equivalent=equivalent,
    )


def is_better(restricted: float, general: float) -> bool:
    """Whether the chi-square of a restricted model is the smaller one: the two are not nested."""
    return restricted - general < -_margin(general)


def _margin(chisq: float) -> float:
    return SAME_CHISQ * max(1.0, chisq)


def _target_coefficient(first: Record, second: Record) -> float:
    return float(second["chisq"]) / float(first["chisq"]) if first["chisq"] > 0 else NAN


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
