"""Second-order loadings and disturbances, and values that no population can have."""

from collections.abc import Mapping

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import SpecificationError

ByScope = Mapping[str, Mapping[str, pd.DataFrame]]
LIMITS = ("ci_lower", "ci_upper")


def higher_order_loadings(standardized: ByScope, construct: str) -> pd.DataFrame:
    """Standardised loadings and disturbances of the dimensions, as ``higher_order.parquet``.

    ``standardized`` maps scope and contender to a standardised solution (lhs, op, rhs, est,
    ci_lower, ci_upper); contenders in which ``construct`` measures factors have a row for each.
    Intervals are by the delta method; ``r_squared`` is 1 - disturbance.

    Raises
    ------
    SpecificationError
        A second-order model has no such construct.
    """
    found = [
        _of_model(table, construct, scope, contender)
        for scope, models in standardized.items()
        for contender, table in models.items()
        if contender in ("second_order", "cross_loadings")
    ]
    return pd.concat(found, ignore_index=True)[columns("higher_order")]


def _of_model(table: pd.DataFrame, construct: str, scope: str, contender: str) -> pd.DataFrame:
    rows = table[(table["op"] == "=~") & (table["lhs"] == construct)]
    if rows.empty:
        raise SpecificationError(
            f"second-order construct {construct}: the model measures no "
            "construct of this name; expected a line with =~"
        )
    own = table[(table["op"] == "~~") & (table["lhs"] == table["rhs"])].set_index("lhs")
    residual = own[["est", *LIMITS]].reindex(rows["rhs"]).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "scope": scope,
            "contender": contender,
            "factor": rows["rhs"].to_numpy(),
            "std_loading": rows["est"].to_numpy(dtype=float),
            "ci_lower": rows["ci_lower"].to_numpy(dtype=float),
            "ci_upper": rows["ci_upper"].to_numpy(dtype=float),
            "disturbance": residual[:, 0],
            "disturbance_ci_lower": residual[:, 1],
            "disturbance_ci_upper": residual[:, 2],
            "r_squared": 1 - residual[:, 0],
            "interval": "delta",
        }
    )


def improper_values(standardized: ByScope) -> pd.DataFrame:
    """Every standardised value outside its bounds, as ``improper.parquet``.

    ``fault`` is ``negative variance`` (a Heywood case), ``correlation above 1``, or ``loading above
    1`` on a factor that shares the variable with no other one. A variance with an interval that
    includes 0 may be negative by sampling alone (Kolenikov and Bollen, 2012, Sociological Methods
    and Research 41).
    """
    found = [
        _improper(table).assign(scope=scope, contender=contender)
        for scope, models in standardized.items()
        for contender, table in models.items()
    ]
    return pd.concat(found, ignore_index=True)[columns("improper")]


def _improper(table: pd.DataFrame) -> pd.DataFrame:
    own, size = table["lhs"] == table["rhs"], table["est"].abs()
    loading, covariance = table["op"] == "=~", table["op"] == "~~"
    lone = ~table["rhs"].where(loading).duplicated(keep=False)
    fault = pd.Series("", index=table.index)
    fault[covariance & own & (table["est"] < 0)] = "negative variance"
    fault[covariance & ~own & (size > 1)] = "correlation above 1"
    fault[loading & lone & (size > 1)] = "loading above 1"
    return table.assign(fault=fault)[fault != ""]
