"""The second-order contest: every contender set beside the second-order factor."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import SpecificationError
from surveysem.survey.reported import reported
from surveysem.survey.second_order.comparison import ChisqDifference, Comparison, compare_models
from surveysem.survey.second_order.contenders import PAIRS, Pair
from surveysem.survey.second_order.criteria import Criteria
from surveysem.survey.second_order.rivals import Rival, find_rivals
from surveysem.survey.second_order.verdict import ContestVerdict, judge_contest
from surveysem.survey.wording import Names, is_number

INDICES = ["chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic"]
CONTESTANTS = {
    "alone": ("one_factor", "correlated", "second_order"),
    "within": ("correlated", "second_order"),
}
"""The contenders that each scope must have."""
ORDER = ("one_factor", "correlated", "second_order", "bifactor", "cross_loadings")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contest:
    """``table`` has the columns of ``contest.parquet`` (with the model), ``comparisons`` those of
    ``comparisons.parquet``; ``verdict`` says what follows."""

    table: pd.DataFrame
    comparisons: pd.DataFrame
    verdict: ContestVerdict


def hold_contest(
    alone: Mapping[str, Record],
    within: Mapping[str, Record],
    tests: Mapping[Pair, ChisqDifference],
    higher_order: pd.DataFrame,
    *,
    construct: str,
    criteria: Criteria,
    names: Names | None = None,
) -> Contest:
    """Set the contenders side by side and judge the second-order construct.

    ``alone`` and ``within`` map contenders (one_factor, correlated, second_order, bifactor,
    cross_loadings; one_factor only alone, the last two where the study has them) to flat fit
    records with the indices, n_obs, converged and admissible; ``tests`` are the chi-square
    differences of `compare_contenders`, ``higher_order`` is the table of `higher_order_loadings`. A
    contender that is missing within the full measurement model counts as it stands alone. ``names``
    are the display names of the factors. The rule of the verdict stands at `judge_contest`.

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
    found = {scope: _compare(scope, records, tests) for scope, records in scopes.items()}
    rivals = {scope: find_rivals(found[scope], scopes[scope], criteria) for scope in scopes}
    own = higher_order[
        (higher_order["scope"] == "within") & (higher_order["contender"] == "second_order")
    ]
    return Contest(
        table=_contest_table(scopes),
        comparisons=_comparisons([*found["alone"], *found["within"]]),
        verdict=judge_contest(
            _contrast(found["alone"]),
            _contrast(found["within"]),
            within,
            own,
            construct=construct,
            rivals=_counted(rivals["alone"], rivals["within"]),
            rivals_alone=rivals["alone"],
            criteria=criteria,
            names=names,
        ),
    )


def _compare(
    scope: str, records: Mapping[str, Record], tests: Mapping[Pair, ChisqDifference]
) -> list[Comparison]:
    return [
        compare_models(
            scope,
            restricted,
            general,
            records,
            tests.get((scope, restricted, general)),
            nested=nested,
        )
        for restricted, general, nested in PAIRS
        if restricted in records and general in records
    ]


def _contrast(found: Sequence[Comparison]) -> Comparison:
    """Second order against correlated factors."""
    return next(c for c in found if (c.restricted, c.general) == ("second_order", "correlated"))


def _counted(alone: Sequence[Rival], within: Sequence[Rival]) -> tuple[Rival, ...]:
    """The rivals within the full measurement model, and those that are contenders alone only."""
    known = {rival.name for rival in within}
    return (*(rival for rival in alone if rival.name not in known), *within)


def _contest_table(scopes: Mapping[str, Mapping[str, Record]]) -> pd.DataFrame:
    tables = [
        _with_weights(
            pd.DataFrame([_row(scope, name, records[name]) for name in ORDER if name in records])
        )
        for scope, records in scopes.items()
    ]
    return pd.concat(tables, ignore_index=True)[["model", *columns("contest")]]


def _row(scope: str, contender: str, record: Record) -> dict[str, Any]:
    """The test and indices that the estimator asks for, as `reported` has them."""
    record = reported(record)
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


def _with_weights(table: pd.DataFrame) -> pd.DataFrame:
    """Differences from the best and weights by AIC and by BIC.

    A weight is the share exp(-delta / 2) of all contenders (Wagenmakers and Farrell, 2004,
    Psychonomic Bulletin and Review 11); contenders without an admissible solution have none.
    """
    usable = table["converged"] & table["admissible"]
    for name in ("aic", "bic"):
        value = table[name].where(usable)
        delta = value - value.min()
        share = np.exp(-delta / 2)
        table[f"delta_{name}"], table[f"weight_{name}"] = delta, share / share.sum()
    return table


def _comparisons(found: Sequence[Comparison]) -> pd.DataFrame:
    return pd.DataFrame([asdict(comparison) for comparison in found])[columns("comparisons")]
