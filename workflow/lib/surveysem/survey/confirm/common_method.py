"""What the common source of all answers may have done: Harman, a latent method factor, a marker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from surveysem import efa, sem
from surveysem.contracts import columns
from surveysem.sem import Fit
from surveysem.survey.confirm.marker import marker_models
from surveysem.survey.confirm.method_models import free_name, method_model, one_factor_model
from surveysem.survey.confirm.model_rows import difference, fit_row
from surveysem.survey.confirm.structure import complete_answers, indicators

ITERATIONS = 1000
"""Principal axes of one factor in the place of many constructs converge slowly."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class CommonMethod:
    """``techniques`` and ``changes`` have the columns of their artefacts."""

    techniques: pd.DataFrame
    changes: pd.DataFrame


def assess_common_method(
    model: str,
    data: pd.DataFrame,
    *,
    estimation: Mapping[str, Any],
    latent_method: bool,
    marker: Mapping[str, Sequence[str]],
    alpha: float | None = None,
) -> CommonMethod:
    """Look for one source behind the answers to a measurement model.

    ``harman``: the share of all item variance on the first unrotated factor (``pca``, the one of
    SPSS's table, and ``paf``), and a model of one factor in the place of the constructs (Podsakoff,
    MacKenzie, Lee and Podsakoff, 2003, Journal of Applied Psychology 88, p. 889). ``latent
    method``: the measurement model with a method factor, see `method_model`; its share is the mean
    share of an item's variance. It has no interval: the factor is so nearly unidentified that a
    Wald interval contradicts the difference test. ``marker`` (name and
    items of one construct) asks for the models of `marker_models` at level ``alpha``; the share is
    the mean squared standardised loading on the marker. ``estimation`` are options of ``sem.fit``.

    ``chisq_diff`` sets each model against the one that it is tested with. Changes are those of
    standardised loadings and correlations of constructs from the measurement model to that with the
    method factor, and from the baseline of the marker to Method-C, where both are admissible.
    """
    base = sem.fit(model, data, **estimation)
    estimates = base.estimates()
    measured = indicators(estimates)
    answers = complete_answers(measured, data, "common method, item")
    single = sem.fit(one_factor_model(measured), data, **estimation)
    rows = [
        *_first_factor(answers),
        {"technique": "harman", "contender": "one factor", **fit_row(single)},
        {"technique": "harman", "contender": "measurement", **fit_row(base)},
    ]
    changes = [pd.DataFrame(columns=columns("common_method_changes"))]
    if latent_method:
        found = sem.fit(method_model(model, estimates), data, **estimation)
        ordered = bool(estimation.get("ordered"))
        scale = 1.0 if ordered else float((1 / answers.var(ddof=0)).mean())
        share = _variance(found, free_name(measured), scale)
        head: Row = {"technique": "latent method", "contender": "method factor"}
        rows.append(head | fit_row(found) | difference(base, found) | share)
        changes.append(_changes("latent method", base, found, list(measured)))
    for name, parts in marker.items():
        models = marker_models(model, data, name, parts, estimation, alpha)
        fits = {one.name: one.fit for one in models}
        for one in models:
            tested = difference(*one.against) if one.against else {}
            head = {"technique": "marker", "contender": one.name}
            rows.append(head | fit_row(one.fit) | tested | _loaded(one.fit, name, parts))
        if "method-C" in fits:
            pair = fits["baseline"], fits["method-C"]
            changes.append(_changes("marker", *pair, list(measured)))
    return CommonMethod(
        pd.DataFrame(rows).reindex(columns=columns("common_method")),
        pd.concat([table for table in changes if len(table)] or changes[:1], ignore_index=True),
    )


def _first_factor(answers: pd.DataFrame) -> list[Row]:
    """Share of the first unrotated factor in the variance of all items."""
    found: list[Row] = []
    extractions: tuple[Literal["pca", "paf"], ...] = ("pca", "paf")
    for extraction in extractions:
        solution = efa.fit(answers, 1, extraction, max_iterations=ITERATIONS)
        found.append(
            {
                "technique": "harman",
                "contender": extraction,
                "n": len(answers),
                "share": float((solution.loadings.to_numpy() ** 2).sum()) / answers.shape[1],
                "converged": solution.converged,
                "admissible": not solution.problems,
                "problems": "; ".join(solution.problems),
            }
        )
    return found


def _variance(fit: Fit, name: str, scale: float) -> Row:
    """The variance of a factor as a share; ``scale`` is the mean of 1 / s_ii."""
    if not fit.converged:
        return {}
    table = fit.estimates()
    row = table[(table["op"] == "~~") & (table["lhs"] == name) & (table["rhs"] == name)].iloc[0]
    return {
        "share": scale * float(row["est"]),
    }


def _loaded(fit: Fit, marker: str, own: Sequence[str]) -> Row:
    """Mean squared standardised loading of the items of the constructs on the marker."""
    std = fit.standardized()
    rows = std[(std["op"] == "=~") & (std["lhs"] == marker) & ~std["rhs"].isin(own)]
    return {"share": float((rows["est"] ** 2).mean())} if len(rows) else {}


def _changes(technique: str, before: Fit, after: Fit, names: Sequence[str]) -> pd.DataFrame:
    """Standardised loadings on constructs and correlations of constructs in two models."""
    if not (before.admissible and after.admissible):
        return pd.DataFrame(columns=columns("common_method_changes"))
    keys = ["lhs", "op", "rhs"]
    first, second = (fit.standardized()[[*keys, "est"]] for fit in (before, after))
    both = first.rename(columns={"est": "before"}).merge(
        second.rename(columns={"est": "after"}), on=keys
    )
    own = both["lhs"].isin(names)
    kinds = {
        "loading": own & (both["op"] == "=~"),
        "correlation": own
        & (both["op"] == "~~")
        & both["rhs"].isin(names)
        & (both["lhs"] != both["rhs"]),
    }
    parts = [both[rows].assign(quantity=kind) for kind, rows in kinds.items()]
    table = pd.concat(parts, ignore_index=True).assign(technique=technique)
    return table.assign(change=table["after"] - table["before"])[columns("common_method_changes")]
