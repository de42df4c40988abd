"""Bootstrap intervals of one model at every level that the hypotheses need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import Fit, share


@dataclass(frozen=True, slots=True)
class Resampled:
    """``intervals`` has the columns of its artefact; ``record`` is flat and JSON-safe."""

    intervals: pd.DataFrame
    record: dict[str, Any]


def bootstrap_intervals(
    fit: Fit, levels: Sequence[float], *, draws: int, kind: str, seed: int, workers: int
) -> Resampled:
    """Resample the respondents of ``fit`` and form intervals of one kind at each level.

    A model that did not converge has no draws and no intervals, and the record says why.
    """
    if not fit.converged:
        reason = "the model did not converge on the sample itself, so there is nothing to resample"
        return Resampled(
            pd.DataFrame(columns=columns("intervals")).astype({"level": float}),
            {
                "draws": 0,
                "converged": 0,
                "admissible": 0,
                "used": 0,
                "kind": kind,
                "seed": seed,
                "reason": reason,
            },
        )
    bootstrap = fit.bootstrap(draws, seed=seed, workers=workers)
    tables = [bootstrap.ci(level, kind).assign(level=level) for level in levels]
    record = {**bootstrap.summary(), "kind": kind, "reason": ""}
    return Resampled(pd.concat(tables, ignore_index=True)[columns("intervals")], record)


def bootstrap_share(
    fit: Fit, number: int, total: int, *, draws: int, kind: str, seed: int, workers: int
) -> pd.DataFrame:
    """Share ``number`` of ``total`` of what `bootstrap_intervals` and `probe_interactions` refit.

    Intervals of kind ``bca`` need the model without each respondent too. A model that did not
    converge has no draws.
    """
    with share(number, total) as own:
        if fit.converged:
            bootstrap = fit.bootstrap(draws, seed=seed, workers=workers)
            _ = bootstrap.jackknife if kind == "bca" else None
    return own.table(columns("bootstrap_draws"))
