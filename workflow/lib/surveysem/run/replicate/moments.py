"""The moments of one model as tables, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.fit import Fit

# Estimators whose estimates are those of ML, and which need the cases for errors and tests.
AS_ML = ("MLM", "MLMV", "MLR")


@dataclass(frozen=True, slots=True)
class Stored:
    """Covariances (variable with covariance), means (variable mean), and how they are refitted."""

    covariances: pd.DataFrame
    means: pd.DataFrame
    record: dict[str, Any]


def store_moments(fit: Fit) -> Stored:
    """What a model can be refitted from without its respondents, or the reason why it cannot."""
    summary = fit.summary()
    record = {name: summary[name] for name in ("estimator", "convention", "missing", "n_obs")}
    try:
        moments = fit.sample_moments()
    except SpecificationError as error:
        return Stored(_covariances(None), _means(None), record | _refit(None, str(error)))
    if summary["estimator"] in ("WLS", "DWLS"):
        reason = f"{summary['estimator']}: its weights come from the answers, not from moments"
        return Stored(_covariances(None), _means(None), record | _refit(None, reason))
    by = "ML" if summary["estimator"] in AS_ML else summary["estimator"]
    record |= _refit(by, None) | {"divisor": moments.divisor}
    return Stored(_covariances(moments), _means(moments), record)


def _refit(estimator: str | None, reason: str | None) -> dict[str, Any]:
    return {"refit_by": estimator, "reason": reason}


def _covariances(moments: Moments | None) -> pd.DataFrame:
    if moments is None:
        return pd.DataFrame({"variable": [], "with": [], "covariance": []})
    names = moments.names
    rows = [
        (names[i], names[j], float(moments.S[i, j]))
        for i in range(len(names))
        for j in range(i + 1)
    ]
    return pd.DataFrame(rows, columns=["variable", "with", "covariance"])


def _means(moments: Moments | None) -> pd.DataFrame:
    if moments is None or moments.mean is None:
        return pd.DataFrame({"variable": [], "mean": []})
    return pd.DataFrame({"variable": list(moments.names), "mean": moments.mean})


def read_moments(
    covariances: pd.DataFrame, means: pd.DataFrame, record: Mapping[str, Any]
) -> Moments:
    """The moments that ``store_moments`` stored."""
    names = list(dict.fromkeys(covariances["variable"]))
    pairs = zip(covariances["variable"], covariances["with"], strict=True)
    known = dict(zip(pairs, covariances["covariance"].astype(float), strict=True))
    S = [[known[(a, b) if (a, b) in known else (b, a)] for b in names] for a in names]
    mean = means.set_index("variable")["mean"].loc[names].tolist() if len(means) else None
    return Moments(S, int(record["n_obs"]), mean, names, str(record["divisor"]))
