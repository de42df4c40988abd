"""Direct, total indirect and total effects side by side."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.tables.structure import (
    STD_LIMITS,
    effects_with_intervals,
    model_columns,
    shared_model,
)

PARTS = {"direct": "direct", "total indirect": "indirect", "total": "total"}


def mediated(artefacts: Artefacts) -> pd.DataFrame:
    """One row per predictor that reaches an outcome by other variables.

    Columns outcome, predictor, (model) and, for each part of `PARTS`, ``<part>_std``,
    ``<part>_std_ci_lower``, ``<part>_std_ci_upper`` and ``<part>_pvalue``.
    """
    effects = effects_with_intervals(artefacts)
    keys = [*shared_model(effects, effects), "outcome", "predictor"]
    wide = effects.loc[effects["kind"] == "total indirect", keys]
    for kind, part in PARTS.items():
        values = effects[effects["kind"] == kind].set_index(keys)[["std", *STD_LIMITS, "pvalue"]]
        wide = wide.merge(values.add_prefix(f"{part}_").reset_index(), on=keys, how="left")
    return wide


def decomposition(artefacts: Artefacts) -> Table | None:
    """What each predictor does directly, by way of others, and in all; None without mediators."""
    rows = mediated(artefacts)
    if rows.empty:
        return None
    models = model_columns(artefacts)
    columns = [*models, Column("outcome", "construct"), Column("predictor", "construct")]
    for part in PARTS.values():
        limits = (f"{part}_std_ci_lower", f"{part}_std_ci_upper")
        columns += [
            Column(f"{part}_std", "r2"),
            Column(f"{part}_ci", "ci", limits),
            Column(f"{part}_pvalue", "p"),
        ]
    return Table("decomposition", columns, rows, grouped=len(models) + 1)
