"""Every refit of a resample against lavaan's refit of the same resample."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from reference import cases
from tolerances import ANALYTIC, LOOSE

from surveysem import sem
from surveysem.sem.bootstrap.refit import Refits, Task, run
from surveysem.sem.bootstrap.run import task_of

FOLDER = cases.FOLDER / "sem_bootstrap"


@dataclass(frozen=True)
class Stored:
    """Counts (R, n) that lie beside lavaan's estimates."""

    X: np.ndarray
    rows: np.ndarray

    def counts(self, first: int, last: int) -> np.ndarray:
        return self.rows[first:last]


@cache
def resamples() -> dict[str, np.ndarray]:
    stored = json.loads((FOLDER / "resamples.json").read_text(encoding="utf-8"))
    counts = np.array([[int(digit) for digit in text] for text in stored["counts"]], dtype=float)
    value = 2.0 * np.array(stored["fmin"])
    return {"counts": counts, "value": value, "converged": np.array(stored["converged"])}


@cache
def fit() -> sem.Fit:
    return sem.fit(cases.model("sem_alliance_scale"), cases.data("sem_alliance_scale"))


@cache
def task() -> Task:
    s = fit().solution
    counts = resamples()["counts"]
    return task_of(s, Stored(s.sample.X, counts), len(counts))


@cache
def refits() -> Refits:
    return run(task(), 2)


def test_none_is_lost_that_lavaan_keeps() -> None:
    assert resamples()["converged"].sum() > 190
    assert (refits().converged >= resamples()["converged"]).all()


def test_every_parameter_is_that_of_lavaan_unless_ours_fits_better() -> None:
    lavaan = pd.read_csv(FOLDER / "estimates.csv.gz")
    rows = [p for p in fit().solution.table.parameters if p.free]
    ours = pd.DataFrame(refits().theta[:, [p.free - 1 for p in rows]])
    ours.columns = [f"{p.lhs} {p.op} {p.rhs}" for p in rows]
    assert set(ours) == set(lavaan)
    difference = (ours[lavaan.columns] - lavaan).abs() / lavaan.abs().clip(lower=1)
    near = difference.max(axis=1).to_numpy() <= LOOSE
    better = refits().value < resamples()["value"]
    assert (near | better).all()
    assert near.mean() > 0.9


def test_no_discrepancy_is_above_that_of_lavaan() -> None:
    assert (refits().value <= resamples()["value"] * (1 + ANALYTIC)).all()
