"""The second-order contest: one factor, correlated factors or a second-order factor."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.survey.second_order.comparison import Comparison, compare_models
from surveysem.survey.second_order.verdict import ContestVerdict, judge_contest
from surveysem.survey.wording import is_number

INDICES = ["chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic"]
CONTESTANTS = {
    "alone": ("one_factor", "correlated", "second_order"),
    "within": ("correlated", "second_order"),
}
COMPARED = [
    "scope",
    "restricted",
    "general",
    "chisq_diff",
    "df_diff",
    "pvalue",
    "delta_cfi",
    "target_coefficient",
    "equivalent",
]


@dataclass(frozen=True, slots=True)
class Contest:
    """``table`` has the columns of ``contest.parquet`` (with the model), ``comparisons`` those of
    ``comparisons.parquet``; ``verdict`` says what follows."""

    table: pd.DataFrame
    comparisons: pd.DataFrame
    verdict: ContestVerdict


def gather_contenders(
    contenders: Mapping[str, Sequence[str]], fits: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Fit records by scope and contender.

    ``contenders`` has the columns scope, contender and model; ``fits`` one record for each row.
    """
    found: dict[str, dict[str, Mapping[str, Any]]] = {scope: {} for scope in CONTESTANTS}
    for scope, name, fit in zip(contenders["scope"], contenders["contender"], fits, strict=True):
        found[scope][name] = fit
    return found


def hold_contest(
    alone: Mapping[str, Mapping[str, Any]],
    within: Mapping[str, Mapping[str, Any]],
    higher_order: pd.DataFrame,
    *,
    construct: str,
    alpha: float = 0.05,
    min_target: float = 0.9,
) -> Contest:
    """Set the contenders side by side and judge the second-order construct.

    ``alone`` and ``within`` map contenders (one_factor, correlated, second_order; one_factor only
    alone) to flat fit records with the indices, n_obs, converged and admissible. ``higher_order``
    is the table of `higher_order_loadings` for the second-order model within the full measurement
    model. The rule of the verdict stands at `judge_contest`.

    Raises
    ------
    SpecificationError
        A contender is missing.
    """
    scopes = {"alone": alone, "within": within}
    for scope, records in scopes.items():
        absent = [name for name in CONTESTANTS[scope] if name not in records]
        if absent:
            expected = ", ".join(CONTESTANTS[scope])
            raise SpecificationError(
                f"second-order contest, {scope}: no fit of {', '.join(absent)}; expected {expected}"
            )
    found = [
        compare_models("alone", "one_factor", "correlated", alone),
        compare_models("alone", "second_order", "correlated", alone),
        compare_models("within", "second_order", "correlated", within),
    ]
    rows = [
        _row(scope, name, records[name])
        for scope, records in scopes.items()
        for name in CONTESTANTS[scope]
    ]
    return Contest(
        table=pd.DataFrame(rows),
        comparisons=_comparisons(found),
        verdict=judge_contest(
            found[1],
            found[2],
            within,
            higher_order,
            construct=construct,
            alpha=alpha,
            min_target=min_target,
        ),
    )


def higher_order_loadings(
    standardized: pd.DataFrame, r_squared: pd.DataFrame, construct: str
) -> pd.DataFrame:
    """Standardised loadings of a second-order construct, as ``higher_order.parquet``.

    ``standardized`` has lhs, op, rhs, est, ci_lower, ci_upper; ``r_squared`` variable, r_squared.

    Raises
    ------
    SpecificationError
        The model has no such construct.
    """
    rows = standardized[(standardized["op"] == "=~") & (standardized["lhs"] == construct)]
    if rows.empty:
        raise SpecificationError(
            f"second-order construct {construct}: the model measures no "
            "construct of this name; expected a line with =~"
        )
    explained = r_squared.set_index("variable")["r_squared"]
    return pd.DataFrame(
        {
            "factor": rows["rhs"].to_numpy(),
            "std_loading": rows["est"].to_numpy(dtype=float),
            "ci_lower": rows["ci_lower"].to_numpy(dtype=float),
            "ci_upper": rows["ci_upper"].to_numpy(dtype=float),
            "r_squared": explained.reindex(rows["rhs"]).to_numpy(dtype=float),
        }
    )


def _row(scope: str, contender: str, record: Mapping[str, Any]) -> dict[str, Any]:
    indices = {
        name: float(record[name]) if is_number(record.get(name)) else float("nan")
        for name in INDICES
    }
    return {
        "scope": scope,
        "contender": contender,
        "model": record.get("model", ""),
        **indices,
        "converged": bool(record["converged"]),
        "admissible": bool(record["admissible"]),
    }


def _comparisons(found: list[Comparison]) -> pd.DataFrame:
    return pd.DataFrame([asdict(comparison) for comparison in found])[COMPARED]
