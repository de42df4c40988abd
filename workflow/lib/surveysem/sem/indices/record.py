"""A solution as one flat record that JSON can hold."""

from typing import Any

import numpy as np

from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices.index_record import Indices


def record_of(s: Solution, found: Indices) -> dict[str, Any]:
    """How the model was fitted, to what, and every index; None where there is none."""
    record: dict[str, Any] = {
        "estimator": s.estimator,
        "convention": s.convention.name,
        "missing": s.missing,
        "n_obs": s.n,
        "n_dropped": sum(sample.n_dropped for sample in s.samples),
        "n_observed": len(s.table.observed),
        "iterations": s.minimum.iterations,
    }
    if len(s.samples) > 1:
        record["groups"] = [sample.label for sample in s.samples]
        record["group_sizes"] = [sample.n for sample in s.samples]
    return record | {name: _plain(value) for name, value in found.values.items()}


def _plain(value: float | int | None) -> float | int | None:
    """A number that JSON can hold."""
    if value is None or not np.isfinite(value):
        return None
    return int(value) if isinstance(value, (int, np.integer)) else float(value)
