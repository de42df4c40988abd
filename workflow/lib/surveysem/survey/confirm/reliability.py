"""Reliability of constructs: alpha, omega, composite reliability, average variance extracted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem.arrays import Numbers
from surveysem.survey.confirm.limits import FROM_MODEL, NO_LIMITS, Limits
from surveysem.survey.confirm.structure import (
    complete_answers,
    first_order,
    higher_order,
    indicators,
    shared_items,
)

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


def reliability(
    estimates: pd.DataFrame, items: pd.DataFrame, limits: Limits | None = None
) -> pd.DataFrame:
    """One row per construct with the columns of ``reliability.parquet``.

    ``estimates`` is that of the measurement model (columns lhs, op, rhs, est, std_lv, std_all);
    ``items`` holds the raw items, ``limits`` the intervals, which are missing without it. Alpha
    takes the respondents who answer every item of the model, as the model with listwise deletion
    does. ``items`` of the result counts the indicators; ``smallest_item`` has the smallest
    standardised loading in absolute value.

    A construct that is measured by constructs has composite reliability and AVE from its
    standardised loadings; alpha and omega are of item scores and missing there. Where an item loads
    on several constructs, omega, composite reliability and AVE of these are missing, since their
    formulae hold for congeneric items only.
    """
    measured = indicators(estimates)
    complete = complete_answers(measured, items, "reliability, item")
    scales = [estimates[name].to_numpy(dtype=float) for name in ("est", "std_lv", "std_all")]
    rows = [
        {
            "construct": one.construct,
            "items": len(measured[one.construct]),
            "alpha": alpha(complete[measured[one.construct]].to_numpy(dtype=float))
            if one.of_items
            else float("nan"),
            **dict(zip(FROM_MODEL, map(float, one.values(*scales)), strict=True)),
            **_smallest(estimates, one),
        }
        for one in measures(estimates)
    ]
    found = (limits or NO_LIMITS).of_constructs.reindex([row["construct"] for row in rows])
    table = pd.DataFrame(rows).assign(
        **{str(name): found[name].to_numpy() for name in found},
        intervals=(limits or NO_LIMITS).method,
        level=(limits or NO_LIMITS).level,
        n=(limits or NO_LIMITS).n,
        draws=(limits or NO_LIMITS).draws,
        used=(limits or NO_LIMITS).used,
    )
    return table[columns("reliability")]


def alpha(X: Floats) -> float:
    """Cronbach's alpha of complete answers X (n, k): k/(k-1) (1 - tr S / 1'S1).

    Cronbach (1951, Psychometrika 16, p. 299); of raw scores, missing for a single item.
    """
    if X.shape[1] < 2:
        return float("nan")
    return float(alpha_of_covariances(np.cov(X, rowvar=False)))


def alpha_of_covariances(S: Floats) -> Floats:
    """Cronbach's alpha (...,) of covariance matrices S (..., k, k), as `alpha`."""
    k = S.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.trace(S, axis1=-2, axis2=-1) / S.sum(axis=(-2, -1))
        return np.asarray(k / (k - 1) * (1 - share))


def omega(lambda_: Numbers, noise: Numbers) -> Numbers:
    """McDonald's omega total (...,), (1'lambda)^2 / ((1'lambda)^2 + 1'Theta 1).

    ``lambda_`` (..., k) are unstandardised loadings on the construct scaled to variance 1,
    ``noise`` (...,) the sum 1'Theta 1 of residual covariances, correlated residuals included.
    McDonald (1999, Test Theory, p. 89); semTools' "omega" without correlated residuals.
    """
    true = lambda_.sum(axis=-1) ** 2
    return np.asarray(true / (true + noise))


def composite_reliability(lambda_: Numbers) -> Numbers:
    """(sum l)^2 / ((sum l)^2 + sum (1 - l^2)) of standardised loadings l (..., k).

    Fornell and Larcker (1981, Journal of Marketing Research 18, p. 45, eq. 10).
    """
    true = lambda_.sum(axis=-1) ** 2
    return np.asarray(true / (true + (1 - lambda_**2).sum(axis=-1)))


def average_variance_extracted(lambda_: Numbers) -> Numbers:
    """Mean of the squared standardised loadings l (..., k).

    Fornell and Larcker (1981, p. 45, eq. 11) for standardised items; semTools weights the items by
    their variances instead.
    """
    return np.asarray((lambda_**2).mean(axis=-1))


@dataclass(frozen=True, slots=True)
class Measure:
    """One construct in the rows of a table of estimates.

    ``loadings`` are the rows (k,) of its indicators, ``residuals`` those of their residual
    variances and covariances with ``times`` the entries of Theta that each stands for; ``of_items``
    says that no indicator is a construct, ``congeneric`` that none loads on another construct.
    """

    construct: str
    loadings: Places
    residuals: Places
    times: Floats
    of_items: bool
    congeneric: bool

    def values(self, raw: Numbers, std_lv: Numbers, std_all: Numbers) -> list[Numbers]:
        """Omega, composite reliability and AVE (...,) from the rows (..., r) of the estimates."""
        std = std_all[..., self.loadings]
        noise = (raw[..., self.residuals] * self.times).sum(axis=-1)
        none = np.full(std.shape[:-1], np.nan)
        if not self.congeneric:
            return [none, none, none]
        scores = omega(std_lv[..., self.loadings], noise) if self.of_items else none
        return [scores, composite_reliability(std), average_variance_extracted(std)]


def measures(estimates: pd.DataFrame) -> list[Measure]:
    """Every construct of the model, those measured by items first."""
    measured = indicators(estimates)
    shared, items = shared_items(measured), first_order(measured)
    lhs, op, rhs = (estimates[name].to_numpy(dtype=object) for name in ("lhs", "op", "rhs"))
    found = []
    for name in [*items, *higher_order(measured)]:
        parts = measured[name]
        within = (op == "~~") & np.isin(lhs, parts) & np.isin(rhs, parts)
        residuals = np.flatnonzero(within)
        found.append(
            Measure(
                construct=name,
                loadings=np.flatnonzero((op == "=~") & (lhs == name)),
                residuals=residuals,
                times=np.where(lhs[residuals] == rhs[residuals], 1.0, 2.0),
                of_items=name in items,
                congeneric=not shared & set(parts),
            )
        )
    return found


def standardized_loadings(estimates: pd.DataFrame, construct: str) -> pd.Series:
    """Standardised loadings of ``construct`` by indicator."""
    rows = estimates[(estimates["op"] == "=~") & (estimates["lhs"] == construct)]
    return rows.set_index("rhs")["std_all"].astype(float)


def _smallest(estimates: pd.DataFrame, one: Measure) -> dict[str, object]:
    """The smallest standardised loading of a construct, and whose it is."""
    std = estimates["std_all"].to_numpy(dtype=float)[one.loadings]
    if np.isnan(std).all():
        return {"smallest_item": "", "smallest_loading": float("nan")}
    at = int(np.nanargmin(np.abs(std)))
    name = str(estimates["rhs"].to_numpy()[one.loadings][at])
    return {"smallest_item": name, "smallest_loading": float(std[at])}
