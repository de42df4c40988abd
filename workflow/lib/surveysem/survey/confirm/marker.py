"""The marker variable: models of Williams, Hartman and Cavazotte (2010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.sem import Fit
from surveysem.survey.confirm.method_models import exogenous, items_of, orthogonal
from surveysem.survey.confirm.model_rows import difference
from surveysem.survey.confirm.structure import indicators


@dataclass(frozen=True, slots=True)
class MarkerModel:
    """One model and the one it is tested against, (restricted, general); None for the first two."""

    name: str
    fit: Fit
    against: tuple[Fit, Fit] | None = None


def marker_models(
    model: str,
    data: pd.DataFrame,
    marker: str,
    parts: Sequence[str],
    estimation: Mapping[str, Any],
    alpha: float | None,
) -> list[MarkerModel]:
    """The five models, with variances of constructs fixed at 1.

    ``CFA``: the measurement model and the marker, all correlated. ``baseline``: the marker is
    orthogonal to the constructs, with the loadings and residual variances of the CFA. ``method-C``:
    the marker also loads on every item of the constructs, equally; ``method-U``: freely.
    ``method-R``: Method-C, or Method-U where C is rejected against it at ``alpha``, with the
    correlations of the constructs fixed at those of the baseline. Baseline against C asks whether
    there is method variance, C against U whether it is the same for all items, R against its model
    whether it biases the correlations of the constructs. (Organizational Research Methods 13, pp.
    477-514.)

    Raises
    ------
    SpecificationError
        The items are ordered: their residual variances are no parameters; or there is no level.
    """
    if alpha is None:
        raise SpecificationError(
            "a marker variable: alpha missing; expected the level of its tests"
        )
    if estimation.get("ordered"):
        raise SpecificationError("a marker variable with ordered items is not yet available")

    def fitted(*lines: str) -> Fit:
        return sem.fit("\n".join([model, *lines, ""]), data, std_lv=True, **estimation)

    cfa = fitted(f"{marker} =~ {' + '.join(parts)}")
    if not cfa.converged:
        return [MarkerModel("CFA", cfa)]
    estimates = cfa.estimates()
    substantive = estimates[(estimates["lhs"] != marker) & (estimates["rhs"] != marker)]
    items = items_of(indicators(substantive))
    fixed = [*_fixed(estimates, marker, parts), *orthogonal(marker, substantive)]
    baseline = fitted(*fixed)
    constant = fitted(*fixed, f"{marker} =~ {' + '.join(f'same_method*{item}' for item in items)}")
    free_lines = [*fixed, f"{marker} =~ {' + '.join(items)}"]
    free = fitted(*free_lines)
    models = [
        MarkerModel("CFA", cfa),
        MarkerModel("baseline", baseline),
        MarkerModel("method-C", constant, (baseline, constant)),
        MarkerModel("method-U", free, (constant, free)),
    ]
    if not baseline.converged:
        return models
    rejected = difference(constant, free).get("diff_pvalue", 1.0) < alpha
    same = f"{marker} =~ {' + '.join(f'same_method*{item}' for item in items)}"
    lines = free_lines if rejected else [*fixed, same]
    restricted = fitted(*lines, *_correlations(baseline, exogenous(substantive)))
    return [
        *models,
        MarkerModel("method-R", restricted, (restricted, free if rejected else constant)),
    ]


def _fixed(estimates: pd.DataFrame, marker: str, parts: Sequence[str]) -> list[str]:
    """Loadings and residual variances of the marker at their values."""
    found = {
        (lhs, op, rhs): value
        for lhs, op, rhs, value in estimates[["lhs", "op", "rhs", "est"]].itertuples(index=False)
    }
    loadings = " + ".join(f"{found[marker, '=~', item]:.12g}*{item}" for item in parts)
    return [
        f"{marker} =~ {loadings}",
        f"{marker} ~~ 1*{marker}",
        *(f"{item} ~~ {found[item, '~~', item]:.12g}*{item}" for item in parts),
    ]


def _correlations(baseline: Fit, names: Sequence[str]) -> list[str]:
    """Covariances of constructs with variance 1, fixed at those of the baseline."""
    table = baseline.estimates()
    rows = table[(table["op"] == "~~")].set_index(["lhs", "rhs"])["est"]
    return [
        f"{a} ~~ {rows[pair]:.12g}*{b}"
        for a, b in combinations(names, 2)
        for pair in ((a, b), (b, a))
        if pair in rows.index
    ]
